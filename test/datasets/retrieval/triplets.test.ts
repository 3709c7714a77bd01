import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DatasetRecord } from "../../../src/datasets/record.js";
import { type TripletOptions, triplets } from "../../../src/datasets/retrieval/triplets.js";
import { schemaProblems } from "../../../src/json-schema.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "claimbook-triplets-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function load(name: string, lines: readonly unknown[], options: TripletOptions = {}) {
  const text = lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join("");
  await writeFile(path.join(folder, name), name.endsWith(".gz") ? gzipSync(text) : text);
  return triplets({ project: folder, files: name, ...options });
}

it("puts the queries and negatives of one passage together", async () => {
  const data = await load(
    "a.jsonl",
    [
      { query: "q1", positive: "p1", negative: "n1" },
      { query: "q2", positive: "p2", negatives: ["n2", "n3"] },
      { query: "q3", positive: "p1", negative: "n4" },
      { query: "q1", positive: "p1", negative: "n1" },
      { query: "q4", positive: "p3" },
    ],
    { locale: "de", licence: "CC0-1.0" },
  );
  expect(data.texts).toEqual([
    { group: 0, locale: "de", queries: ["q1", "q3"], passage: "p1", negatives: ["n1", "n4"] },
    { group: 1, locale: "de", queries: ["q2"], passage: "p2", negatives: ["n2", "n3"] },
    { group: 2, locale: "de", queries: ["q4"], passage: "p3" },
  ]);
  expect(data.record).toMatchObject({
    name: "a.jsonl",
    licence: "CC0-1.0",
    counts: { triplets: 5, groups: 3, queries: 4, "hard negatives": 4 },
  });
  expect(schemaProblems(DatasetRecord, data.record)).toEqual([]);
});

it("reads parallel triplets of several languages by their group", async () => {
  const data = await load("b.jsonl.gz", [
    { group: 7, locale: "en", query: "Who?", positive: "He.", negative: "She." },
    { group: 7, locale: "de", query: "Wer?", positive: "Er.", negative: "Sie." },
    { group: "8", locale: "de", query: "Was?", positive: "Das.", negative: "Dies." },
  ]);
  expect(data.locales).toEqual(["en", "de"]);
  expect(data.texts.map(({ group, locale, passage }) => [group, locale, passage])).toEqual([
    [0, "en", "He."],
    [0, "de", "Er."],
    [1, "de", "Das."],
  ]);
});

it("keeps equal passages of two languages apart", async () => {
  const data = await load("c.jsonl", [
    { locale: "en", query: "a", positive: "OK" },
    { locale: "de", query: "b", positive: "OK" },
  ]);
  expect(data.texts.map(({ group }) => group)).toEqual([0, 1]);
});

it("reads TSV, and several files", async () => {
  await load("d.tsv", ["q1\tp1\tn1\tn2", "q2\tp2"], { locale: "sw" });
  await load("e.tsv.gz", ["q3\tp1\tn3"], { locale: "sw" });
  const both = await triplets({
    files: ["d.tsv", path.join(folder, "e.tsv.gz")],
    project: folder,
    locale: "sw",
    name: "mine",
  });
  expect(both.texts).toEqual([
    { group: 0, locale: "sw", queries: ["q1", "q3"], passage: "p1", negatives: ["n1", "n2", "n3"] },
    { group: 1, locale: "sw", queries: ["q2"], passage: "p2" },
  ]);
  expect(both.record.name).toBe("mine");
});

describe("refuses, naming file and line,", () => {
  it.each<[string, string, unknown[], number, string]>([
    [
      "a negative that is the positive",
      "x.jsonl",
      [{ query: "q", positive: "p", negative: "p" }],
      1,
      "a negative is the positive itself",
    ],
    [
      "an empty query",
      "x.jsonl",
      [
        { query: "q", positive: "p" },
        { query: " ", positive: "p" },
      ],
      2,
      "no triplet",
    ],
    [
      "negatives that are no list",
      "x.jsonl",
      [{ query: "q", positive: "p", negatives: "n" }],
      1,
      "no triplet",
    ],
    ["no JSON", "x.jsonl", ['{"query": "q"'], 1, "not JSON"],
    ["null", "x.jsonl", ["null"], 1, "no triplet"],
    ["one column", "x.tsv", ["q\tp", "q"], 2, "it lacks a query or a positive passage"],
    ["an empty negative", "x.tsv", ["q\tp\tn\t"], 1, "a negative is empty"],
    [
      "two positives of one group",
      "x.jsonl",
      [
        { group: 1, query: "q", positive: "p" },
        { group: 1, query: "q", positive: "other" },
      ],
      2,
      'the group "1" has another positive in "de" already',
    ],
  ])("%s", async (_, name, lines, line, message) => {
    await expect(load(name, lines, { locale: "de" })).rejects.toThrow(
      expect.objectContaining({
        kind: "could-not-run",
        where: `${path.join(folder, name)}, line ${line}`,
        message: expect.stringContaining(message),
      }),
    );
  });

  it("an empty file", async () => {
    await expect(load("x.tsv", [], { locale: "de" })).rejects.toThrow("no triplet is in it");
  });
});

it("asks for a file and a language", async () => {
  await expect(triplets()).rejects.toThrow(expect.objectContaining({ kind: "usage", where: "files" }));
  await expect(load("x.tsv", ["q\tp"])).rejects.toThrow(
    expect.objectContaining({ kind: "usage", where: "locale" }),
  );
  await expect(triplets({ files: "none.tsv", project: folder, locale: "de" })).rejects.toThrow(
    expect.objectContaining({ where: path.join(folder, "none.tsv"), message: "there is no such file" }),
  );
});
