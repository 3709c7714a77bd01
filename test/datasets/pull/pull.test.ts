import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DatasetEntry } from "../../../src/datasets/entry.js";
import { checkDataset, type PullProgress, pullDataset } from "../../../src/datasets/pull/index.js";
import { manifestFiles, readManifest } from "../../../src/datasets/pull/manifest.js";
import { datasets } from "../../../src/datasets/registry.js";
import { xquadREntry } from "../../../src/datasets/retrieval/xquad-r.js";
import { FileServer } from "../../net/file-server.js";
import { absent, shared } from "../shared-data.js";
import { entryOf, manifestOf, sha256 } from "./entries.js";

let project: string;
let env: NodeJS.ProcessEnv;
let server: FileServer;
beforeEach(async () => {
  project = await mkdtemp(path.join(tmpdir(), "claimbook-pull-"));
  env = { HOME: project, XDG_CACHE_HOME: path.join(project, "cache") };
  server = await FileServer.start();
});
afterEach(async () => {
  await server.stop();
  await rm(project, { recursive: true, force: true });
});

const pull = (entry: DatasetEntry, more: Partial<Parameters<typeof pullDataset>[1]> = {}) =>
  pullDataset(entry, { env, project, fetch: server.fetch, ...more });
const check = (entry: DatasetEntry) => checkDataset(entry, { env, project });
const cached = (...names: string[]) => path.join(project, "cache", "claimbook", "data", ...names);

describe("a pinned data set", () => {
  const base = "https://home.example/repo/0a1b/";
  const contents = {
    german: randomBytes(300_000),
    swahili: randomBytes(200_000),
    both: Buffer.from("ids\n"),
  };
  const manifest = manifestOf(base, [
    { path: "de/a b.txt", content: contents.german, language: "de" },
    { path: "sw.txt", content: contents.swahili, language: "sw" },
    { path: "ids.tsv", content: contents.both },
  ]);
  const entry = entryOf("made", [{ kind: "pinned", manifest }]);
  beforeEach(() => {
    server.files.set("home.example/repo/0a1b/de/a b.txt", contents.german);
    server.files.set("home.example/repo/0a1b/sw.txt", contents.swahili);
    server.files.set("home.example/repo/0a1b/ids.tsv", contents.both);
  });

  it("is fetched into the cache, file by file with progress, and is then found whole", async () => {
    const progress: PullProgress[] = [];
    const pulled = await pull(entry, { onProgress: (each) => progress.push(each) });
    expect(pulled.folder).toBe(cached("made"));
    expect(pulled.files.map(({ path: file, state }) => [file, state])).toEqual([
      ["de/a b.txt", "fetched"],
      ["sw.txt", "fetched"],
      ["ids.tsv", "fetched"],
    ]);
    expect(await readFile(cached("made", "de", "a b.txt"))).toEqual(contents.german);
    const last = progress.findLast(({ file }) => file === "sw.txt");
    expect(last).toEqual({ dataset: "made", file: "sw.txt", bytes: 200_000, total: 200_000 });
    expect(await check(entry)).toMatchObject({ state: "ok", languages: ["de", "sw"], problems: [] });
    expect(existsSync(path.join(project, "data.lock.json"))).toBe(false);
  });

  it("is not asked for again, and only what was damaged is fetched anew", async () => {
    await pull(entry);
    server.requests.length = 0;
    expect((await pull(entry)).files.every(({ state }) => state === "kept")).toBe(true);
    expect(server.requests).toEqual([]);
    await writeFile(cached("made", "sw.txt"), "not this");
    await rm(cached("made", "ids.tsv"));
    expect(await check(entry)).toMatchObject({
      state: "faulty",
      files: [
        { path: "de/a b.txt", state: "ok" },
        { path: "sw.txt", state: "changed" },
        { path: "ids.tsv", state: "missing" },
      ],
    });
    await pull(entry);
    expect(server.asked).toEqual(["home.example/repo/0a1b/sw.txt", "home.example/repo/0a1b/ids.tsv"]);
    expect(await check(entry)).toMatchObject({ state: "ok" });
  });

  it("goes on where a connection broke, and where an earlier pull was stopped", async () => {
    server.mischief.push({ path: "home.example/repo/0a1b/de/a b.txt", holdAfter: 120_000 });
    const abort = new AbortController();
    const stopped = pull(entry, {
      signal: abort.signal,
      onProgress: ({ bytes }) => {
        if (bytes > 0) abort.abort(new Error("enough"));
      },
    });
    await expect(stopped).rejects.toThrow("enough");
    const part = cached("made", "de", "a b.txt.part");
    const arrived = (await readFile(part)).length;
    expect(arrived).toBeGreaterThan(0);
    expect(existsSync(cached("made", "de", "a b.txt"))).toBe(false);
    server.requests.length = 0;
    await pull(entry);
    expect(server.requests[0]).toMatchObject({ range: `bytes=${arrived}-` });
    expect(await check(entry)).toMatchObject({ state: "ok" });
    expect(await readdir(cached("made", "de"))).toEqual(["a b.txt"]);
  });

  it("pulls some languages with what all need, and does not miss the others", async () => {
    await pull(entry, { languages: ["sw"] });
    expect((await readdir(cached("made"))).sort()).toEqual(["ids.tsv", "sw.txt"]);
    expect(await check(entry)).toMatchObject({ state: "ok", languages: ["sw"] });
    await expect(pull(entry, { languages: ["fr"] })).rejects.toThrow('made has no language "fr"');
    await expect(pull({ ...entry, languages: [] }, { languages: ["fr"] })).rejects.toThrow(
      expect.objectContaining({ wayOut: "made has: de, sw." }),
    );
  });

  it("keeps what came with a wrong checksum apart, and says so", async () => {
    const other = Buffer.from(contents.swahili);
    other[7] = other[7]! ^ 1;
    server.files.set("home.example/repo/0a1b/sw.txt", other);
    await expect(pull(entry)).rejects.toThrow(
      expect.objectContaining({
        kind: "could-not-run",
        message: expect.stringContaining(`its sha256 is ${sha256(other)}, not ${sha256(contents.swahili)}`),
        where: `${base}sw.txt`,
      }),
    );
    expect(existsSync(cached("made", "sw.txt"))).toBe(false);
    expect(await check(entry)).toMatchObject({ state: "faulty" });
  });

  it("says which file the server lacks", async () => {
    server.files.delete("home.example/repo/0a1b/ids.tsv");
    await expect(pull(entry)).rejects.toThrow(
      expect.objectContaining({ status: 404, where: `${base}ids.tsv` }),
    );
  });

  it("is left where CLAIMBOOK_DATA has it, and only the rest is fetched", async () => {
    env.CLAIMBOOK_DATA = "given";
    await mkdir(path.join(project, "given", "made"), { recursive: true });
    await writeFile(path.join(project, "given", "made", "sw.txt"), contents.swahili);
    const { files } = await pull(entry);
    expect(files.find(({ path: file }) => file === "sw.txt")?.state).toBe("kept");
    expect(server.asked).toHaveLength(2);
    expect(await check(entry)).toMatchObject({ state: "ok" });
  });

  it("compares its counts with the published ones once it is whole", async () => {
    const counted = (sentences: number): DatasetEntry => ({
      ...entry,
      expected: { sentences: 1004 },
      load: () => Promise.resolve({ record: { counts: { sentences } } as never }),
    });
    expect(await check(counted(1004))).toMatchObject({ state: "absent", counts: [] });
    await pull(entry, { languages: ["sw"] });
    expect(await check(counted(1))).toMatchObject({ state: "ok", counts: [] });
    await pull(entry);
    expect(await check(counted(1004))).toMatchObject({ state: "ok" });
    expect(await check(counted(1003))).toMatchObject({
      state: "faulty",
      counts: [{ count: "sentences", expected: 1004, found: 1003 }],
    });
  });
});

describe.skipIf(absent("xquad-r"))(`the real manifests${absent("xquad-r")}`, () => {
  it("pull XQuAD-R's Greek file from the commit that its origin names", async () => {
    const bytes = await readFile(path.join(shared.folder, "xquad-r", "el.json"));
    const commit = "9bc8c7fb6dd8d01d72a05a93c2cb96882b0d299c";
    const address = `raw.githubusercontent.com/google-research-datasets/lareqa/${commit}/xquad-r/el.json`;
    server.files.set(address, bytes);
    await pull(xquadREntry, { languages: ["el"] });
    expect(server.asked).toEqual([address]);
    expect(await check(xquadREntry)).toMatchObject({ state: "ok", languages: ["el"] });
    const data = await xquadREntry.load({ env, project, languages: ["el"] });
    expect(data.record.counts).toMatchObject({ candidates: 1234 });
  });

  const pinned = datasets.filter(({ sources }) => sources.some(({ kind }) => kind === "pinned"));
  it.each(pinned.map((entry) => [entry.name, entry] as const))(
    "find every file of %s as it is",
    async (_, entry) => {
      if (!shared.has(entry.name)) throw new Error(`${entry.name} is not in ../shared/data`);
      const found = await checkDataset(entry, { env: { ...env, ...shared.env }, project });
      expect(found.files.filter(({ state }) => state !== "ok")).toEqual([]);
      expect(found.counts.filter(({ expected, found: count }) => expected !== count)).toEqual([]);
      expect(found).toMatchObject({ state: "ok", problems: [] });
    },
  );
});

describe("manifests", () => {
  const sources = datasets.flatMap(({ name, languages, sources }) =>
    sources.flatMap((source) =>
      source.kind === "pinned" ? [{ name, languages, manifest: source.manifest }] : [],
    ),
  );

  it.each(sources.map((source) => [source.name, source] as const))(
    "of %s name fixed revisions, sums and languages",
    (_, { manifest, languages }) => {
      const files = manifestFiles(readManifest(manifest));
      expect(files.length).toBeGreaterThan(0);
      expect(new Set(files.map(({ path: file }) => file)).size).toBe(files.length);
      for (const { path: file, url, bytes, sha256: sum, language } of files) {
        expect(url).toMatch(/^https:\/\/[^/]+\/.*\/[0-9a-f]{40}\//);
        expect(file).not.toMatch(/^\/|\.\./);
        expect(sum).toMatch(/^[0-9a-f]{64}$/);
        expect(bytes).toBeGreaterThan(0);
        if (language !== undefined && languages.length > 0) expect(languages).toContain(language);
      }
    },
  );
});
