import { availableParallelism } from "node:os";
import { Piscina } from "piscina";
import { builtModule } from "../paths.js";
import type { Pool } from "./pool.js";
import { type EmbeddedQueries, emptyTable } from "./rank-input.js";
import type { RankTable } from "./rank-table.js";
import type { RankTask } from "./rank-worker.js";

export interface ThreadOptions {
  /** Threads to share the queries among; defaults to the processor's cores. */
  threads?: number;
}

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
  const threads = Math.max(1, Math.min(options.threads ?? availableParallelism(), table.queryCount));
  const workers = new Piscina<RankTask, RankTable>({
    filename: builtModule("evaluation/rank-worker"),
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
  });
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

/** The numbers in memory that threads share; a copy unless they lie there already. */
export function shared(values: Float32Array): Float32Array {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const copy = new Float32Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
