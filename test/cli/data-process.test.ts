import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, it } from "vitest";
import { builtModule } from "../../src/paths.js";
import { absent, shared } from "../datasets/shared-data.js";
import { FileServer } from "../net/file-server.js";

let project: string;
let server: FileServer;
let env: NodeJS.ProcessEnv;
beforeEach(async () => {
  project = await mkdtemp(path.join(tmpdir(), "claimbook-data-process-"));
  await writeFile(path.join(project, "package.json"), "{}");
  server = await FileServer.start();
  env = {
    PATH: process.env.PATH,
    ...shared.env,
    HOME: project,
    XDG_CACHE_HOME: path.join(project, "cache"),
    HF_ENDPOINT: server.origin,
  };
});
afterEach(async () => {
  await server.stop();
  await rm(project, { recursive: true, force: true });
});

function claimbook(...args: string[]) {
  const child = spawn(process.execPath, [builtModule("cli/main"), "data", ...args], { cwd: project, env });
  const finished = Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]).then(
    ([stdout, stderr, [code, signal]]) => ({
      stdout,
      stderr,
      code: code as number | null,
      signal: signal as string | null,
    }),
  );
  return { child, finished };
}

/** Waits until a file has so many bytes. */
async function grown(file: string, bytes: number): Promise<void> {
  for (;;) {
    const size = await stat(file).then(
      (found) => found.size,
      () => 0,
    );
    if (size >= bytes) return;
    await sleep(20);
  }
}

it.skipIf(absent("miracl"))(
  `goes on with the same commit and the same bytes after the process was killed in the middle of a file${absent("miracl")}`,
  async () => {
    const commit = "a".repeat(40);
    const passages = Array.from({ length: 3000 }, (_, i) => ({
      docid: `${i}#0`,
      title: "Ìlú",
      text: randomBytes(60).toString("base64"),
    }));
    const shard = gzipSync(passages.map((passage) => `${JSON.stringify(passage)}\n`).join(""));
    const half = Math.floor(shard.length / 2);
    const json = (value: unknown) => Buffer.from(JSON.stringify(value));
    const folder = "miracl-corpus-v1.0-yo";
    const address = `datasets/miracl/miracl-corpus/resolve/${commit}/${folder}/docs-0.jsonl.gz`;
    server.files.set("api/datasets/miracl/miracl-corpus/revision/main", json({ sha: commit }));
    server.files.set(
      `api/datasets/miracl/miracl-corpus/tree/${commit}/${folder}`,
      json([{ type: "file", path: `${folder}/docs-0.jsonl.gz`, size: shard.length, oid: "git" }]),
    );
    // The first time half of the file comes, and then nothing more.
    server.files.set(address, (_, response) => {
      response.writeHead(200, { etag: server.etag(shard), "content-length": shard.length });
      response.write(shard.subarray(0, half));
    });
    const place = path.join(
      project,
      "cache",
      "claimbook",
      "data",
      "miracl",
      "corpus",
      "yo",
      "docs-0.jsonl.gz",
    );

    const killed = claimbook("pull", "miracl", "--languages", "yo");
    await grown(`${place}.part`, half);
    killed.child.kill("SIGKILL");
    expect((await killed.finished).signal).toBe("SIGKILL");

    // Meanwhile the branch moves on; what was begun stays at its commit.
    server.files.set("api/datasets/miracl/miracl-corpus/revision/main", json({ sha: "b".repeat(40) }));
    server.files.set(address, shard);
    server.requests.length = 0;
    const { stdout, stderr, code } = await claimbook("pull", "miracl", "--languages", "yo").finished;
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
    expect(stdout).toContain("1 file fetched");
    expect(stdout).toContain("pinned in data.lock.json: hub:miracl/miracl-corpus/miracl-corpus-v1.0-yo");
    expect(server.requests.filter(({ path: asked }) => asked === address)).toMatchObject([
      { range: `bytes=${half}-` },
    ]);
    expect(await readFile(place)).toEqual(shard);

    const check = await claimbook("check", "miracl", "--json").finished;
    expect(check.code).toBe(0);
    expect(JSON.parse(check.stdout)).toMatchObject([{ name: "miracl", state: "ok", problems: [] }]);
  },
);

it.skipIf(absent("miracl"))(`ends with 3 when it is interrupted${absent("miracl")}`, async () => {
  const reached = new Promise<void>((resolve) => {
    server.files.set("api/datasets/miracl/miracl-corpus/revision/main", (_, response) => {
      response.writeHead(200, { "content-length": 1000 }).write("{");
      resolve();
    });
  });
  const { child, finished } = claimbook("pull", "miracl", "--languages", "yo");
  await reached;
  child.kill("SIGINT");
  expect(await finished).toMatchObject({ code: 3, stderr: expect.stringContaining("interrupted by SIGINT") });
});
