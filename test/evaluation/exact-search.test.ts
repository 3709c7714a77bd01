import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  exactSearch,
  exactSearchInThreads,
  exactSearchOnBackend,
  preparePool,
  rankQueriesOnCpu,
} from "../../src/evaluation/index.js";
import { Random } from "../../src/random.js";
import { useBackend } from "../../src/tensor/backend.js";
import { tf } from "../../src/tensor/tf.js";
import { singleDot } from "./naive.js";

beforeAll(async () => {
  await useBackend("wasm");
});

/** Few distinct integer vectors: scores are exact on every engine, and often tie. */
const world = fc
  .record({
    dim: fc.integer({ min: 1, max: 4 }),
    candidates: fc.integer({ min: 0, max: 60 }),
    queries: fc.integer({ min: 0, max: 7 }),
  })
  .chain(({ dim, candidates, queries }) => {
    const rows = (n: number) =>
      fc
        .array(fc.integer({ min: -1, max: 1 }), { minLength: n * dim, maxLength: n * dim })
        .map((values) => Float32Array.from(values));
    return fc.record({
      dim: fc.constant(dim),
      ids: fc.option(
        fc.uniqueArray(fc.string({ maxLength: 3 }), { minLength: candidates, maxLength: candidates }),
        { nil: undefined },
      ),
      candidates: rows(candidates),
      queries: rows(queries),
      k: fc.integer({ min: 1, max: 70 }),
      candidateBlock: fc.integer({ min: 1, max: 70 }),
      queryBlock: fc.integer({ min: 1, max: 8 }),
    });
  });
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

function naive({ dim, ids, candidates, queries, k }: World): { candidate: number; score: number }[][] {
  const size = candidates.length / dim;
  return Array.from({ length: queries.length / dim }, (_, q) => {
    const score = singleDot(candidates, queries.subarray(q * dim, (q + 1) * dim));
    return Array.from({ length: size }, (_, candidate) => ({ candidate, score: score(candidate) }))
      .sort(
        (a, b) =>
          b.score - a.score ||
          (ids === undefined
            ? a.candidate - b.candidate
            : Buffer.compare(Buffer.from(ids[b.candidate]!), Buffer.from(ids[a.candidate]!))),
      )
      .slice(0, k);
  });
}

const options = ({ ids, candidateBlock, queryBlock }: World) => ({
  candidateBlock,
  queryBlock,
  ...(ids === undefined ? {} : { ids }),
});

describe.each([
  ["exactSearch", async (w: World) => exactSearch(w.queries, w.candidates, w.dim, w.k, options(w))],
  [
    "exactSearchOnBackend",
    (w: World) => exactSearchOnBackend(tf, w.queries, w.candidates, w.dim, w.k, options(w)),
  ],
])("%s", (_, search) => {
  it("finds what a full sort finds, whatever the ties and block sizes", async () => {
    const before = tf.memory().numTensors;
    await fc.assert(
      fc.asyncProperty(world, async (w) => {
        const hits = await search(w);
        const expected = naive(w);
        expect(hits.queryCount).toBe(expected.length);
        expected.forEach((own, q) => {
          expect(hits.k).toBe(own.length);
          const at = (i: number) => q * hits.k + i;
          expect(own.map((_, i) => hits.indices[at(i)])).toEqual(own.map(({ candidate }) => candidate));
          // -0 and 0 are the same score.
          expect(own.map((_, i) => hits.scores[at(i)]! + 0)).toEqual(own.map(({ score }) => score + 0));
        });
      }),
      { numRuns: 200, seed: 5 },
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it("stops when told to, and names what is wrong with its input", async () => {
    const w = { dim: 2, candidates: Float32Array.of(1, 0, 0, 1), queries: Float32Array.of(1, 0), k: 1 };
    const ask = async (part: Partial<World>) =>
      search({ ...w, ids: undefined, candidateBlock: 9, queryBlock: 9, ...part });
    await expect(ask({ k: 0 })).rejects.toThrow(/0 best candidates/);
    await expect(ask({ candidates: Float32Array.of(1, 0, 0) })).rejects.toThrow(/candidate embeddings/);
    await expect(ask({ queries: Float32Array.of(Number.NaN, 1) })).rejects.toThrow(/holds NaN/);
    await expect(ask({ ids: ["a", "a"] })).rejects.toThrow(/"a" occurs twice/);
  });
});

describe("exactSearch", () => {
  const random = new Random(9);
  const dim = 24;
  /** Vectors so near to one another that 16-bit integers cannot tell them apart, some of them equal. */
  const near = (count: number, spread: number) => {
    const middle = Array.from({ length: dim }, () => random.normal());
    const rows = Array.from({ length: count }, () => middle.map((m) => m + spread * random.normal()));
    for (let i = 0; i < count / 10; i++) rows[random.int(count)] = rows[random.int(count)]!;
    return Float32Array.from(rows.flatMap((row) => row.map((v) => v / Math.hypot(...row))));
  };

  it.each([0.3, 1e-3, 1e-5, 1e-7])("ranks as rankQueriesOnCpu does (spread %d)", (spread) => {
    const size = 300;
    const candidates = near(size, spread);
    const queries = near(5, spread);
    const ids = Array.from({ length: size }, (_, i) => `d${i}`);
    const hits = exactSearch(queries, candidates, dim, 40, { ids, candidateBlock: 128 });
    // Every candidate a group of its own: the table then has every rank.
    const pool = preparePool({
      ids,
      groups: { relevant: [ids.map((_, i) => i)] },
      locales: new Int32Array(size),
    });
    const table = rankQueriesOnCpu(
      pool,
      candidates,
      { embeddings: queries, groups: new Int32Array(5), locales: new Int32Array(5) },
      dim,
    );
    for (let q = 0; q < 5; q++) {
      for (let i = 0; i < 40; i++) {
        const entry =
          table.offsets[q]! + table.candidate.subarray(table.offsets[q]!).indexOf(hits.indices[q * 40 + i]!);
        expect(table.pooled[entry]).toBe(i + 1);
      }
    }
  });

  it("gives the same hits in threads", async () => {
    const candidates = near(200, 0.5);
    const queries = near(31, 0.5);
    const ids = Array.from({ length: 200 }, (_, i) => `${i % 50}:${i}`);
    for (const threads of [1, 3]) {
      expect(await exactSearchInThreads(queries, candidates, dim, 7, { ids, threads })).toEqual(
        exactSearch(queries, candidates, dim, 7, { ids }),
      );
    }
    await expect(exactSearchInThreads(queries.subarray(1), candidates, dim, 7)).rejects.toThrow();
  });

  it("stops when told to", () => {
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    expect(() => exactSearch(near(3, 1), near(3, 1), dim, 1, { signal })).toThrow(reason);
  });
});
