import type * as tfjs from "@tensorflow/tfjs";
import { ClaimbookError } from "../errors.js";
import type { Pool } from "./pool.js";
import { RankCounter } from "./rank-counter.js";
import type { RankTable } from "./rank-table.js";

/** The part of TensorFlow.js that ranking needs; hand in the module whose backend is ready. */
export type RankingTensors = Pick<typeof tfjs, "tensor2d" | "matMul" | "transpose" | "tidy">;

/** Queries of one model: who asks, and their embeddings. */
export interface EmbeddedQueries {
  /** Row-major, queries x dim, L2-normalised, so that the dot product is the cosine. */
  embeddings: Float32Array;
  /** Group (picture) of each query: candidates of the same group are its relevant ones. */
  groups: ArrayLike<number>;
  /** Locale of each query. */
  locales: ArrayLike<number>;
}

export interface RankOptions {
  /** Candidates per matrix product; defaults to what keeps a block of 1 MB, about one core's cache. */
  candidateBlock?: number;
  /** Queries per matrix product; defaults to 64. */
  queryBlock?: number;
}

/**
 * Ranks every relevant candidate of every query, in its locale's pool and in the multilingual one.
 *
 * Scores are single-precision dot products from one matrix product per block of queries and candidates (the
 * candidates are transposed once and kept on the device); ranks come from counting, not from sorting, and are
 * exact for these scores. A query whose group has no candidate gets no entry.
 *
 * @param tf TensorFlow.js with its backend ready
 * @param pool from `preparePool`
 * @param candidates embeddings of the pool in the caller's order, row-major, pool.size x dim, L2-normalised
 * @param dim length of one embedding
 * @throws ClaimbookError (usage) for wrong lengths, (failed) for embeddings that are not finite
 */
export function rankQueries(
  tf: RankingTensors,
  pool: Pool,
  candidates: Float32Array,
  queries: EmbeddedQueries,
  dim: number,
  options: RankOptions = {},
): RankTable {
  const queryCount = queries.groups.length;
  checkEmbeddings("candidate", candidates, pool.size, dim);
  checkEmbeddings("query", queries.embeddings, queryCount, dim);
  if (queries.locales.length !== queryCount) {
    throw new ClaimbookError(
      `${queryCount} groups and ${queries.locales.length} locales of queries do not match`,
      {
        kind: "usage",
        where: "rankQueries",
      },
    );
  }
  const table = emptyTable(pool, queries);
  if (pool.size === 0 || queryCount === 0) return table;
  const width = Math.min(pool.size, options.candidateBlock ?? Math.max(64, Math.floor(262_144 / dim)));
  const queryBlock = options.queryBlock ?? 64;
  const counter = new RankCounter(pool, width);
  const columns = transposedBlocks(tf, pool, candidates, dim, width);
  try {
    for (let from = 0; from < queryCount; from += queryBlock) {
      const to = Math.min(queryCount, from + queryBlock);
      const rows = tf.tensor2d(queries.embeddings.subarray(from * dim, to * dim), [to - from, dim]);
      try {
        const blocks = columns.map((block) => {
          const product = tf.matMul(rows, block);
          const scores = product.dataSync<"float32">();
          product.dispose();
          return scores;
        });
        for (let q = from; q < to; q++) {
          const relevant = membersOf(pool, queries.groups[q]!);
          counter.rank(blocks, q - from, relevant, table.inLocale, table.pooled, table.offsets[q]!);
        }
      } finally {
        rows.dispose();
      }
    }
  } finally {
    for (const block of columns) block.dispose();
  }
  return table;
}

/** A table with everything but the ranks. */
function emptyTable(pool: Pool, queries: EmbeddedQueries): RankTable {
  const queryCount = queries.groups.length;
  const offsets = new Int32Array(queryCount + 1);
  for (let q = 0; q < queryCount; q++) {
    offsets[q + 1] = offsets[q]! + membersOf(pool, queries.groups[q]!).length;
  }
  const entries = offsets[queryCount]!;
  const candidate = new Int32Array(entries);
  const locale = new Int32Array(entries);
  const localeOf = new Int32Array(pool.size);
  for (let l = 0; l < pool.localeCount; l++) localeOf.fill(l, pool.localeStart[l]!, pool.localeStart[l + 1]!);
  for (let q = 0; q < queryCount; q++) {
    membersOf(pool, queries.groups[q]!).forEach((position, i) => {
      candidate[offsets[q]! + i] = pool.order[position]!;
      locale[offsets[q]! + i] = localeOf[position]!;
    });
  }
  return {
    queryCount,
    localeCount: pool.localeCount,
    queryLocale: Int32Array.from(queries.locales),
    queryGroup: Int32Array.from(queries.groups),
    offsets,
    candidate,
    locale,
    inLocale: new Int32Array(entries),
    pooled: new Int32Array(entries),
  };
}

function membersOf(pool: Pool, group: number): Int32Array {
  if (group < 0 || group >= pool.groupCount) return pool.groupMembers.subarray(0, 0);
  return pool.groupMembers.subarray(pool.groupStart[group]!, pool.groupStart[group + 1]!);
}

/** The candidates in pool order, `width` at a time, each block as a dim x width tensor. */
function transposedBlocks(
  tf: RankingTensors,
  pool: Pool,
  candidates: Float32Array,
  dim: number,
  width: number,
): tfjs.Tensor2D[] {
  const blocks: tfjs.Tensor2D[] = [];
  for (let from = 0; from < pool.size; from += width) {
    const to = Math.min(pool.size, from + width);
    const rows = new Float32Array((to - from) * dim);
    for (let p = from; p < to; p++) {
      const start = pool.order[p]! * dim;
      rows.set(candidates.subarray(start, start + dim), (p - from) * dim);
    }
    blocks.push(tf.tidy(() => tf.transpose(tf.tensor2d(rows, [to - from, dim]))));
  }
  return blocks;
}

function checkEmbeddings(what: string, embeddings: Float32Array, count: number, dim: number): void {
  if (embeddings.length !== count * dim) {
    throw new ClaimbookError(
      `${embeddings.length} numbers of ${what} embeddings are not ${count} rows of ${dim} dimensions`,
      { kind: "usage", where: "rankQueries", wayOut: `Give ${count * dim} numbers, row by row.` },
    );
  }
  for (let i = 0; i < embeddings.length; i++) {
    if (!Number.isFinite(embeddings[i]!)) {
      throw new ClaimbookError(`the embedding of ${what} ${Math.floor(i / dim)} holds ${embeddings[i]}`, {
        kind: "failed",
        where: "rankQueries",
        wayOut: "A training that diverged gives such numbers: lower its learning rate.",
      });
    }
  }
}
