import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DatasetRecord } from "../../../src/datasets/record.js";
import { miracl, miraclEntry } from "../../../src/datasets/retrieval/miracl.js";
import { schemaProblems } from "../../../src/json-schema.js";
import { absent, fromShared } from "../shared-data.js";

/** Queries of the development and training sets, as the README of project-miracl counts them (de and yo: files). */
const published: Record<string, [dev: number, train?: number]> = {
  ar: [2896, 3495],
  bn: [411, 1631],
  de: [305],
  en: [799, 2863],
  es: [648, 2162],
  fa: [632, 2107],
  fi: [1271, 2897],
  fr: [343, 1143],
  hi: [350, 1169],
  id: [960, 4071],
  ja: [860, 3477],
  ko: [213, 868],
  ru: [1252, 4683],
  sw: [482, 1901],
  te: [828, 3452],
  th: [733, 2972],
  yo: [119],
  zh: [393, 1312],
};

describe.skipIf(absent("miracl"))(`MIRACL's topics and judgements${absent("miracl")}`, () => {
  it("have the published number of queries in every language and split", async () => {
    const found: typeof published = {};
    for (const language of miraclEntry.languages) {
      found[language] = [(await miracl({ ...fromShared, language })).queries.size];
      if (published[language]![1] !== undefined)
        found[language].push((await miracl({ ...fromShared, language, split: "train" })).queries.size);
    }
    expect(found).toEqual(published);
  });

  it("give each query a text and a relevant passage", async () => {
    const data = await miracl({ ...fromShared, language: "sw" });
    expect(data.locale).toBe("sw");
    expect(data.queries.get("6")).toBe("Bandari kubwa nchini Kenya iko wapi?");
    expect(data.qrels["6"]).toMatchObject({ "32589#0": 1, "93957#6": 1, "33690#3": 0 });
    for (const query of data.queries.keys())
      expect(Object.values(data.qrels[query]!).some((level) => level >= 1)).toBe(true);
    expect(data.record.counts).toMatchObject({
      queries: 482,
      judgements: 5092,
      "judged queries without a text": 0,
      "queries without a judgement": 0,
    });
    expect(schemaProblems(DatasetRecord, data.record)).toEqual([]);
    expect(data.record.options).toEqual({ language: "sw", split: "dev" });
  });

  it("say how to get the corpus when it is wanted and not there", async () => {
    const data = await miracl({ ...fromShared, languages: ["sw"] });
    await expect(data.corpus()[Symbol.asyncIterator]().next()).rejects.toThrow(
      expect.objectContaining({
        message: "corpus/sw/docs-0.jsonl.gz of the data set miracl is not there",
        wayOut: expect.stringContaining("claimbook data pull miracl"),
      }),
    );
  });

  it.each([
    [{}, "loaded one language at a time, and 0"],
    [{ languages: ["sw", "yo"] }, "one language at a time, and 2"],
    [{ language: "el" }, 'miracl has no language "el"'],
    [{ language: "yo", split: "train" as const }, 'no training split in "yo"'],
    [{ language: "sw", split: "test" as "dev" }, '"test" is not one of its values'],
  ])("refuse %j", async (options, message) => {
    await expect(miracl({ ...fromShared, ...options })).rejects.toThrow(
      expect.objectContaining({ kind: "usage", message: expect.stringContaining(message) }),
    );
  });
});

describe("a MIRACL folder", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "claimbook-miracl-"));
    await put("topics/topics.miracl-v1.0-sw-dev.tsv", "1\tWapi?\n2\tNani?\n3\tLini?\n");
    await put(
      "qrels/qrels.miracl-v1.0-sw-dev.tsv",
      "1\tQ0\t7#0\t1\n1\tQ0\t9#9\t1\n2\tQ0\t7#1\t0\n8\tQ0\t7#1\t1\n",
    );
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function put(file: string, content: string | Buffer): Promise<void> {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), content);
  }
  const shard = (ids: string[]) =>
    gzipSync(
      ids.map((docid) => `${JSON.stringify({ docid, title: "Kichwa", text: `Maneno ${docid}` })}\n`).join(""),
    );
  const load = (check = false) => miracl({ folder, project: folder, language: "sw", check });

  it("streams its shards in the order of their numbers", async () => {
    for (const [number, id] of [
      [0, "7#0"],
      [10, "10#0"],
      [2, "7#1"],
    ] as const)
      await put(`corpus/sw/docs-${number}.jsonl.gz`, shard([id]));
    const documents = [];
    for await (const document of (await load()).corpus()) documents.push(document);
    expect(documents).toEqual([
      { id: "7#0", title: "Kichwa", text: "Maneno 7#0" },
      { id: "7#1", title: "Kichwa", text: "Maneno 7#1" },
      { id: "10#0", title: "Kichwa", text: "Maneno 10#0" },
    ]);
  });

  it("reports judged queries without a text, queries without judgement and passages that the corpus lacks", async () => {
    await put("corpus/sw/docs-0.jsonl.gz", shard(["7#0", "7#1"]));
    const { record, queries, qrels } = await load(true);
    expect(record.counts).toEqual({
      queries: 2,
      judgements: 3,
      "relevant judgements": 2,
      "judged queries without a text": 1,
      "queries without a judgement": 1,
      documents: 2,
      "relevant documents that the corpus lacks": 1,
      "other judged documents that the corpus lacks": 0,
    });
    expect([...queries.keys()]).toEqual(["1", "2"]);
    expect(Object.keys(qrels)).toEqual(["1", "2"]);
  });

  it("refuses a passage that two shards have, and a shard that is cut off", async () => {
    await put("corpus/sw/docs-0.jsonl.gz", shard(["7#0", "7#1"]));
    await put("corpus/sw/docs-1.jsonl.gz", shard(["8#0", "7#1"]));
    await expect(load(true)).rejects.toThrow(
      expect.objectContaining({
        where: `${path.join(folder, "corpus/sw/docs-1.jsonl.gz")}, line 2`,
        message: `the document "7#1" is there twice: first in line 2 of ${path.join(folder, "corpus/sw/docs-0.jsonl.gz")}`,
      }),
    );
    await put("corpus/sw/docs-1.jsonl.gz", shard(["8#0"]).subarray(0, -9));
    await expect(load(true)).rejects.toThrow("the gzip file is cut off");
  });

  it("names the shards' sums of data.lock.json in its record", async () => {
    const without = (await load()).record.sha256;
    const lock = (sum: string) =>
      put(
        "data.lock.json",
        JSON.stringify({
          schema: "claimbook/data-lock/1",
          datasets: {
            miracl: {
              hub: { revision: "1", files: [{ path: "corpus/sw/docs-0.jsonl.gz", bytes: 1, sha256: sum }] },
              other: { revision: "1", files: [{ path: "corpus/yo/docs-0.jsonl.gz", bytes: 1, sha256: sum }] },
            },
          },
        }),
      );
    await lock("a".repeat(64));
    const first = (await load()).record.sha256;
    await lock("b".repeat(64));
    const second = (await load()).record.sha256;
    expect(new Set([without, first, second]).size).toBe(3);
  });

  it.each([
    ["topics", "1\tWapi?\n1\tNani?\n", "line 2", 'the query "1" is there twice: first in line 1'],
    ["topics", "1\tWapi?\tsw\n", "line 1", "3 columns"],
    ["topics", "1 Wapi?\n", "line 1", "1 columns"],
    ["topics", "1\t \n", "line 1", "the query is empty"],
    ["topics", "\tWapi?\n", "line 1", "the id is empty"],
    ["topics", "\n", "", "no query is in it"],
    ["qrels", "1\tQ0\t7#0\n", "1", "3 columns"],
    ["qrels", "1\tQ0\t7#0\t1\n1\tQ0\t7#0\t0\n", "2", "judged twice"],
    ["qrels", "1\tQ0\t7#0\tyes\n", "1", "is no whole number"],
  ])("refuses %s of %j, naming file and line", async (kind, content, where, message) => {
    const file = `${kind}/${kind}.miracl-v1.0-sw-dev.tsv`;
    await put(file, content);
    const error = await load().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ kind: "could-not-run", message: expect.stringContaining(message) });
    expect((error as { where: string }).where).toContain(path.join(folder, file));
    expect((error as { where: string }).where.endsWith(where)).toBe(true);
  });
});
