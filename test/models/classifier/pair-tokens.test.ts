import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PairEncoding } from "../../../src/models/classifier/pair-tokens.js";
import { TextTokenizer } from "../../../src/models/tokenizer/tokenizer.js";
import { numberTokenizer } from "./small-classifier.js";

const text = fc
  .array(fc.integer({ min: 3, max: 39 }), { minLength: 1, maxLength: 60 })
  .map((ids) => ids.join(" "));
const numbers = (of: string) => of.split(" ").map(Number);
const encoding = new PairEncoding(numberTokenizer, "test");

describe("PairEncoding", () => {
  it("keeps to the greatest length, the first text's begin and the separators", async () => {
    await fc.assert(
      fc.asyncProperty(text, text, fc.integer({ min: 16, max: 64 }), async (a, b, maxLength) => {
        const [pair] = await encoding.encode([[a, b]], { maxLength });
        const { ids, second, cut } = pair!;
        expect(ids.length).toBeLessThanOrEqual(maxLength);
        expect([...ids.subarray(1, second - 1)]).toEqual(numbers(a).slice(0, Math.ceil(maxLength / 2) - 2));
        expect([ids[0], ids[second - 1], ids.at(-1)]).toEqual([1, 2, 2]);
        const kept = [...ids.subarray(second, -1)];
        expect(kept).toEqual(numbers(b).slice(0, kept.length));
        expect(kept.length + cut).toBe(numbers(b).length);
        expect(cut === 0 || ids.length === maxLength).toBe(true);
      }),
    );
  });

  it("shows all of a long second text in overlapping windows, up to the most that are wanted", async () => {
    const b = Array.from({ length: 100 }, (_, i) => 3 + (i % 37)).join(" ");
    const windows = (await encoding.windows([["5 6", b]], { maxLength: 45, most: 10 }))[0]!;
    expect(windows.length).toBe(3);
    const parts = windows.map(({ ids, second }) => [...ids.subarray(second, -1)]);
    expect(parts[0]).toEqual(numbers(b).slice(0, 40));
    expect(parts[1]).toEqual(numbers(b).slice(30, 70));
    expect(parts[2]).toEqual(numbers(b).slice(60));
    expect((await encoding.windows([["5 6", b]], { maxLength: 45, most: 2 }))[0]).toHaveLength(2);
  });

  it("marks the second text as segment 1, padding as none", async () => {
    const pairs = await encoding.encode(
      [
        ["5", "6 7"],
        ["8 9", "10 11 12"],
      ],
      { maxLength: 16 },
    );
    const { segments, length } = encoding.batch(pairs, 0);
    expect(length).toBe(8);
    expect([...segments!]).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1]);
  });

  it("refuses a tokenizer without a separator", () => {
    const none = { ...numberTokenizer, idOf: () => undefined };
    expect(() => new PairEncoding(none, "a folder")).toThrow(/separates/);
  });
});

const folder = path.resolve(import.meta.dirname, "../../../.cache/models/multilingual-e5-small");
const present = existsSync(path.join(folder, "tokenizer.json"));

describe.skipIf(!present)("the pairs of multilingual-e5-small (skipped: it is not in .cache/models)", () => {
  it("are those of its own tokenizer", async () => {
    const { Tokenizer } = await import("tokenizers");
    const engine = Tokenizer.fromString(readFileSync(path.join(folder, "tokenizer.json"), "utf8"));
    const facts = { folder, files: [], vocabularySize: 250_037, padId: 1, modelMaxLength: undefined };
    const ours = new PairEncoding(await TextTokenizer.over(engine, facts), folder);
    const texts = [
      ["Vitamin D helps.", "It did not, in 3 of 4 trials."],
      ["睡眠は大切です。", "Schlaf ist wichtig."],
    ] as const;
    const pairs = await ours.encode(texts, { maxLength: 128 });
    for (const [index, [a, b]] of texts.entries()) {
      const expected = await engine.encode(a, b);
      expect([...pairs[index]!.ids]).toEqual(expected.getIds());
      expect(expected.getTypeIds().every((type) => type === 0)).toBe(true);
    }
    expect(ours.batch(pairs, 1).segments).toBeUndefined();
  });
});
