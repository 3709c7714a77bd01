import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { checkDataset, DataLock, pullDataset } from "../../../src/datasets/pull/index.js";
import { FileServer } from "../../net/file-server.js";
import { tarGz, zip } from "./archives.js";
import { entryOf, sha256 } from "./entries.js";

const german = "https://home.example/data/made-german.tar.gz";
const fiqa = "https://home.example/data/fiqa.zip";
const byLanguage = entryOf("made", [{ kind: "archive", url: german, to: "de", strip: 1, language: "de" }]);
const collection = entryOf(
  "made",
  ["fiqa", "nfcorpus"].map((part) => ({ kind: "archive", url: fiqa.replace("fiqa", part), part })),
);

let project: string;
let env: NodeJS.ProcessEnv;
let server: FileServer;
beforeEach(async () => {
  project = await mkdtemp(path.join(tmpdir(), "claimbook-archive-"));
  env = { HOME: project, XDG_CACHE_HOME: path.join(project, "cache") };
  server = await FileServer.start();
  server.files.set("home.example/data/made-german.tar.gz", await tarGz(files("made-german/")));
  server.files.set("home.example/data/fiqa.zip", await zip(files("fiqa/")));
});
afterEach(async () => {
  await server.stop();
  await rm(project, { recursive: true, force: true });
});

function files(folder: string): { name: string; content: string }[] {
  return [
    { name: `${folder}topic.tsv`, content: "1\tWer?\n" },
    { name: `${folder}collection/docs.jsonl`, content: "{}\n" },
  ];
}

const cached = (...names: string[]) => path.join(project, "cache", "claimbook", "data", "made", ...names);
const lockFile = async () => JSON.parse(await readFile(path.join(project, "data.lock.json"), "utf8"));

it("unpacks an archive in the place for its language, pins it and leaves no archive behind", async () => {
  const pulled = await pullDataset(byLanguage, { env, project, fetch: server.fetch });
  expect(pulled.pinned).toEqual([german]);
  expect(await readFile(cached("de", "topic.tsv"), "utf8")).toBe("1\tWer?\n");
  expect(await readdir(cached())).toEqual(["de"]);
  const archive = server.files.get("home.example/data/made-german.tar.gz") as Buffer;
  expect((await lockFile()).datasets.made[german]).toEqual({
    revision: sha256(archive),
    files: [
      { path: "de/topic.tsv", bytes: 7, sha256: sha256("1\tWer?\n") },
      { path: "de/collection/docs.jsonl", bytes: 3, sha256: sha256("{}\n") },
    ],
  });
  server.requests.length = 0;
  const again = await pullDataset(byLanguage, { env, project, fetch: server.fetch });
  expect(server.requests).toEqual([]);
  expect(again.files.map(({ state }) => state)).toEqual(["kept", "kept"]);

  await writeFile(cached("de", "topic.tsv"), "changed");
  expect(await checkDataset(byLanguage, { env, project })).toMatchObject({
    state: "faulty",
    files: [{ state: "changed" }, { state: "ok" }],
  });
  await pullDataset(byLanguage, { env, project, fetch: server.fetch });
  expect(await checkDataset(byLanguage, { env, project })).toMatchObject({ state: "ok" });
});

it("clears away what a pull that was killed in the middle of unpacking has left", async () => {
  const ended = spawnSync(process.execPath, ["-e", ""]).pid;
  await mkdir(cached(`.unpacking-${ended}-abc`, "de"), { recursive: true });
  await mkdir(cached(`.unpacking-${process.pid}-abc`), { recursive: true });
  await pullDataset(byLanguage, { env, project, fetch: server.fetch });
  expect(await readdir(cached())).toEqual([`.unpacking-${process.pid}-abc`, "de"]);
});

it("refuses another archive under the same address", async () => {
  await pullDataset(byLanguage, { env, project, fetch: server.fetch });
  await rm(path.join(project, "cache"), { recursive: true });
  server.files.set("home.example/data/made-german.tar.gz", await tarGz(files("other/")));
  await expect(pullDataset(byLanguage, { env, project, fetch: server.fetch })).rejects.toThrow("as expected");
  expect(await readdir(cached()).catch(() => [])).not.toContain("de");
});

it("puts nothing in place of an archive that is damaged, and pins nothing", async () => {
  const whole = server.files.get("home.example/data/made-german.tar.gz") as Buffer;
  server.files.set("home.example/data/made-german.tar.gz", whole.subarray(0, whole.length - 40));
  await expect(pullDataset(byLanguage, { env, project, fetch: server.fetch })).rejects.toThrow(
    "cannot be unpacked",
  );
  expect(await readdir(cached())).toEqual([".archives"]);
  await expect(lockFile()).rejects.toThrow("ENOENT");
});

it("pulls those parts of a collection that are asked for, and asks for them", async () => {
  const pull = (parts?: string[]) =>
    pullDataset(collection, { env, project, fetch: server.fetch, ...(parts && { parts }) });
  await expect(pull()).rejects.toThrow(
    expect.objectContaining({ kind: "usage", wayOut: "It has: fiqa, nfcorpus." }),
  );
  await expect(pull(["scifact"])).rejects.toThrow('has no part "scifact"');
  await pull(["fiqa"]);
  expect(await readdir(cached())).toEqual(["fiqa"]);
  await expect(
    pullDataset(byLanguage, { env, project, fetch: server.fetch, parts: ["fiqa"] }),
  ).rejects.toThrow("no part");
});

it("does not miss the parts and languages that the lock names and another machine has", async () => {
  server.files.set("home.example/data/nfcorpus.zip", await zip(files("nfcorpus/")));
  await pullDataset(collection, { env, project, fetch: server.fetch, parts: ["fiqa", "nfcorpus"] });
  await rm(cached("nfcorpus"), { recursive: true });
  expect(await checkDataset(collection, { env, project })).toMatchObject({
    state: "ok",
    files: [{ path: "fiqa/topic.tsv" }, { path: "fiqa/collection/docs.jsonl" }],
  });
  await rm(cached("fiqa", "topic.tsv"));
  expect(await checkDataset(collection, { env, project })).toMatchObject({ state: "faulty" });
});

it.each([
  [{ kind: "own" } as const, "nothing to pull"],
  [{ kind: "dataset", name: "xquad-r" } as const, "is read from xquad-r"],
])("says why there is nothing to pull of %o", async (source, message) => {
  const entry = entryOf("made", [source]);
  await expect(pullDataset(entry, { env, project, fetch: server.fetch })).rejects.toThrow(message);
  expect(await checkDataset(entry, { env, project })).toMatchObject({ state: "nothing to check" });
});

it("tells files that this project has not pinned from none, and keeps what others pin meanwhile", async () => {
  await pullDataset(byLanguage, { env, project, fetch: server.fetch });
  const other = path.join(project, "other");
  await mkdir(other);
  expect(await checkDataset(byLanguage, { env, project: other })).toMatchObject({
    state: "unpinned",
    files: [],
  });
  const lock = await DataLock.open(project);
  await (await DataLock.open(project)).set("a", "one", { revision: "1", files: [] });
  await lock.set("b", "two", { revision: "2", files: [] });
  expect(Object.keys((await lockFile()).datasets)).toEqual(["a", "b", "made"]);
});
