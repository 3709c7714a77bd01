import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { register } from "../../src/cli/doctor.js";
import type { Finding } from "../../src/diagnosis/index.js";
import { inProcess } from "./in-process.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "claimbook-doctor-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it("finds what is there, one line each, and nothing failing on a machine that runs the tests", async () => {
  const { code, stdout } = await inProcess(register, ["doctor"], { cwd: folder });
  expect(stdout).toContain(`ok    Node         ${process.versions.node}`);
  expect(stdout).toMatch(/ok {4}kernel +starts and answers/);
  expect(stdout).toMatch(/ok {4}tensors +backend wasm, SIMD on/);
  expect(stdout).toMatch(/ok {4}data frames/);
  expect(stdout).toMatch(/(ok {2}|warn) {2}browser/);
  expect(stdout).toMatch(/(ok {2}|warn) {2}Jupyter/);
  expect(stdout).not.toContain("fail");
  expect(code).toBe(0);
});

it("fails with a way out when the kernel that is found is broken", async () => {
  const spec = path.join(folder, "share", "kernels", "claimbook");
  await mkdir(spec, { recursive: true });
  const program = path.join(folder, "no-such-program");
  await writeFile(
    path.join(spec, "kernel.json"),
    JSON.stringify({ argv: [program, "{connection_file}"], display_name: "broken", language: "typescript" }),
  );
  const env = { ...process.env, JUPYTER_PATH: path.join(folder, "share") };
  const { code, stdout } = await inProcess(register, ["doctor", "--json"], { cwd: folder, env });
  const findings = JSON.parse(stdout) as Finding[];
  const kernel = findings.find(({ name }) => name === "kernel")!;
  expect(kernel.status).toBe("fail");
  expect(kernel.detail).toContain("no-such-program");
  expect(kernel.wayOut).toBeTruthy();
  expect(findings.filter(({ status, wayOut }) => status !== "ok" && !wayOut)).toEqual([]);
  expect(code).toBe(3);
});
