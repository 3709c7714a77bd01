import type { Pool } from "./pool.js";
import { type EmbeddedQueries, emptyTable } from "./rank-input.js";
import type { RankTable } from "./rank-table.js";
import type { RankTask } from "./rank-worker.js";
import { shared, type ThreadOptions, threadsFor, workerThreads } from "./worker-threads.js";

/**
 * `rankQueriesOnCpu` with the queries shared among threads; the same table, bit for bit. Worth it from about
 * a second of work on. Embeddings are put in shared memory, so that no thread has a copy of its own.
 *
 * Needs the built package (`npm run build`), for threads run JavaScript.
 */
export async function rankQueriesInThreads(
  pool: Pool,
  candidates: Float32Array,
  queries: EmbeddedQueries,
  dim: number,
  options: ThreadOptions = {},
): Promise<RankTable> {
  const table = emptyTable(pool, candidates, queries, dim);
  const threads = threadsFor(table.queryCount, options);
  const workers = workerThreads<RankTask, RankTable>("evaluation/rank-worker", threads);
  try {
    const sharedCandidates = shared(candidates);
    const sharedQueries = shared(queries.embeddings);
    const share = Math.ceil(table.queryCount / threads);
    const parts = Array.from({ length: threads }, (_, t) => ({
      from: Math.min(table.queryCount, t * share),
      to: Math.min(table.queryCount, (t + 1) * share),
    }));
    await Promise.all(
      parts.map(async ({ from, to }) => {
        const part = await workers.run({
          pool,
          candidates: sharedCandidates,
          queries: {
            embeddings: sharedQueries.subarray(from * dim, to * dim),
            groups: table.queryGroup.slice(from, to),
            locales: table.queryLocale.slice(from, to),
          },
          dim,
        });
        table.inLocale.set(part.inLocale, table.offsets[from]!);
        table.pooled.set(part.pooled, table.offsets[from]!);
      }),
    );
  } finally {
    await workers.destroy();
  }
  return table;
}
