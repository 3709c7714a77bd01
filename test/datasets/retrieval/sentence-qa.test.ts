import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DatasetRecord } from "../../../src/datasets/record.js";
import { lareqa } from "../../../src/datasets/retrieval/lareqa.js";
import { mlqaR } from "../../../src/datasets/retrieval/mlqa-r.js";
import { xquadR } from "../../../src/datasets/retrieval/xquad-r.js";
import type { ParallelRetrieval } from "../../../src/datasets/retrieval-data.js";
import { retrievalPool } from "../../../src/evaluation/rank-retrieval.js";
import { schemaProblems } from "../../../src/json-schema.js";
import { absent, fromShared } from "../shared-data.js";

/** By language: how many queries and candidates. */
function perLanguage({ locales, queries, candidates }: ParallelRetrieval): Record<string, [number, number]> {
  const count = (indices: Int32Array, l: number) => indices.filter((index) => index === l).length;
  return Object.fromEntries(
    locales.map((locale, l) => [locale, [count(queries.locales, l), count(candidates.locales, l)]]),
  );
}

describe.skipIf(absent("xquad-r"))(`XQuAD-R${absent("xquad-r")}`, () => {
  let data: ParallelRetrieval;
  beforeAll(async () => {
    data = await xquadR(fromShared);
  });

  it("has LAReQA's counts in every language", () => {
    const candidates = {
      ...{ ar: 1222, de: 1276, el: 1234, en: 1180, es: 1215, hi: 1244 },
      ...{ ru: 1219, th: 852, tr: 1167, vi: 1209, zh: 1196 },
    };
    expect(perLanguage(data)).toEqual(
      Object.fromEntries(Object.entries(candidates).map(([language, count]) => [language, [1190, count]])),
    );
    expect(data.record.counts).toEqual({
      languages: 11,
      questions: 1190,
      queries: 13_090,
      candidates: 13_014,
      "questions that a language lacks, summed over languages": 0,
      "answers that run past the end of their sentence": 112,
      "sentences that differ from their breaks": 2,
      "sentences that occur again in their language": 9,
    });
    expect(schemaProblems(DatasetRecord, data.record)).toEqual([]);
  });

  it("finds one right sentence in each language, and one that holds the answer", () => {
    expect(data.relevant).toHaveLength(1190);
    for (const members of data.relevant)
      expect(Array.from(members, (candidate) => data.candidates.locales[candidate])).toEqual(
        data.locales.map((_, l) => l),
      );
    const query = data.queries.ids.indexOf("en:56beb4343aeaaa14008c925b");
    expect(data.queries.texts[query]).toBe("How many points did the Panthers defense surrender?");
    const right = [...data.relevant[data.queries.groups[query]!]!].map((c) => data.candidates.texts[c]!);
    expect(right[data.locales.indexOf("en")]).toMatch(/^The Panthers defense gave up just 308 points/);
    for (const sentence of right) expect(sentence).toMatch(/308|३०८|٣٠٨/);
  });

  it("asks the same of every query of a group", () => {
    const questions = new Map<number, Set<string>>();
    for (const [q, id] of data.queries.ids.entries()) {
      const group = data.queries.groups[q]!;
      const ids = questions.get(group) ?? new Set();
      questions.set(group, ids.add(id.split(":")[1]!));
    }
    expect(questions.size).toBe(1190);
    for (const ids of questions.values()) expect(ids.size).toBe(1);
  });

  it("can be ranked: all ids differ, no candidate twice in a group", () => {
    const pool = retrievalPool(data);
    expect([pool.size, pool.localeCount, pool.groupCount]).toEqual([13_014, 11, 1190]);
    expect(new Set(data.queries.ids).size).toBe(13_090);
  });

  it("loads some languages only, and says so in the record", async () => {
    const some = await xquadR({ ...fromShared, languages: ["zh", "el"] });
    expect(some.locales).toEqual(["el", "zh"]);
    expect(perLanguage(some)).toEqual({ el: [1190, 1234], zh: [1190, 1196] });
    expect(some.record.sha256).not.toBe(data.record.sha256);
    expect(some.record.options).toEqual({ languages: ["el", "zh"] });
    await expect(xquadR({ ...fromShared, languages: ["fr"] })).rejects.toThrow(
      expect.objectContaining({ kind: "usage", message: 'xquad-r has no language "fr"' }),
    );
    await expect(xquadR({ ...fromShared, languages: [] })).rejects.toThrow("no language is asked for");
  });

  it("is LAReQA's default part", async () => {
    const view = await lareqa(fromShared);
    expect(view.candidates).toEqual(data.candidates);
    expect(view.record).toMatchObject({ name: "lareqa", options: { part: "xquad-r" } });
    await expect(lareqa({ ...fromShared, part: "squad" as "mlqa-r" })).rejects.toThrow("no part");
  });
});

describe.skipIf(absent("mlqa-r"))(`MLQA-R${absent("mlqa-r")}`, () => {
  let data: ParallelRetrieval;
  beforeAll(async () => {
    data = await mlqaR(fromShared);
  });

  it("has LAReQA's counts in every language", () => {
    expect(perLanguage(data)).toEqual({
      ar: [517, 2545],
      de: [512, 2362],
      en: [1148, 6264],
      es: [500, 1787],
      hi: [507, 2426],
      vi: [511, 2828],
      zh: [504, 2322],
    });
    expect(data.record.counts).toMatchObject({
      questions: 1148,
      queries: 4199,
      candidates: 20_534,
      "questions that a language lacks, summed over languages": 1148 * 7 - 4199,
      "answers that run past the end of their sentence": 25,
      "sentences that differ from their breaks": 0,
      "sentences that occur again in their language": 12,
    });
  });

  it("has for every question the right sentences of its own languages and of no other", () => {
    const asked = data.relevant.map(() => new Set<number>());
    data.queries.groups.forEach((group, q) => {
      asked[group]!.add(data.queries.locales[q]!);
    });
    const sizes = new Map<number, number>();
    for (const [group, members] of data.relevant.entries()) {
      const languages = [...members].map((candidate) => data.candidates.locales[candidate]!);
      expect(languages).toEqual([...asked[group]!].sort());
      sizes.set(languages.length, (sizes.get(languages.length) ?? 0) + 1);
    }
    expect(Object.fromEntries(sizes)).toEqual({ 4: 820, 3: 263, 2: 65 });
    expect(retrievalPool(data).size).toBe(20_534);
  });
});

describe("reading question answering with sentences", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "claimbook-xquad-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const paragraph = {
    context: "😀 One. 𝒯wo 😀.",
    sentences: ["😀 One.", "𝒯wo 😀."],
    // As Python counts: one for a character beyond the basic plane.
    sentence_breaks: [
      [0, 6],
      [7, 13],
    ],
    qas: [{ id: "q1", question: "Which?", answers: [{ answer_start: 7, text: "𝒯wo 😀." }] }],
  };
  const load = async (paragraphs: unknown[], raw?: string) => {
    await writeFile(path.join(folder, "en.json"), raw ?? JSON.stringify({ data: [{ paragraphs }] }));
    return xquadR({ folder, languages: ["en"] });
  };

  it("counts offsets in code points", async () => {
    const data = await load([paragraph]);
    expect(data.candidates.texts).toEqual(paragraph.sentences);
    expect(data.relevant.map((members) => [...members])).toEqual([[1]]);
    expect(data.record.counts).toMatchObject({
      "answers that run past the end of their sentence": 0,
      "sentences that differ from their breaks": 0,
    });
  });

  it("keeps a sentence that occurs twice as two candidates and counts it", async () => {
    const data = await load([paragraph, { ...paragraph, qas: [] }]);
    expect(data.candidates.texts).toHaveLength(4);
    expect(data.record.counts["sentences that occur again in their language"]).toBe(2);
  });

  it.each<[string, string, unknown[], string?]>([
    [
      "an answer outside the sentences",
      "the answer to question q1 is in no sentence",
      [{ ...paragraph, qas: [{ ...paragraph.qas[0], answers: [{ answer_start: 6, text: "" }] }] }],
    ],
    ["a question twice", "the question q1 occurs twice", [paragraph, paragraph]],
    ["plain SQuAD", "article 0, paragraph 0 lacks", [{ ...paragraph, sentences: undefined }]],
    ["fewer breaks than sentences", "as many sentence_breaks", [{ ...paragraph, sentence_breaks: [[0, 6]] }]],
    ["two answers", "one answer each", [{ ...paragraph, qas: [{ ...paragraph.qas[0], answers: [{}, {}] }] }]],
    ["no question", "no question is in it", [{ ...paragraph, qas: [] }]],
    ["no list", 'no list "data"', [], "{}"],
    ["a file that is cut off", "not JSON", [], '{"data": [{"para'],
  ])("refuses %s, naming the file", async (_, message, paragraphs, raw) => {
    await expect(load(paragraphs, raw)).rejects.toThrow(
      expect.objectContaining({
        kind: "could-not-run",
        where: path.join(folder, "en.json"),
        message: expect.stringContaining(message),
      }),
    );
  });

  it("says where it looked and how to get a data set that is not there", async () => {
    const env = { CLAIMBOOK_DATA: folder, HOME: folder, XDG_CACHE_HOME: path.join(folder, "cache") };
    const missing = (await xquadR({ env }).catch((error: unknown) => error)) as { where: string };
    expect(missing).toMatchObject({
      kind: "could-not-run",
      message: "the data set xquad-r is not there",
      wayOut: expect.stringContaining("`claimbook data pull xquad-r`"),
    });
    expect(missing.where).toBe(
      `${path.join(folder, "xquad-r")} and ${path.join(folder, "cache", "claimbook", "data", "xquad-r")}`,
    );
  });
});
