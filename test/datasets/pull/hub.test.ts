import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { checkDataset, pullDataset } from "../../../src/datasets/pull/index.js";
import { FileServer } from "../../net/file-server.js";
import { entryOf, sha256 } from "./entries.js";

const first = "1".repeat(40);
const second = "2".repeat(40);
const swahili = [randomBytes(90_000), randomBytes(50_000), randomBytes(20_000)];
const german = [randomBytes(1000)];

const entry = entryOf("made", [
  {
    kind: "hub",
    repository: "owner/corpus",
    parts: ["sw", "de"].map((language) => ({
      folder: `corpus-${language}`,
      to: `corpus/${language}`,
      ending: ".jsonl.gz",
      language,
    })),
  },
]);

let project: string;
let env: NodeJS.ProcessEnv;
let server: FileServer;
let pauses: number[];
let told: string[];
beforeEach(async () => {
  pauses = [];
  told = [];
  project = await mkdtemp(path.join(tmpdir(), "claimbook-hub-"));
  env = { HOME: project, XDG_CACHE_HOME: path.join(project, "cache"), HF_TOKEN: "secret" };
  server = await FileServer.start();
  publish(first);
});
afterEach(async () => {
  await server.stop();
  await rm(project, { recursive: true, force: true });
});

/** Puts a commit on the hub, as its API describes it (lists in pages of two, sums of large files only). */
function publish(commit: string, shards = swahili): void {
  const json = (value: unknown) => Buffer.from(JSON.stringify(value));
  server.files.set("huggingface.co/api/datasets/owner/corpus/revision/main", json({ sha: commit }));
  for (const [language, contents] of [
    ["sw", shards],
    ["de", german],
  ] as const) {
    const folder = `corpus-${language}`;
    const list = contents.map((content, i) => ({
      type: "file",
      path: `${folder}/docs-${i}.jsonl.gz`,
      size: content.length,
      oid: "git",
      ...(i === 0 ? { lfs: { oid: sha256(content), size: content.length } } : {}),
    }));
    const all = [
      { type: "directory", path: `${folder}/more`, size: 0 },
      { ...list[0]!, path: `${folder}/README.md` },
      ...list,
    ];
    const address = `huggingface.co/api/datasets/owner/corpus/tree/${commit}/${folder}`;
    server.files.set(address, (url, response) => {
      const from = Number(url.searchParams.get("cursor") ?? 0);
      const next =
        from + 2 < all.length ? `<https:/${url.pathname}?cursor=${from + 2}>; rel="next"` : undefined;
      response.writeHead(200, next === undefined ? {} : { link: next }).end(json(all.slice(from, from + 2)));
    });
    for (const [i, content] of contents.entries())
      server.files.set(
        `huggingface.co/datasets/owner/corpus/resolve/${commit}/${folder}/docs-${i}.jsonl.gz`,
        content,
      );
  }
}

const pull = (languages?: string[]) =>
  pullDataset(entry, {
    env,
    project,
    fetch: server.fetch,
    wait: async (milliseconds) => {
      pauses.push(milliseconds);
    },
    onRetry: ({ message }) => told.push(message),
    ...(languages && { languages }),
  });
const lockFile = async () => JSON.parse(await readFile(path.join(project, "data.lock.json"), "utf8"));
const cached = (file: string) => path.join(project, "cache", "claimbook", "data", "made", file);

it("pins commit and sums at the first pull, and gets the same ones ever after", async () => {
  const pulled = await pull(["sw"]);
  expect(pulled.pinned).toEqual(["hub:owner/corpus/corpus-sw"]);
  expect(await readFile(cached("corpus/sw/docs-2.jsonl.gz"))).toEqual(swahili[2]);
  expect(await lockFile()).toEqual({
    schema: "claimbook/data-lock/1",
    datasets: {
      made: {
        "hub:owner/corpus/corpus-sw": {
          revision: first,
          files: swahili.map((content, i) => ({
            path: `corpus/sw/docs-${i}.jsonl.gz`,
            bytes: content.length,
            sha256: sha256(content),
          })),
        },
      },
    },
  });
  expect(server.requests.every(({ authorization }) => authorization === "Bearer secret")).toBe(true);

  publish(second, [randomBytes(5)]);
  await rm(path.join(project, "cache"), { recursive: true });
  server.requests.length = 0;
  const again = await pull(["sw"]);
  expect(again.pinned).toEqual([]);
  expect(server.asked).toEqual(
    swahili.map(
      (_, i) => `huggingface.co/datasets/owner/corpus/resolve/${first}/corpus-sw/docs-${i}.jsonl.gz`,
    ),
  );
  // Another folder of the repository comes from the same commit.
  await pull(["de"]);
  expect((await lockFile()).datasets.made["hub:owner/corpus/corpus-de"].revision).toBe(first);
  expect(await checkDataset(entry, { env, project })).toMatchObject({ state: "ok", problems: [] });
});

it("refuses a file that is no longer what data.lock.json says", async () => {
  await pull(["de"]);
  await rm(path.join(project, "cache"), { recursive: true });
  server.files.set(
    `huggingface.co/datasets/owner/corpus/resolve/${first}/corpus-de/docs-0.jsonl.gz`,
    randomBytes(1000),
  );
  await expect(pull(["de"])).rejects.toThrow(
    expect.objectContaining({ message: expect.stringContaining(`not ${sha256(german[0]!)} as expected`) }),
  );
});

it("stays at the commit of a pull that was cut off, and says that it was", async () => {
  const third = `huggingface.co/datasets/owner/corpus/resolve/${first}/corpus-sw/docs-2.jsonl.gz`;
  const content = server.files.get(third)!;
  server.files.delete(third);
  await expect(pull(["sw"])).rejects.toThrow(expect.objectContaining({ status: 404 }));
  expect((await lockFile()).datasets.made["hub:owner/corpus/corpus-sw"]).toEqual({
    revision: first,
    files: [],
  });
  expect(await checkDataset(entry, { env, project })).toMatchObject({
    problems: ["the pull of hub:owner/corpus/corpus-sw was not finished"],
  });
  server.files.set(third, content);
  publish(second, [randomBytes(5)]);
  await pull(["sw"]);
  expect(await readFile(cached("corpus/sw/docs-2.jsonl.gz"))).toEqual(swahili[2]);
  expect((await lockFile()).datasets.made["hub:owner/corpus/corpus-sw"]).toMatchObject({ revision: first });
});

it("asks a mirror where HF_ENDPOINT names one", async () => {
  for (const [key, file] of [...server.files])
    server.files.set(key.replace("huggingface.co", "mirror.example"), file);
  env.HF_ENDPOINT = "https://mirror.example/";
  await pull(["de"]);
  expect(server.asked.every((each) => each.startsWith("mirror.example/"))).toBe(true);
});

it.each([
  ["names no commit", "revision/main", {}],
  ["is not a list of files", `tree/${first}/corpus-de`, {}],
  ["has no path, size or id", `tree/${first}/corpus-de`, [{ type: "file", path: "corpus-de/a.jsonl.gz" }]],
  ["no file is in its folder", `tree/${first}/corpus-de`, []],
])("says what the hub's answer lacks: %s", async (message, address, answer) => {
  server.files.set(
    `huggingface.co/api/datasets/owner/corpus/${address}`,
    Buffer.from(JSON.stringify(answer)),
  );
  await expect(pull(["de"])).rejects.toThrow(
    expect.objectContaining({ kind: "could-not-run", message: expect.stringContaining(message) }),
  );
});

it("refuses a lock that it cannot read", async () => {
  await writeFile(path.join(project, "data.lock.json"), '{"schema": "claimbook/data-lock/9"}');
  await expect(pull(["de"])).rejects.toThrow(
    expect.objectContaining({
      where: path.join(project, "data.lock.json"),
      message: expect.stringContaining("is not a lock"),
    }),
  );
});

it("asks again when an answer breaks off, and says that the hub cannot be reached", async () => {
  server.mischief.push({ path: "huggingface.co/api/datasets/owner/corpus/revision/main", breakAfter: 10 });
  server.mischief.push({
    path: `huggingface.co/datasets/owner/corpus/resolve/${first}/corpus-de/docs-0.jsonl.gz`,
    status: 503,
  });
  expect((await pull(["de"])).pinned).toEqual(["hub:owner/corpus/corpus-de"]);
  expect(pauses).toEqual([1_000, 1_000]);
  expect(told).toEqual([expect.stringContaining("no connection ("), expect.stringContaining("status 503")]);
  await rm(path.join(project, "data.lock.json"));
  server.files.set("huggingface.co/api/datasets/owner/corpus/revision/main", Buffer.from("<html>"));
  await expect(pull(["de"])).rejects.toThrow("its answer is not JSON");
  const { origin } = server;
  await server.stop();
  await expect(
    pullDataset(entry, {
      env: { ...env, HF_ENDPOINT: origin },
      project,
      fetch: globalThis.fetch,
      wait: async () => {},
      languages: ["de"],
    }),
  ).rejects.toThrow(expect.objectContaining({ message: expect.stringContaining("no connection (") }));
  server = await FileServer.start();
});
