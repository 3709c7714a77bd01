import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DatasetRecord } from "../../../src/datasets/record.js";
import { afriqa } from "../../../src/datasets/retrieval/afriqa.js";
import { schemaProblems } from "../../../src/json-schema.js";
import { TrainingIndex } from "../../../src/training/composition/training-index.js";
import { absent, fromShared, shared } from "../shared-data.js";

describe.skipIf(absent("afriqa"))(`AfriQA${absent("afriqa")}`, () => {
  it("gives each question in the African language, and its translation with the passage", async () => {
    const data = await afriqa({ ...fromShared, splits: ["dev"], languages: ["ha"] });
    expect(data.locales).toEqual(["en", "ha"]);
    const [asked, answered] = data.texts;
    expect(asked).toEqual({ group: 0, locale: "ha", queries: ["Yayan Micheal Jackson nawa?"], passage: "" });
    expect(answered).toMatchObject({
      group: 0,
      locale: "en",
      queries: ["How many children did Micheal Jackson have?"],
    });
    expect(answered!.passage).toMatch(/^Throughout his marriage with Presley/);
    expect(schemaProblems(DatasetRecord, data.record)).toEqual([]);
  });

  it("has every question of its files, or counts it as left out", async () => {
    const data = await afriqa({ ...fromShared, splits: ["train", "dev", "test"] });
    let lines = 0;
    for (const name of await readdir(path.join(shared.folder, "afriqa", "gold_passages"), {
      recursive: true,
    })) {
      if (!name.endsWith(".json")) continue;
      const text = await readFile(path.join(shared.folder, "afriqa", "gold_passages", name), "utf8");
      lines += text.split("\n").filter((line) => line !== "").length;
    }
    expect(lines).toBe(7210);
    expect(data.record.counts).toMatchObject({
      languages: 11,
      questions: 7054,
      "questions left out for want of a passage or text": 156,
    });
    expect(data.texts).toHaveLength(2 * 7054);
    const french = data.texts.filter(({ locale }) => locale === "fr").map(({ group }) => group);
    const fon = data.texts.filter(({ locale }) => locale === "fon").map(({ group }) => group);
    expect(french).toEqual(fon);
    for (const { queries, passage, locale } of data.texts) {
      expect(queries[0]!.trim()).not.toBe("");
      expect(passage === "").toBe(locale !== "en" && locale !== "fr");
    }
  });

  it("makes pairs across languages to train on", async () => {
    const { texts, locales } = await afriqa({ ...fromShared, languages: ["fon", "ha", "yo"] });
    const index = new TrainingIndex(texts, locales);
    const at = (locale: string) => index.localeIndex(locale);
    expect(index.pairCount(at("ha"), at("en"))).toBe(223);
    expect(index.pairCount(at("fon"), at("fr"))).toBe(282);
    expect(index.pairCount(at("en"), at("ha"))).toBe(0);
    expect(index.pairCount(at("ha"), at("fr"))).toBe(0);
  });

  it("says that a language has no passages in a split", async () => {
    await expect(afriqa({ ...fromShared, languages: ["sw"] })).rejects.toThrow(
      expect.objectContaining({ message: "AfriQA has no passage in sw in train" }),
    );
    await expect(afriqa({ ...fromShared, languages: ["wo"] })).rejects.toThrow('afriqa has no language "wo"');
    await expect(afriqa({ ...fromShared, splits: ["all" as "dev"] })).rejects.toThrow(
      "not one of its values",
    );
  });
});

describe("an AfriQA folder", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "claimbook-afriqa-"));
    await mkdir(path.join(folder, "gold_passages", "hau"), { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const name = "gold_passages/hau/gold_span_passages.afriqa.hau.en.train.json";
  const line = (fields: Record<string, unknown>) =>
    `${JSON.stringify({ id: "0", question_lang: "Wa?", question_translated: "Who?", context: "He.", ...fields })}\n`;
  const load = async (content: string) => {
    await writeFile(path.join(folder, name), content);
    return afriqa({ folder, languages: ["ha"] });
  };

  it("takes NaN, which its files have, for an empty field, and leaves texts that speak of it alone", async () => {
    const data = await load(
      line({}) +
        line({ id: "1" }).replace('"Wa?"', "NaN") +
        line({ id: "2", context: null }) +
        line({ id: "3", context: 'say "a": NaN, or "b": NaN}' }),
    );
    expect(data.record.counts).toMatchObject({
      questions: 2,
      "questions left out for want of a passage or text": 2,
    });
    expect(data.texts[3]!.passage).toBe('say "a": NaN, or "b": NaN}');
  });

  it.each([
    [line({}) + line({}), 2, "the question 0 is there twice"],
    ['{"id": "0", "question_lang": "Wa?"}\n', 1, "no question with its passage"],
    [`${line({})}{"id": "1", "quest`, 2, "not JSON"],
  ])("is refused, naming file and line: %j", async (content, number, message) => {
    await expect(load(content)).rejects.toThrow(
      expect.objectContaining({
        where: `${path.join(folder, name)}, line ${number}`,
        message: expect.stringContaining(message),
      }),
    );
  });

  it("says that it is not there", async () => {
    await expect(
      afriqa({ env: { HOME: folder, XDG_CACHE_HOME: path.join(folder, "cache") }, languages: ["ha"] }),
    ).rejects.toThrow(
      expect.objectContaining({ wayOut: expect.stringContaining("claimbook data pull afriqa") }),
    );
  });
});
