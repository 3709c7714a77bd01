import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ParallelRetrieval } from "../../src/datasets/retrieval-data.js";
import { pairMeans } from "../../src/evaluation/pair-means.js";
import { preparePool } from "../../src/evaluation/pool.js";
import { queryValues, weightedMean } from "../../src/evaluation/query-values.js";
import { rankRetrieval } from "../../src/evaluation/rank-retrieval.js";
import { type RankTable, ranksInLocale } from "../../src/evaluation/rank-table.js";
import { rankQueriesOnCpu } from "../../src/evaluation/ranks-on-cpu.js";
import { naiveRanks, singleDot } from "./naive.js";
import { parallelWorld } from "./parallel-world.js";

const entriesOf = (table: RankTable, q: number) =>
  Array.from({ length: table.offsets[q + 1]! - table.offsets[q]! }, (_, i) => {
    const e = table.offsets[q]! + i;
    return {
      candidate: table.candidate[e]!,
      locale: table.locale[e]!,
      inLocale: table.inLocale[e]!,
      pooled: table.pooled[e]!,
    };
  });

describe("rankRetrieval", () => {
  it("ranks as a plain sort does where sentences answer several questions and languages are missing", () => {
    let shared = 0;
    let gaps = 0;
    fc.assert(
      fc.property(parallelWorld, ({ data, dim, candidates, queries }) => {
        const table = rankRetrieval(data, candidates, queries, dim);
        const facts = {
          ids: data.candidates.ids,
          locales: data.candidates.locales,
          groups: { relevant: data.relevant },
        };
        data.queries.groups.forEach((group, q) => {
          const query = queries.subarray(q * dim, (q + 1) * dim);
          expect(entriesOf(table, q)).toEqual(naiveRanks(facts, singleDot(candidates, query), group));
        });
        const all = data.relevant.flatMap((members) => [...members]);
        if (new Set(all).size < all.length) shared++;
        if (data.relevant.some((members) => members.length < data.locales.length)) gaps++;
      }),
      { numRuns: 200, seed: 3 },
    );
    expect(shared).toBeGreaterThan(50);
    expect(gaps).toBeGreaterThan(50);
  });

  it("gives what one group per candidate gives, where each candidate has one", () => {
    const groups = [0, 1, 2, 0, 1, 2, 2];
    const locales = Int32Array.of(0, 0, 0, 1, 1, 1, 1);
    const ids = groups.map((group, i) => `${group}:${i}`);
    const relevant = [0, 1, 2].map((g) =>
      Int32Array.from(groups.flatMap((own, i) => (own === g ? [i] : []))),
    );
    expect(preparePool({ ids, locales, groups: { relevant } })).toEqual(
      preparePool({ ids, locales, groups }),
    );
  });

  it("refuses groups that name a candidate twice or none of the pool", () => {
    const facts = { ids: ["a", "b"], locales: [0, 1] };
    expect(() => preparePool({ ...facts, groups: { relevant: [[1], [0, 1, 0]] } })).toThrow(
      /group 1 names candidate 0 twice/,
    );
    expect(() => preparePool({ ...facts, groups: { relevant: [[2]] } })).toThrow(
      /group 0 names the candidate 2 of 2/,
    );
  });
});

describe("pairMeans", () => {
  it("has a cell for every pair that exists, and their plain mean is the cross-lingual figure", () => {
    fc.assert(
      fc.property(parallelWorld, ({ data, dim, candidates, queries }) => {
        const table = rankRetrieval(data, candidates, queries, dim);
        const cells = pairMeans(table, "AP");
        const exists = new Set<string>();
        data.queries.locales.forEach((from, q) => {
          for (const c of data.relevant[data.queries.groups[q]!]!) {
            exists.add(`${from}-${data.candidates.locales[c]}`);
          }
        });
        expect(new Set(cells.map(({ from, to }) => `${from}-${to}`))).toEqual(exists);
        const across = cells.filter(({ from, to }) => from !== to);
        if (across.length > 0) {
          const { values, weights } = queryValues(table, "AP", "cross-lingual");
          const mean = across.reduce((sum, cell) => sum + cell.mean, 0) / across.length;
          expect(weightedMean(values, weights)).toBeCloseTo(mean, 12);
        }
        for (const { from, to, n } of cells) {
          const judged = Array.from(
            data.queries.locales,
            (own, q) => own === from && ranksInLocale(table, q, to).length > 0,
          );
          expect(judged.filter(Boolean)).toHaveLength(n);
        }
      }),
      { numRuns: 100, seed: 4 },
    );
  });

  it("counts 110 pairs in a data set of 11 languages and skips the pairs that MLQA-R's kind lacks", () => {
    const eleven = grid(11, () => true);
    expect(pairMeans(tableOf(eleven), "AP").filter(({ from, to }) => from !== to)).toHaveLength(110);
    // Questions stand in neighbouring languages only: 2 x 10 ordered pairs.
    const neighbours = grid(11, (group, locale) => locale === group % 10 || locale === (group % 10) + 1);
    expect(pairMeans(tableOf(neighbours), "AP").filter(({ from, to }) => from !== to)).toHaveLength(20);
  });
});

const DIM = 4;

/** 20 questions, each in the languages that `has` names, one passage and one query there. */
function grid(languages: number, has: (group: number, locale: number) => boolean): ParallelRetrieval {
  const places = Array.from({ length: 20 * languages }, (_, i) => ({
    group: Math.floor(i / languages),
    locale: i % languages,
  })).filter(({ group, locale }) => has(group, locale));
  const locales = Int32Array.from(places, ({ locale }) => locale);
  const texts = {
    ids: places.map(({ group, locale }) => `${group}:${locale}`),
    texts: places.map(() => ""),
    locales,
  };
  return {
    record: {} as ParallelRetrieval["record"],
    locales: Array.from({ length: languages }, (_, l) => `l${l}`),
    queries: { ...texts, groups: Int32Array.from(places, ({ group }) => group) },
    candidates: texts,
    relevant: Array.from({ length: 20 }, (_, g) =>
      Int32Array.from(places.flatMap(({ group }, i) => (group === g ? [i] : []))),
    ),
  };
}

function tableOf(data: ParallelRetrieval): RankTable {
  const vectors = Float32Array.from(
    { length: data.candidates.ids.length * DIM },
    (_, i) => ((i * 7) % 11) - 5,
  );
  const table = rankRetrieval(data, vectors, vectors, DIM);
  expect(table).toEqual(
    rankQueriesOnCpu(
      preparePool({
        ids: data.candidates.ids,
        locales: data.candidates.locales,
        groups: data.queries.groups,
      }),
      vectors,
      { embeddings: vectors, groups: data.queries.groups, locales: data.queries.locales },
      DIM,
    ),
  );
  return table;
}
