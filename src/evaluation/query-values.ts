import { ClaimbookError } from "../errors.js";
import { type Measure, parseMeasure } from "./measure.js";
import { type RankTable, ranksInLocale, ranksInPool, type Setting } from "./rank-table.js";

/** One number per query, and what each query counts in the average that papers print. */
export interface QueryValues {
  /** Per query, NaN where the setting has no relevant candidate for it (it is then left out, not counted as 0). */
  values: Float64Array;
  /** Per query, >= 0; the weighted mean of `values` is the macro-average over locales or pairs of locales. */
  weights: Float64Array;
}

/**
 * A measure of every query in one setting.
 *
 * The reported figure is macro-averaged: monolingual and multilingual over the queries' locales, cross-lingual
 * over all ordered pairs (query locale, pool locale) that have a query with a relevant candidate
 * (arXiv 2408.10536, section 4.1). `weights` say so per query: with as many queries in every locale they are all
 * equal, and the macro-average is the plain mean. A query's cross-lingual value is the weighted mean over pools.
 *
 * @param measure a name such as `AP`, `RR`, `nDCG@10`, `Recall@100`, `R@1`, or a measure of your own
 */
export function queryValues(table: RankTable, measure: string | Measure, setting: Setting): QueryValues {
  const { of } = typeof measure === "string" ? parseMeasure(measure) : measure;
  return macroAverage(table.queryLocale, table.localeCount, setting, (query, pool) => {
    const ranks = pool === undefined ? ranksInPool(table, query) : ranksInLocale(table, query, pool);
    return ranks.length === 0 ? Number.NaN : of({ ranks, relevant: ranks.length });
  });
}

/**
 * Values and weights of queries in a setting, as `queryValues` explains them.
 *
 * @param valueIn the value of a query in the pool of a locale, or in the pool of all (undefined); NaN where it has none
 */
export function macroAverage(
  queryLocale: Int32Array,
  localeCount: number,
  setting: Setting,
  valueIn: (query: number, pool: number | undefined) => number,
): QueryValues {
  const queryCount = queryLocale.length;
  const locales = Math.max(localeCount, localesOf(queryLocale));
  const values = new Float64Array(queryCount).fill(Number.NaN);
  const weights = new Float64Array(queryCount);
  if (setting === "cross-lingual") {
    const pair = new Float64Array(queryCount * localeCount).fill(Number.NaN);
    const judged = new Int32Array(locales * localeCount);
    for (let q = 0; q < queryCount; q++) {
      for (let l = 0; l < localeCount; l++) {
        if (l === queryLocale[q]) continue;
        const value = valueIn(q, l);
        if (Number.isNaN(value)) continue;
        pair[q * localeCount + l] = value;
        judged[queryLocale[q]! * localeCount + l]!++;
      }
    }
    for (let q = 0; q < queryCount; q++) {
      let sum = 0;
      for (let l = 0; l < localeCount; l++) {
        const value = pair[q * localeCount + l]!;
        if (Number.isNaN(value)) continue;
        const share = 1 / judged[queryLocale[q]! * localeCount + l]!;
        sum += share * value;
        weights[q]! += share;
      }
      if (weights[q]! > 0) values[q] = sum / weights[q]!;
    }
    return { values, weights };
  }
  const judged = new Int32Array(locales);
  for (let q = 0; q < queryCount; q++) {
    values[q] = valueIn(q, setting === "monolingual" ? queryLocale[q] : undefined);
    if (!Number.isNaN(values[q]!)) judged[queryLocale[q]!]!++;
  }
  for (let q = 0; q < queryCount; q++) {
    if (!Number.isNaN(values[q]!)) weights[q] = 1 / judged[queryLocale[q]!]!;
  }
  return { values, weights };
}

/** The values of `queryValues` alone: one number per query, NaN where the setting has nothing relevant for it. */
export function metricValues(table: RankTable, measure: string | Measure, setting: Setting): Float64Array {
  return queryValues(table, measure, setting).values;
}

/**
 * Language bias of every query: the highest minus the lowest rank of its parallel relevant candidates in the
 * multilingual pool; 0 when they stand together, lower is better, at most pool size - 1. Its mean over queries is
 * the rank distance of arXiv 2408.10536 (section 4.1) after Huang et al. (2023). NaN for a query with fewer
 * than two relevant candidates.
 */
export function languageBias(table: RankTable): Float64Array {
  const values = new Float64Array(table.queryCount).fill(Number.NaN);
  for (let q = 0; q < table.queryCount; q++) {
    const ranks = ranksInPool(table, q);
    if (ranks.length >= 2) values[q] = ranks[ranks.length - 1]! - ranks[0]!;
  }
  return values;
}

/**
 * The mean that papers print: `values` weighted by `weights`, leaving out NaN.
 *
 * @throws ClaimbookError (failed) when no query has a value
 */
export function weightedMean(values: ArrayLike<number>, weights?: ArrayLike<number>): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const weight = weights === undefined ? 1 : weights[i]!;
    if (weight === 0 || Number.isNaN(values[i]!)) continue;
    sum += weight * values[i]!;
    total += weight;
  }
  if (total === 0) {
    throw new ClaimbookError("no query has a value to average", {
      kind: "failed",
      where: "weightedMean",
      wayOut: "Check that queries and candidates share groups in this setting.",
    });
  }
  return sum / total;
}

function localesOf(locales: Int32Array): number {
  let top = 0;
  for (const locale of locales) if (locale >= top) top = locale + 1;
  return top;
}
