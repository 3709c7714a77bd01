import { Int16Scores } from "./int16-scores.js";
import type { Pool } from "./pool.js";
import { RankCounter } from "./rank-counter.js";
import { type EmbeddedQueries, emptyTable, membersOf } from "./rank-input.js";
import type { RankTable } from "./rank-table.js";

/**
 * Ranks every relevant candidate of every query, in its locale's pool and in the multilingual one, on one core
 * and without TensorFlow.js: candidates that are certainly better or worse are told apart with 16-bit integer
 * products, the others are scored exactly (in double precision, rounded to single as trec_eval keeps scores). The
 * ranks are those of the exact scores, the same on every machine. Works in any thread.
 *
 * @param pool from `preparePool`
 * @param candidates embeddings of the pool in the caller's order, row-major, pool.size x dim, L2-normalised
 * @param dim length of one embedding
 * @returns as `rankQueries`, whose scores may differ from these in the last bit
 * @throws ClaimbookError (usage) for wrong lengths, (failed) for embeddings that are not finite
 */
export function rankQueriesOnCpu(
  pool: Pool,
  candidates: Float32Array,
  queries: EmbeddedQueries,
  dim: number,
  options: { queryBlock?: number } = {},
): RankTable {
  const table = emptyTable(pool, candidates, queries, dim);
  const { queryCount } = table;
  if (pool.size === 0 || queryCount === 0) return table;
  const queryBlock = Math.min(queryCount, options.queryBlock ?? 32);
  const counter = new RankCounter(pool);
  const scores = new Int16Scores(pool, candidates, queries.embeddings, dim, queryBlock);
  for (let from = 0; from < queryCount; from += queryBlock) {
    const to = Math.min(queryCount, from + queryBlock);
    scores.load(from, to);
    for (let q = from; q < to; q++) {
      const relevant = membersOf(pool, queries.groups[q]!);
      counter.rank(scores, q - from, relevant, table.inLocale, table.pooled, table.offsets[q]!);
    }
  }
  return table;
}
