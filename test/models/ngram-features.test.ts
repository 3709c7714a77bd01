import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FeatureTable, features } from "../../src/models/ngram-features.js";

const config = { buckets: 2 ** 17, ngrams: [1, 4] as const };
const set = (text: string) => new Set(features(text, config));
const count = (text: string) => features(text, config).length;

describe("features", () => {
  // n-grams of a text of c code points in two marks: (c + 2) + (c + 1) + c + (c - 1), and one a word.
  test.each([
    ["ab", 4 + 3 + 2 + 1 + 1],
    ["abc", 5 + 4 + 3 + 2 + 1],
    ["a b", 5 + 4 + 3 + 2 + 2],
    ["😀😀", 4 + 3 + 2 + 1 + 1],
    ["", 2 + 1],
  ])("of %j are %i", (text, expected) => {
    expect(count(text)).toBe(expected);
  });

  test.each([
    ["ÄPFEL", "äpfel"],
    ["ﬁne", "fine"],
    ["e\u0301", "é"],
    ["ＡＢＣ", "abc"],
    ["ab\u3000cd", "ab cd"],
    ["ᏣᎳᎩ", "ꮳꮃꭹ"],
  ])("of %j are those of %j", (one, other) => {
    expect(features(one, config)).toEqual(features(other, config));
  });

  test("of texts that share letters overlap, of others hardly", () => {
    const shared = (a: string, b: string) => [...set(a)].filter((id) => set(b).has(id)).length;
    expect(shared("ქართული ენა", "ქართული")).toBeGreaterThan(20);
    expect(shared("ქართული ენა", "ಕನ್ನಡ")).toBeLessThan(4);
  });

  test("tell a word from the same letters as an n-gram, and a start from a middle", () => {
    expect(set("ab").size).toBe(count("ab"));
    expect(features("ab ba", config)).not.toEqual(features("ba ab", config));
  });

  test("are the same on every machine", () => {
    expect([...features("ab", config)]).toEqual(golden);
  });

  test("spread evenly over the buckets", () => {
    const buckets = new Int32Array(64);
    for (let i = 0; i < 4000; i++) {
      for (const id of features(`${i} ${i * 7919}`, { buckets: 64, ngrams: [4, 4] })) buckets[id]! += 1;
    }
    const mean = buckets.reduce((a, b) => a + b) / 64;
    for (const many of buckets) expect(Math.abs(many / mean - 1)).toBeLessThan(0.35);
  });

  test("any text has some, all of them buckets, and a table holds what the single texts give", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "binary" }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 0, max: 3 }),
        (texts, buckets, shortest, more) => {
          const own = { buckets, ngrams: [shortest, shortest + more] as const };
          const table = FeatureTable.of(texts, own);
          expect(table.size).toBe(texts.length);
          for (const [i, text] of texts.entries()) {
            const ids = features(text, own);
            expect(ids.length).toBeGreaterThan(0);
            expect(ids.every((id) => id >= 0 && id < buckets)).toBe(true);
            expect(table.ids.subarray(table.offsets[i], table.offsets[i + 1])).toEqual(ids);
          }
        },
      ),
    );
  });

  test.each([
    [{ buckets: 0, ngrams: [1, 4] as const }, "buckets"],
    [{ buckets: 1.5, ngrams: [1, 4] as const }, "buckets"],
    [{ buckets: 8, ngrams: [3, 2] as const }, "ngrams"],
    [{ buckets: 8, ngrams: [0, 2] as const }, "ngrams"],
  ])("refuse %j", (wrong, where) => {
    expect(() => features("a", wrong)).toThrow(expect.objectContaining({ kind: "usage", where }));
  });
});

const golden = [129242, 129845, 44360, 88344, 6169, 33692, 51766, 116573, 33139, 79824, 28140];
