import type * as tfjs from "@tensorflow/tfjs";
import { ClaimbookError } from "../errors.js";
import { Int16Scores } from "./int16-scores.js";
import { byteOrderRanks } from "./pool.js";
import { checkEmbeddings } from "./rank-input.js";
import { BestOf } from "./top-k.js";

/** The best candidates of every query, best first. */
export interface SearchHits {
  queryCount: number;
  /** Hits per query: the k asked for, or all candidates where they are fewer. */
  k: number;
  /** Row-major, queryCount x k: index of the candidate. */
  indices: Int32Array;
  /** Row-major, queryCount x k: dot product in single precision, falling. */
  scores: Float32Array;
}

export interface SearchOptions {
  /**
   * Ids of the candidates, all different: of two equal scores the greater one (byte order) ranks first, as in
   * trec_eval. Without ids the one given first does.
   */
  ids?: readonly string[];
  /** Candidates per block: bounds the memory; defaults to 16,384. */
  candidateBlock?: number;
  /** Queries per block; defaults to 32. */
  queryBlock?: number;
  signal?: AbortSignal;
}

/**
 * The k best candidates of every query by dot product, exactly: 16-bit integer products find the few that can be among
 * the k best, these are scored in double precision and rounded to single, as `rankQueriesOnCpu` scores. Goes block by
 * block, so that besides the vectors only k hits a query are kept. One core, no TensorFlow.js, works in any thread; the
 * same hits on every machine.
 *
 * @param queries row-major, queries x dim
 * @param candidates row-major, candidates x dim
 * @throws ClaimbookError (usage) for wrong lengths or k, (failed) for vectors that are not finite
 */
export function exactSearch(
  queries: Float32Array,
  candidates: Float32Array,
  dim: number,
  k: number,
  options: SearchOptions = {},
): SearchHits {
  const { queryCount, size, best } = prepare(queries, candidates, dim, k, options);
  const candidateBlock = options.candidateBlock ?? 16_384;
  const queryBlock = Math.max(1, Math.min(queryCount, options.queryBlock ?? 32));
  for (let first = 0; first < size && queryCount > 0; first += candidateBlock) {
    const end = Math.min(size, first + candidateBlock);
    const order = Int32Array.from({ length: end - first }, (_, i) => i);
    const block = candidates.subarray(first * dim, end * dim);
    const scores = new Int16Scores({ size: order.length, order }, block, queries, dim, queryBlock);
    for (let from = 0; from < queryCount; from += queryBlock) {
      options.signal?.throwIfAborted();
      const to = Math.min(queryCount, from + queryBlock);
      scores.load(from, to);
      for (let q = from; q < to; q++) best.takeRounded(q, scores, q - from, first, order.length);
    }
  }
  return best.hits();
}

/** The part of TensorFlow.js that searching needs; hand in the module whose backend is ready. */
export type SearchTensors = Pick<typeof tfjs, "tensor2d" | "matMul" | "transpose" | "tidy">;

/**
 * `exactSearch` with the matrix products of TensorFlow.js, for backends with a fast one (native, GPU). Scores are the
 * backend's single-precision dot products, whose last bits differ from backend to backend.
 */
export async function exactSearchOnBackend(
  tf: SearchTensors,
  queries: Float32Array,
  candidates: Float32Array,
  dim: number,
  k: number,
  options: SearchOptions = {},
): Promise<SearchHits> {
  const { queryCount, size, best } = prepare(queries, candidates, dim, k, options);
  const candidateBlock = options.candidateBlock ?? 16_384;
  const queryBlock = options.queryBlock ?? 256;
  for (let first = 0; first < size && queryCount > 0; first += candidateBlock) {
    const end = Math.min(size, first + candidateBlock);
    const columns = tf.tidy(() =>
      tf.transpose(tf.tensor2d(candidates.subarray(first * dim, end * dim), [end - first, dim])),
    );
    try {
      for (let from = 0; from < queryCount; from += queryBlock) {
        options.signal?.throwIfAborted();
        const to = Math.min(queryCount, from + queryBlock);
        const product = tf.tidy(() =>
          tf.matMul(tf.tensor2d(queries.subarray(from * dim, to * dim), [to - from, dim]), columns),
        );
        try {
          const numbers = (await product.data()) as Float32Array;
          for (let q = from; q < to; q++)
            best.take(q, numbers, (q - from) * (end - first), first, end - first);
        } finally {
          product.dispose();
        }
      }
    } finally {
      columns.dispose();
    }
  }
  return best.hits();
}

function prepare(
  queries: Float32Array,
  candidates: Float32Array,
  dim: number,
  k: number,
  { ids }: SearchOptions,
): { queryCount: number; size: number; best: BestOf } {
  const size = ids?.length ?? candidates.length / dim;
  const queryCount = queries.length / dim;
  checkEmbeddings("candidate", candidates, Math.floor(size), dim);
  checkEmbeddings("query", queries, Math.floor(queryCount), dim);
  if (!Number.isInteger(k) || k < 1) {
    throw new ClaimbookError(`${k} best candidates are not to be had`, {
      kind: "usage",
      where: "exactSearch",
      wayOut: "Ask for k = 1, 2, 3, ...",
    });
  }
  const tie = ids === undefined ? Int32Array.from({ length: size }, (_, i) => -i) : byteOrderRanks(ids);
  return { queryCount, size, best: new BestOf(queryCount, Math.min(k, size), tie) };
}
