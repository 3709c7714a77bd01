import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { backends } from "../../src/diagnosis/backends.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "claimbook-backends-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const surroundings = () => ({ cwd: folder, env: { ...process.env, CLAIMBOOK_NATIVE: folder } });

test("with nothing set up, auto takes wasm", async () => {
  const { detail } = await backends(surroundings());
  expect(detail).toContain("auto takes wasm; working: wasm, cpu");
  expect(detail).toContain("not set up: node-gpu, node, webgpu");
}, 60_000);

test("a binding that brings its process down is a warning with a way out, and auto takes another", async () => {
  const home = path.join(folder, "node_modules/@tensorflow/tfjs-node");
  await mkdir(home, { recursive: true });
  await writeFile(path.join(home, "package.json"), '{"name":"@tensorflow/tfjs-node","version":"4.22.0"}');
  await writeFile(path.join(home, "index.js"), 'process.kill(process.pid, "SIGKILL");');
  await writeFile(path.join(folder, "node.json"), "{}");
  const finding = await backends(surroundings());
  expect(finding).toMatchObject({ status: "warn", wayOut: expect.stringContaining("npm run setup:native") });
  expect(finding.detail).toContain("auto takes wasm");
  expect(finding.detail).toContain("node does not start: its process ended with SIGKILL");
}, 60_000);
