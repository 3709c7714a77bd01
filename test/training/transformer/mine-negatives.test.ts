import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ParallelText } from "../../../src/datasets/retrieval-data.js";
import type { TransformerEncoder } from "../../../src/models/transformer/index.js";
import { useBackend } from "../../../src/tensor/backend.js";
import { tf } from "../../../src/tensor/tf.js";
import { mineNegatives } from "../../../src/training/transformer/index.js";
import { smallEncoder, smallTexts } from "./small-task.js";

let encoder: TransformerEncoder;
let alive = 0;
beforeAll(async () => {
  await useBackend("wasm");
  encoder = await smallEncoder();
  alive = tf.memory().numTensors;
});
afterAll(() => {
  expect(tf.memory().numTensors).toBe(alive);
  encoder.dispose();
});

const plain = { prefixes: { query: "", passage: "" } };

/** The same by comparing all with all. */
async function expected(
  texts: readonly ParallelText[],
  entry: ParallelText,
  { perQuery, skipTop = 0, margin }: { perQuery: number; skipTop?: number; margin?: number },
) {
  const pool = texts.filter(({ locale }) => locale === entry.locale);
  const [passages, queries] = [
    await encoder.encode(pool.map(({ passage }) => passage)),
    await encoder.encode(entry.queries),
  ];
  const { dim } = encoder;
  const similarity = (q: number, p: number) => {
    let sum = 0;
    for (let i = 0; i < dim; i++) sum += queries[q * dim + i]! * passages[p * dim + i]!;
    return sum;
  };
  const own = pool.indexOf(entry);
  const lists = entry.queries.map((_, q) =>
    pool
      .map(({ passage }, p) => ({ passage, p, score: similarity(q, p) }))
      .filter(({ p, passage }) => p !== own && passage !== entry.passage)
      .sort((a, b) => b.score - a.score || a.p - b.p)
      .slice(skipTop)
      .filter(({ score }) => margin === undefined || score <= similarity(q, own) - margin)
      .slice(0, perQuery),
  );
  const best = lists.flat().sort((a, b) => b.score - a.score);
  return [...new Set(best.map(({ passage }) => passage))].slice(0, perQuery);
}

describe("mineNegatives", () => {
  test.each([
    { perQuery: 3 },
    { perQuery: 2, skipTop: 4 },
    { perQuery: 3, margin: 0.05 },
    { perQuery: 4, skipTop: 2, margin: 0.02 },
  ])("finds what comparing all with all finds: %j", async (options) => {
    const texts = smallTexts(["aa", "bb"], 40);
    const { texts: mined, negatives } = await mineNegatives(encoder, texts, { ...options, ...plain });
    let total = 0;
    for (const i of [0, 17, 39, 40, 61]) {
      expect(mined[i]!.negatives ?? []).toEqual(await expected(texts, texts[i]!, options));
    }
    for (const text of mined) total += text.negatives?.length ?? 0;
    expect(negatives).toBe(total);
    expect(mined.map(({ negatives: _, ...rest }) => rest)).toEqual(texts);
  });

  test("goes through more queries and passages than fit into a block", async () => {
    const texts = smallTexts(["aa"], 4200).map((text, i) => ({
      ...text,
      queries: i < 300 ? text.queries.slice(0, 1) : [],
      passage: `${text.passage} ${"x ".repeat(i % 3)}${i}`,
    }));
    const seen: unknown[] = [];
    const { texts: mined } = await mineNegatives(encoder, texts, {
      perQuery: 2,
      ...plain,
      onProgress: (progress) => seen.push(progress),
    });
    expect(mined[290]!.negatives).toEqual(await expected(texts, texts[290]!, { perQuery: 2 }));
    expect(seen).toEqual([
      { locale: "aa", queries: 256, of: 300 },
      { locale: "aa", queries: 300, of: 300 },
    ]);
  });

  test("never takes the positive, in no language, nor a text that is the same", async () => {
    const say = (group: number, locale: string, passage: string, ...queries: string[]): ParallelText => ({
      group,
      locale,
      queries,
      passage,
    });
    const texts = [
      say(0, "en", "the cat sat", "cat"),
      say(1, "en", "The  CAT sat ", "feline"),
      say(2, "en", "a dog ran", "dog"),
      say(2, "de", "ein Hund", "Hund"),
      say(0, "de", "a dog ran", "Katze"),
      say(3, "en", "A dog ran", "hound"),
    ];
    const { texts: mined, without } = await mineNegatives(encoder, texts, { perQuery: 9, ...plain });
    // Group 0 is answered by "a dog ran" too, in German: nothing English is left that would be wrong.
    expect(mined[0]!.negatives).toBeUndefined();
    expect(mined[1]!.negatives).toEqual(["a dog ran"]);
    expect(mined[2]!.negatives).toEqual(["the cat sat"]);
    expect(mined[3]!.negatives).toBeUndefined();
    expect(mined[4]!.negatives).toEqual(["ein Hund"]);
    expect(without).toBe(2);
  });

  test("asks in other languages where the passage's has no query", async () => {
    const texts = smallTexts(["aa", "bb"], 10).map((text) =>
      text.locale === "bb" ? { ...text, queries: [] } : text,
    );
    const { texts: mined } = await mineNegatives(encoder, texts, { perQuery: 2, ...plain });
    for (const { locale, negatives } of mined) {
      expect(negatives).toHaveLength(2);
      expect(negatives!.every((text) => text.startsWith(locale))).toBe(true);
    }
  });

  test("ends when it is told to", async () => {
    const stop = new AbortController();
    stop.abort(new Error("enough"));
    await expect(mineNegatives(encoder, smallTexts(["aa"], 10), { signal: stop.signal })).rejects.toThrow(
      "enough",
    );
  });

  test.each([
    [{ perQuery: 0 }, "perQuery"],
    [{ skipTop: -1 }, "skipTop"],
    [{ margin: Number.NaN }, "margin"],
  ])("refuses %j", async (wrong, where) => {
    await expect(mineNegatives(encoder, [], wrong)).rejects.toMatchObject({ kind: "usage", where });
  });
});
