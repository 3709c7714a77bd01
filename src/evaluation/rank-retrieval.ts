import type { ParallelRetrieval } from "../datasets/retrieval-data.js";
import { type Pool, preparePool } from "./pool.js";
import type { EmbeddedQueries } from "./rank-input.js";
import type { RankTable } from "./rank-table.js";
import { rankQueriesInThreads } from "./ranks-in-threads.js";
import { rankQueriesOnCpu } from "./ranks-on-cpu.js";
import type { ThreadOptions } from "./worker-threads.js";

/** What ranking needs of a data set. */
export type RankedTexts = Pick<ParallelRetrieval, "queries" | "candidates" | "relevant">;

/**
 * Ranks every relevant candidate of every query of a parallel retrieval data set, in the pool of its own language
 * and in the one pool of all languages: all that the three settings of arXiv 2408.10536 and its rank distance
 * need. Measure the table with `queryValues`, `pairMeans` and `languageBias`.
 *
 * A relevant passage that a language lacks (MLQA-R has every question in two to four languages only) has no entry:
 * `queryValues` leaves that pair of languages out for that query. The ranks are those of the exact scores, the same
 * on every machine (see `rankQueriesOnCpu`).
 *
 * @param candidateVectors row-major, candidates x dim, L2-normalised, in the order of `data.candidates`
 * @param queryVectors row-major, queries x dim, L2-normalised, in the order of `data.queries`
 * @param dim length of one vector
 * @throws ClaimbookError (usage) for wrong lengths or indices, (failed) for vectors that are not finite
 */
export function rankRetrieval(
  data: RankedTexts,
  candidateVectors: Float32Array,
  queryVectors: Float32Array,
  dim: number,
): RankTable {
  return rankQueriesOnCpu(retrievalPool(data), candidateVectors, asked(data, queryVectors), dim);
}

/** `rankRetrieval` with the queries shared among threads; the same table. Needs the built package. */
export function rankRetrievalInThreads(
  data: RankedTexts,
  candidateVectors: Float32Array,
  queryVectors: Float32Array,
  dim: number,
  options: ThreadOptions = {},
): Promise<RankTable> {
  return rankQueriesInThreads(retrievalPool(data), candidateVectors, asked(data, queryVectors), dim, options);
}

/** The candidates of a data set as a pool: the same for every model. */
export function retrievalPool({ candidates, relevant }: Pick<RankedTexts, "candidates" | "relevant">): Pool {
  return preparePool({ ids: candidates.ids, locales: candidates.locales, groups: { relevant } });
}

function asked({ queries }: RankedTexts, embeddings: Float32Array): EmbeddedQueries {
  return { embeddings, groups: queries.groups, locales: queries.locales };
}
