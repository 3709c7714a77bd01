import { ClaimbookError } from "../errors.js";
import type { Pool } from "./pool.js";
import type { RankTable } from "./rank-table.js";

/** Queries of one model: who asks, and their embeddings. */
export interface EmbeddedQueries {
  /** Row-major, queries x dim, L2-normalised, so that the dot product is the cosine. */
  embeddings: Float32Array;
  /** Group (picture, question) of each query: the pool's candidates of that group are its relevant ones. */
  groups: ArrayLike<number>;
  /** Locale of each query. */
  locales: ArrayLike<number>;
}

/**
 * A table with everything but the ranks, once the input has been found sound.
 *
 * @throws ClaimbookError (usage) for wrong lengths, (failed) for embeddings that are not finite
 */
export function emptyTable(
  pool: Pool,
  candidates: Float32Array,
  queries: EmbeddedQueries,
  dim: number,
): RankTable {
  const queryCount = queries.groups.length;
  checkEmbeddings("candidate", candidates, pool.size, dim);
  checkEmbeddings("query", queries.embeddings, queryCount, dim);
  if (queries.locales.length !== queryCount) {
    throw new ClaimbookError(
      `${queryCount} groups and ${queries.locales.length} locales of queries do not match`,
      { kind: "usage", where: "ranking", wayOut: "Give one group and one locale per query." },
    );
  }
  const offsets = new Int32Array(queryCount + 1);
  for (let q = 0; q < queryCount; q++) {
    offsets[q + 1] = offsets[q]! + membersOf(pool, queries.groups[q]!).length;
  }
  const entries = offsets[queryCount]!;
  const candidate = new Int32Array(entries);
  const locale = new Int32Array(entries);
  const localeOf = new Int32Array(pool.size);
  for (let l = 0; l < pool.localeCount; l++) {
    localeOf.fill(l, pool.localeStart[l]!, pool.localeStart[l + 1]!);
  }
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

/** Positions of a group's candidates, ascending; none for a group that the pool lacks. */
export function membersOf(pool: Pool, group: number): Int32Array {
  if (group < 0 || group >= pool.groupCount) return pool.groupMembers.subarray(0, 0);
  return pool.groupMembers.subarray(pool.groupStart[group]!, pool.groupStart[group + 1]!);
}

/** @throws ClaimbookError (usage) for a wrong length, (failed) for numbers that are not finite */
export function checkEmbeddings(what: string, embeddings: Float32Array, count: number, dim: number): void {
  if (!(Number.isInteger(dim) && dim > 0) || embeddings.length !== count * dim) {
    throw new ClaimbookError(
      `${embeddings.length} numbers of ${what} embeddings are not ${count} rows of ${dim} dimensions`,
      { kind: "usage", where: "ranking", wayOut: `Give ${count * dim} numbers, row by row.` },
    );
  }
  for (let i = 0; i < embeddings.length; i++) {
    if (!Number.isFinite(embeddings[i]!)) {
      throw new ClaimbookError(`the embedding of ${what} ${Math.floor(i / dim)} holds ${embeddings[i]}`, {
        kind: "failed",
        where: "ranking",
        wayOut: "A training that diverged gives such numbers: lower its learning rate.",
      });
    }
  }
}
