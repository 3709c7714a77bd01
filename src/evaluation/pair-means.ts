import { type Measure, parseMeasure } from "./measure.js";
import { type RankTable, ranksInLocale } from "./rank-table.js";

/** A measure of the queries of one language in the pool of one language. */
export interface PairMean {
  /** Locale of the queries. */
  from: number;
  /** Locale of the pool. */
  to: number;
  /** Mean over the queries that have a relevant candidate there. */
  mean: number;
  /** How many these are, at least 1. */
  n: number;
}

/**
 * A measure for every ordered pair (query locale, pool locale) that has a query with a relevant candidate: with
 * `from === to` the monolingual cells, else the cross-lingual ones (110 for XQuAD-R's 11 languages, 42 for
 * MLQA-R's 7). The cross-lingual figure that papers print is the plain mean over these cells (macro-average, arXiv
 * 2408.10536, section 4.1); it is what `queryValues` and `weightedMean` give. Sorted by `from`, then `to`.
 */
export function pairMeans(table: RankTable, measure: string | Measure): PairMean[] {
  const { of } = typeof measure === "string" ? parseMeasure(measure) : measure;
  const { localeCount } = table;
  const from = table.queryLocale.reduce((top, locale) => Math.max(top, locale + 1), 0);
  const sums = new Float64Array(from * localeCount);
  const counts = new Int32Array(from * localeCount);
  for (let q = 0; q < table.queryCount; q++) {
    for (let to = 0; to < localeCount; to++) {
      const ranks = ranksInLocale(table, q, to);
      if (ranks.length === 0) continue;
      const cell = table.queryLocale[q]! * localeCount + to;
      sums[cell]! += of({ ranks, relevant: ranks.length });
      counts[cell]!++;
    }
  }
  const cells: PairMean[] = [];
  counts.forEach((n, cell) => {
    if (n === 0) return;
    const [row, to] = [Math.floor(cell / localeCount), cell % localeCount];
    cells.push({ from: row, to, mean: sums[cell]! / n, n });
  });
  return cells;
}
