import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { preparePool } from "../../src/evaluation/pool.js";
import type { RankTable } from "../../src/evaluation/rank-table.js";
import { rankQueries } from "../../src/evaluation/ranks.js";
import { rankQueriesOnCpu } from "../../src/evaluation/ranks-on-cpu.js";
import { Random } from "../../src/random.js";
import { useBackend } from "../../src/tensor/backend.js";
import { tf } from "../../src/tensor/tf.js";
import { naiveRanks, singleDot } from "./naive.js";

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

type Engine = (w: World) => RankTable;
const engines: Record<string, Engine> = {
  rankQueries: (w) => rankQueries(tf, preparePool(w), w.candidates, asked(w), w.dim, w),
  rankQueriesOnCpu: (w) => rankQueriesOnCpu(preparePool(w), w.candidates, asked(w), w.dim, w),
};
const asked = (w: World) => ({ embeddings: w.queries, groups: w.queryGroups, locales: w.queryLocales });

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

describe.each(Object.entries(engines))("%s", (_, rank) => {
  it("gives the ranks that a plain sort gives, whatever the ties and block sizes", () => {
    fc.assert(
      fc.property(world, (w) => {
        const table = rank(w);
        for (let q = 0; q < w.queryGroups.length; q++) {
          const query = w.queries.subarray(q * w.dim, (q + 1) * w.dim);
          expect(entries(table, q)).toEqual(naiveRanks(w, singleDot(w.candidates, query), w.queryGroups[q]!));
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
    const attempt = (...candidates: number[]) =>
      rank({
        ...facts,
        dim: 2,
        candidates: Float32Array.from(candidates),
        queries: Float32Array.of(1, 0),
        queryGroups: [0],
        queryLocales: [0],
        candidateBlock: 8,
        queryBlock: 8,
      });
    expect(() => attempt(1, 0, 0)).toThrow(/3 numbers of candidate embeddings/);
    expect(() => attempt(1, 0, Number.NaN, 1)).toThrow(/embedding of candidate 1 holds NaN/);
    expect(() => preparePool({ ...facts, ids: ["a", "a"] })).toThrow(/"a" occurs twice/);
    expect(() => preparePool({ ...facts, locales: [0] })).toThrow(/do not match/);
    expect(() => preparePool({ ...facts, groups: [0, -1] })).toThrow(/group -1/);
  });
});

describe("rankQueriesOnCpu", () => {
  it("ranks by the exact scores, however close they are to one another", () => {
    // Candidates so near to each other that 16-bit integers cannot tell them apart, some of them equal.
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(0.3, 1e-3, 1e-5, 1e-7),
        (seed, dim, spread) => {
          const random = new Random(seed);
          const count = 60;
          const vector = () => Array.from({ length: dim }, () => random.normal());
          const middle = vector();
          const rows = Array.from({ length: count }, () => middle.map((m) => m + spread * random.normal()));
          for (let i = 0; i < 10; i++) rows[random.int(count)] = rows[random.int(count)]!;
          const facts = {
            ids: rows.map((_, i) => `d${i}`),
            groups: rows.map(() => random.int(5)),
            locales: rows.map(() => random.int(3)),
          };
          const unit = (row: number[]) => row.map((v) => v / Math.hypot(...row));
          const candidates = Float32Array.from(rows.flatMap(unit));
          const queries = Array.from({ length: 6 }, () => Float32Array.from(unit(vector())));
          const table = rankQueriesOnCpu(
            preparePool(facts),
            candidates,
            {
              embeddings: Float32Array.from(queries.flatMap((q) => [...q])),
              groups: [0, 1, 2, 3, 4, 0],
              locales: [0, 1, 2, 0, 1, 2],
            },
            dim,
          );
          queries.forEach((query, q) => {
            const dot = (c: number) => {
              const sums = [0, 0, 0, 0];
              for (let j = 0; j < dim; j++) {
                const lane = j < dim - (dim % 4) ? j % 4 : 0;
                sums[lane]! += query[j]! * candidates[c * dim + j]!;
              }
              return Math.fround(sums[0]! + sums[1]! + (sums[2]! + sums[3]!));
            };
            expect(entries(table, q)).toEqual(naiveRanks(facts, dot, [0, 1, 2, 3, 4, 0][q]!));
          });
        },
      ),
      { numRuns: 120, seed: 21 },
    );
  });

  it("takes rows of any length, zero rows among them", () => {
    const facts = { ids: ["a", "b", "c"], groups: [0, 1, 2], locales: [0, 0, 0] };
    const ask = (candidates: number[], query: number[]) =>
      rankQueriesOnCpu(
        preparePool(facts),
        Float32Array.from(candidates),
        { embeddings: Float32Array.from(query), groups: [1], locales: [0] },
        1,
      ).pooled[0];
    expect(ask([1e20, 3, -5], [1e10])).toBe(2);
    expect(ask([0, 0, 0], [1])).toBe(2);
    expect(ask([0, 0, 0], [0])).toBe(2);
    expect(ask([1e-20, 2e-20, 0], [1e-15])).toBe(1);
  });
});
