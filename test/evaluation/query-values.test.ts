import { beforeAll, describe, expect, it } from "vitest";
import { preparePool } from "../../src/evaluation/pool.js";
import { languageBias, metricValues, queryValues, weightedMean } from "../../src/evaluation/query-values.js";
import type { RankTable } from "../../src/evaluation/rank-table.js";
import { rankQueries } from "../../src/evaluation/ranks.js";
import { evaluateRun, type Qrels, type Run } from "../../src/evaluation/run.js";
import { useBackend } from "../../src/tensor/backend.js";
import { tf } from "../../src/tensor/tf.js";

const DIM = 6;
const LOCALES = 3;
/** Candidates of 12 pictures in 3 locales; the last picture has none in locale 2, and picture 0 has two in locale 1. */
const facts = { ids: [] as string[], groups: [] as number[], locales: [] as number[] };
for (let picture = 0; picture < 12; picture++) {
  for (let locale = 0; locale < LOCALES; locale++) {
    if (picture === 11 && locale === 2) continue;
    for (let copy = 0; copy < (picture === 0 && locale === 1 ? 2 : 1); copy++) {
      facts.ids.push(`${picture}:${locale}:${copy}`);
      facts.groups.push(picture);
      facts.locales.push(locale);
    }
  }
}
/** Queries: every picture in locales 0 and 1, pictures 0-3 in locale 2, and one of a picture nobody has. */
const asked = [0, 1, 2].flatMap((locale) =>
  Array.from({ length: locale === 2 ? 4 : 12 }, (_, picture) => ({ picture, locale })),
);
asked.push({ picture: 40, locale: 0 });

/** Integer components: scores are exact in single precision whatever the order of summation, and often tie. */
function embed(n: number, salt: number): Float32Array {
  return Float32Array.from(
    { length: n * DIM },
    (_, i) => ((i * 7919 + salt * 104729 + ((i * i) % 31)) % 7) - 3,
  );
}
const candidates = embed(facts.ids.length, 1);
const queryEmbeddings = embed(asked.length, 2);
let table: RankTable;

beforeAll(async () => {
  await useBackend("wasm");
  const queries = {
    embeddings: queryEmbeddings,
    groups: asked.map(({ picture }) => picture),
    locales: asked.map(({ locale }) => locale),
  };
  table = rankQueries(tf, preparePool(facts), candidates, queries, DIM);
});

/** The same retrieval written as a trec run over one pool, to be judged by the part that pytrec_eval vouches for. */
function trec(query: number, inPool: (locale: number) => boolean): [Qrels, Run] {
  const levels: Record<string, number> = {};
  const scores: Record<string, number> = {};
  facts.ids.forEach((id, c) => {
    if (!inPool(facts.locales[c]!)) return;
    let score = 0;
    for (let j = 0; j < DIM; j++) score += candidates[c * DIM + j]! * queryEmbeddings[query * DIM + j]!;
    scores[id] = score;
    levels[id] = facts.groups[c] === asked[query]!.picture ? 1 : 0;
  });
  return [{ q: levels }, { q: scores }];
}

const MEASURES = ["AP", "RR", "nDCG@5", "Recall@5", "R@1"];

describe("metricValues", () => {
  for (const measure of MEASURES) {
    it(`${measure}: monolingual and multilingual values are those of the run written out`, () => {
      const mono = metricValues(table, measure, "monolingual");
      const multi = metricValues(table, measure, "multilingual");
      asked.forEach(({ picture, locale }, q) => {
        const judged = facts.ids.some((_, c) => facts.groups[c] === picture && facts.locales[c] === locale);
        const own = evaluateRun(...trec(q, (l) => l === locale), [measure]).mean[measure]!;
        const all = evaluateRun(...trec(q, () => true), [measure]).mean[measure]!;
        if (judged) expect(mono[q]).toBeCloseTo(own, 12);
        else expect(mono[q]).toBeNaN();
        if (picture < 12) expect(multi[q]).toBeCloseTo(all, 12);
        else expect(multi[q]).toBeNaN();
      });
    });

    it(`${measure}: the weighted mean is the macro-average over all ordered pairs of locales`, () => {
      const pairs: number[] = [];
      for (let from = 0; from < LOCALES; from++) {
        for (let to = 0; to < LOCALES; to++) {
          if (from === to) continue;
          const values: number[] = [];
          asked.forEach(({ picture, locale }, q) => {
            const judged = facts.ids.some((_, c) => facts.groups[c] === picture && facts.locales[c] === to);
            if (locale === from && judged) {
              values.push(evaluateRun(...trec(q, (l) => l === to), [measure]).mean[measure]!);
            }
          });
          pairs.push(values.reduce((a, b) => a + b) / values.length);
        }
      }
      expect(pairs).toHaveLength(6);
      const { values, weights } = queryValues(table, measure, "cross-lingual");
      expect(weightedMean(values, weights)).toBeCloseTo(pairs.reduce((a, b) => a + b) / 6, 12);
      expect(values.filter((v) => v < 0 || v > 1)).toHaveLength(0);
      expect(values[asked.length - 1]).toBeNaN();
    });
  }

  it("averages monolingual values by locale, not by query", () => {
    const { values, weights } = queryValues(table, "AP", "monolingual");
    const means = [0, 1, 2].map((locale) => {
      const own = Array.from(values).filter((v, q) => asked[q]!.locale === locale && !Number.isNaN(v));
      return own.reduce((a, b) => a + b) / own.length;
    });
    expect(weightedMean(values, weights)).toBeCloseTo((means[0]! + means[1]! + means[2]!) / 3, 12);
  });

  it("refuses to average nothing", () => {
    expect(() => weightedMean([Number.NaN])).toThrow(/no query has a value/);
  });
});

describe("languageBias", () => {
  it("is the spread of the parallel candidates' ranks in the one pool", () => {
    const bias = languageBias(table);
    asked.forEach((_, q) => {
      const ranks = Array.from(table.pooled.subarray(table.offsets[q], table.offsets[q + 1]));
      if (ranks.length < 2) expect(bias[q]).toBeNaN();
      else expect(bias[q]).toBe(Math.max(...ranks) - Math.min(...ranks));
    });
    expect(bias.filter((value) => value > 0).length).toBeGreaterThan(20);
  });
});
