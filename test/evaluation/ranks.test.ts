import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { preparePool } from "../../src/evaluation/pool.js";
import type { RankTable } from "../../src/evaluation/rank-table.js";
import { rankQueries } from "../../src/evaluation/ranks.js";
import { useBackend } from "../../src/tensor/backend.js";
import { tf } from "../../src/tensor/tf.js";
import { naiveRanks } from "./naive.js";

beforeAll(async () => {
  await useBackend("wasm");
});

/** A small world whose few distinct integer embeddings make many exactly equal scores. */
const world = fc
  .record({
    dim: fc.integer({ min: 1, max: 5 }),
    candidates: fc.integer({ min: 1, max: 40 }),
    queries: fc.integer({ min: 1, max: 9 }),
  })
  .chain(({ dim, candidates, queries }) => {
    const row = (n: number) => fc.array(fc.integer({ min: -1, max: 1 }), { minLength: n, maxLength: n });
    const index = (n: number, max: number) =>
      fc.array(fc.integer({ min: 0, max }), { minLength: n, maxLength: n });
    return fc.record({
      dim: fc.constant(dim),
      ids: fc.uniqueArray(fc.string({ unit: "grapheme", maxLength: 3 }), {
        minLength: candidates,
        maxLength: candidates,
      }),
      candidates: row(candidates * dim).map((v) => Float32Array.from(v)),
      groups: index(candidates, 4),
      locales: index(candidates, 3),
      queries: row(queries * dim).map((v) => Float32Array.from(v)),
      queryGroups: index(queries, 5),
      queryLocales: index(queries, 4),
      candidateBlock: fc.integer({ min: 1, max: 50 }),
      queryBlock: fc.integer({ min: 1, max: 10 }),
    });
  });
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

function rank(w: World): RankTable {
  const queries = { embeddings: w.queries, groups: w.queryGroups, locales: w.queryLocales };
  return rankQueries(tf, preparePool(w), w.candidates, queries, w.dim, w);
}

function entries(table: RankTable, query: number) {
  const found = [];
  for (let e = table.offsets[query]!; e < table.offsets[query + 1]!; e++) {
    const [candidate, locale, inLocale, pooled] = [
      table.candidate,
      table.locale,
      table.inLocale,
      table.pooled,
    ].map((a) => a[e]!);
    found.push({ candidate, locale, inLocale, pooled });
  }
  return found;
}

describe("rankQueries", () => {
  it("gives the ranks that a plain sort gives, whatever the ties and block sizes", () => {
    fc.assert(
      fc.property(world, (w) => {
        const table = rank(w);
        for (let q = 0; q < w.queryGroups.length; q++) {
          const query = w.queries.subarray(q * w.dim, (q + 1) * w.dim);
          expect(entries(table, q)).toEqual(naiveRanks(w, w.candidates, query, w.queryGroups[q]!));
        }
      }),
      { numRuns: 300, seed: 11 },
    );
  });

  it("does not depend on the order in which candidates are given", () => {
    fc.assert(
      fc.property(world, fc.integer({ min: 1, max: 1000 }), (w, salt) => {
        const n = w.ids.length;
        const order = w.ids.map((_, i) => i).sort((a, b) => ((a * salt) % 7) - ((b * salt) % 7) || b - a);
        const shuffled: World = {
          ...w,
          ids: order.map((i) => w.ids[i]!),
          groups: order.map((i) => w.groups[i]!),
          locales: order.map((i) => w.locales[i]!),
          candidates: Float32Array.from(
            { length: n * w.dim },
            (_, at) => w.candidates[order[Math.floor(at / w.dim)]! * w.dim + (at % w.dim)]!,
          ),
        };
        const byId = (table: RankTable, of: World, q: number) =>
          new Map(entries(table, q).map(({ candidate, ...ranks }) => [of.ids[candidate!], ranks]));
        const [before, after] = [rank(w), rank(shuffled)];
        for (let q = 0; q < w.queryGroups.length; q++)
          expect(byId(after, shuffled, q)).toEqual(byId(before, w, q));
      }),
      { numRuns: 100, seed: 12 },
    );
  });

  it("leaves no tensor behind", () => {
    const before = tf.memory().numTensors;
    fc.assert(
      fc.property(world, (w) => void rank(w)),
      { numRuns: 5, seed: 13 },
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it("names what is wrong with its input", () => {
    const facts = { ids: ["a", "b"], groups: [0, 1], locales: [0, 0] };
    const pool = preparePool(facts);
    const queries = { embeddings: Float32Array.of(1, 0), groups: [0], locales: [0] };
    expect(() => rankQueries(tf, pool, Float32Array.of(1, 0, 0), queries, 2)).toThrow(
      /3 numbers of candidate embeddings/,
    );
    expect(() => rankQueries(tf, pool, Float32Array.of(1, 0, Number.NaN, 1), queries, 2)).toThrow(
      /embedding of candidate 1 holds NaN/,
    );
    expect(() => preparePool({ ...facts, ids: ["a", "a"] })).toThrow(/"a" occurs twice/);
    expect(() => preparePool({ ...facts, locales: [0] })).toThrow(/do not match/);
    expect(() => preparePool({ ...facts, groups: [0, -1] })).toThrow(/group -1/);
  });
});
