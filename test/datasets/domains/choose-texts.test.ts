import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseTexts, withDistractors } from "../../../src/datasets/domains/choose-texts.js";
import type { ParallelText } from "../../../src/datasets/retrieval-data.js";
import { normalized } from "../../../src/datasets/text.js";
import { Random } from "../../../src/random.js";

const languages = ["de", "en", "zh"];
/** Pools in which groups lack languages and some passages are repeated. */
const pool = fc
  .array(
    fc.record({
      there: fc.subarray(languages, { minLength: 1 }),
      asks: fc.boolean(),
      passage: fc.integer({ min: 0, max: 60 }),
    }),
    { minLength: 30, maxLength: 80 },
  )
  .map((groups) =>
    groups.flatMap(({ there, asks, passage }, group) =>
      there.map(
        (locale): ParallelText => ({
          group,
          locale,
          queries: asks ? [`${locale} asks ${group}`] : [],
          passage: `${locale} ${passage}`,
        }),
      ),
    ),
  );

describe("chooseTexts", () => {
  it("gives every language just as many queries, each with an answer in another language, nothing twice", () => {
    let chosenAtAll = 0;
    fc.assert(
      fc.property(pool, fc.integer({ min: 1, max: 6 }), fc.integer(), (texts, wanted, seed) => {
        let chosen: ReturnType<typeof chooseTexts>;
        try {
          chosen = chooseTexts(texts, languages, wanted, new Random(seed), "here");
        } catch (error) {
          expect(error).toMatchObject({ kind: "usage", where: "here" });
          return;
        }
        chosenAtAll++;
        for (const language of languages) {
          const mine = chosen.texts.filter(({ locale }) => locale === language);
          expect(mine.reduce((sum, { queries }) => sum + queries.length, 0)).toBe(wanted);
          expect(new Set(mine.map(({ passage }) => normalized(passage))).size).toBe(mine.length);
        }
        for (const { group, locale, queries } of chosen.texts) {
          if (queries.length === 0) continue;
          expect(chosen.texts.some((other) => other.group === group && other.locale !== locale)).toBe(true);
        }
        // What is left has no passage of what was chosen, so it can be a distractor.
        const passages = new Set(chosen.texts.map(({ passage }) => passage));
        expect(chosen.rest.flat().some(({ passage }) => passages.has(passage))).toBe(false);
        expect(chooseTexts(texts, languages, wanted, new Random(seed), "here")).toEqual(chosen);
      }),
      { numRuns: 300 },
    );
    expect(chosenAtAll).toBeGreaterThan(50);
  });

  it("names the language that has too few", () => {
    const texts = [0, 1].flatMap((group) =>
      languages
        .slice(0, 2 + group)
        .map((locale) => ({ group, locale, queries: [`q ${group}`], passage: `p ${group}` })),
    );
    expect(() => chooseTexts(texts, languages, 2, new Random(1), "news, training")).toThrow(
      expect.objectContaining({
        message: 'only 1 queries are to be had in "zh", not 2',
        where: "news, training",
      }),
    );
  });
});

describe("withDistractors", () => {
  const text = (group: number, locale: string): ParallelText => ({
    group,
    locale,
    queries: ["q"],
    passage: `${locale} ${group}`,
  });

  it("fills every language up to the number asked for, with passages that nothing asks for", () => {
    const filled = withDistractors(
      {
        texts: [text(0, "de"), text(0, "en"), text(1, "de")],
        rest: [[text(2, "de"), text(2, "en")], [text(3, "en")]],
      },
      ["de", "en"],
      3,
      "here",
    );
    for (const language of ["de", "en"])
      expect(filled.filter(({ locale }) => locale === language)).toHaveLength(3);
    expect(filled.filter(({ group }) => group > 1).every(({ queries }) => queries.length === 0)).toBe(true);
  });

  it("refuses when there are too few or too many", () => {
    const chosen = { texts: [text(0, "de"), text(1, "de")], rest: [] };
    expect(() => withDistractors(chosen, ["de"], 3, "here")).toThrow(
      /2 candidates in "de", 2 of them asked for; not 3/,
    );
    expect(() => withDistractors(chosen, ["de"], 1, "here")).toThrow(/not 1/);
  });
});
