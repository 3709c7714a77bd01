import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pullDataset } from "../../../src/datasets/pull/index.js";
import { type BeirOptions, beir, beirEntry, readBeirQrels } from "../../../src/datasets/retrieval/beir.js";
import { FileServer } from "../../net/file-server.js";
import { zip } from "../pull/archives.js";

/** A data set as BEIR's authors lay it out. */
const good: Record<string, string> = {
  "corpus.jsonl":
    '{"_id": "d1", "title": "Albedo", "text": "Reflection of sunlight.", "metadata": {"url": "x"}}\n' +
    '{"_id": "d2", "title": "", "text": "Another."}\n' +
    '{"_id": "d3", "text": ""}\n',
  "queries.jsonl":
    '{"_id": "q1", "text": "What is albedo?", "metadata": {}}\n{"_id": "q2", "text": "Another?"}\n{"_id": "q3", "text": "Of training"}\n',
  "qrels/test.tsv": "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\nq2\td9\t1\n",
  "qrels/train.tsv": "query-id\tcorpus-id\tscore\nq3\td3\t1\n",
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "claimbook-beir-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function load(files: Record<string, string> = {}, options: BeirOptions = {}) {
  for (const [name, content] of Object.entries({ ...good, ...files })) {
    const file = path.join(folder, "nano", name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return beir({ folder: path.join(folder, "nano"), ...options });
}

describe("a folder in BEIR's format", () => {
  it("gives the queries that its split judges, the judgements and the corpus", async () => {
    const data = await load();
    expect([...data.queries]).toEqual([
      ["q1", "What is albedo?"],
      ["q2", "Another?"],
    ]);
    expect(data.qrels).toEqual({ q1: { d1: 2, d2: 0 }, q2: { d9: 1 } });
    const documents = [];
    for await (const document of data.corpus()) documents.push(document);
    expect(documents).toEqual([
      { id: "d1", title: "Albedo", text: "Reflection of sunlight." },
      { id: "d2", text: "Another." },
      { id: "d3", text: "" },
    ]);
    expect(data.record).toMatchObject({ name: "nano", options: { split: "test", locale: "en" } });
  });

  it("counts judged documents that the corpus lacks", async () => {
    const { record } = await load();
    expect(record.counts).toEqual({
      queries: 2,
      judgements: 3,
      "relevant judgements": 2,
      "judged queries without a text": 0,
      "queries without a judgement": 1,
      documents: 3,
      "relevant documents that the corpus lacks": 1,
      "other judged documents that the corpus lacks": 0,
    });
    expect((await load({}, { check: false })).record.counts).not.toHaveProperty("documents");
  });

  it("has other splits, languages and names", async () => {
    const data = await load({}, { split: "train", locale: "sw", name: "mine" });
    expect(data).toMatchObject({ locale: "sw", record: { name: "mine", options: { split: "train" } } });
    expect([...data.queries.keys()]).toEqual(["q3"]);
  });

  it("takes ids that JavaScript knows for ids", async () => {
    const { qrels } = await load({
      "queries.jsonl": '{"_id": "__proto__", "text": "x"}\n{"_id": "constructor", "text": "y"}\n',
      "qrels/test.tsv": "query-id\tcorpus-id\tscore\n__proto__\td1\t1\nconstructor\t__proto__\t1\n",
    });
    expect(Object.keys(qrels)).toEqual(["__proto__", "constructor"]);
    expect(Object.keys(qrels.constructor as object)).toEqual(["__proto__"]);
  });

  it.each([
    [
      "corpus.jsonl",
      '{"_id": "d1", "text": "a"}\n{"_id": "d2", "text": "b"}\n{"_id": "d1", "text": "c"}\n',
      3,
      'the document "d1" is there twice: first in line 1',
    ],
    ["corpus.jsonl", '{"_id": "d1", "title": "a"}\n', 1, "no document"],
    [
      "queries.jsonl",
      '{"_id": "q1", "text": "a"}\n{"_id": "q1", "text": "b"}\n',
      2,
      'the query "q1" is there twice',
    ],
    ["queries.jsonl", '{"_id": "q1", "text": ""}\n', 1, 'the field "text" is empty'],
    ["queries.jsonl", '{"_id": "q1"\n', 1, "not JSON"],
    ["queries.jsonl", "", undefined, "no query is in it"],
    ["qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\n", 2, "2 columns"],
    ["qrels/test.tsv", "q1 0 d1 1\n", 1, "1 columns"],
    ["qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\t1.5\n", 2, '"1.5" is no whole number'],
    ["qrels/test.tsv", "q1\td1\t1\nq1\td1\t0\n", 2, "is judged twice"],
    ["qrels/test.tsv", "query-id\tcorpus-id\tscore\n", undefined, "no judgement is in it"],
  ])("is refused for %s with %j", async (name, content, line, message) => {
    const file = path.join(folder, "nano", name);
    await expect(load({ [name]: content })).rejects.toThrow(
      expect.objectContaining({
        kind: "could-not-run",
        message: expect.stringContaining(message),
        where: line === undefined ? file : `${file}, line ${line}`,
      }),
    );
  });

  it("says which file is not there", async () => {
    await expect(load({}, { split: "dev" })).rejects.toThrow(
      expect.objectContaining({
        where: path.join(folder, "nano", "qrels", "dev.tsv"),
        message: "there is no such file",
      }),
    );
    await expect(beir()).rejects.toThrow(expect.objectContaining({ kind: "usage" }));
    await expect(beir({ folder, part: "scifact" })).rejects.toThrow(
      expect.objectContaining({ kind: "usage" }),
    );
  });
});

it("pulls a part of BEIR and reads it from the cache", async () => {
  const server = await FileServer.start();
  try {
    const archive = await zip(
      Object.entries(good).map(([name, content]) => ({ name: `scifact/${name}`, content })),
    );
    server.files.set("public.ukp.informatik.tu-darmstadt.de/thakur/BEIR/datasets/scifact.zip", archive);
    const env = { HOME: folder, XDG_CACHE_HOME: path.join(folder, "cache") };
    await pullDataset(beirEntry, { env, project: folder, fetch: server.fetch, parts: ["scifact"] });
    const data = await beir({ env, project: folder, part: "scifact" });
    expect(data.record).toMatchObject({ name: "beir/scifact", counts: { documents: 3 } });
  } finally {
    await server.stop();
  }
});

it("reads back every table of judgements that is written in its format", async () => {
  const id = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 8 })
    .filter((text) => text.trim() === text && !/[\t\r\n]/.test(text));
  const table = fc.dictionary(
    id,
    fc.dictionary(id, fc.integer({ min: -1, max: 3 }), { minKeys: 1, maxKeys: 4 }),
    {
      minKeys: 1,
      maxKeys: 6,
    },
  );
  await fc.assert(
    fc.asyncProperty(table, fc.boolean(), async (qrels, packed) => {
      const rows = Object.entries(qrels).flatMap(([query, levels]) =>
        Object.entries(levels).map(([document, level]) => `${query}\t${document}\t${level}\n`),
      );
      const text = `query-id\tcorpus-id\tscore\n${rows.join("")}`;
      const file = path.join(folder, packed ? "test.tsv.gz" : "test.tsv");
      await writeFile(file, packed ? gzipSync(text) : text);
      const read = await readBeirQrels(file);
      expect(Object.entries(read).map(([query, levels]) => [query, Object.entries(levels)])).toEqual(
        Object.entries(qrels).map(([query, levels]) => [query, Object.entries(levels)]),
      );
    }),
    { numRuns: 60 },
  );
});
