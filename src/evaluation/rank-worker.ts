import type { Pool } from "./pool.js";
import type { EmbeddedQueries } from "./rank-input.js";
import type { RankTable } from "./rank-table.js";
import { rankQueriesOnCpu } from "./ranks-on-cpu.js";

/** What `rankQueriesInThreads` sends to a thread. */
export interface RankTask {
  pool: Pool;
  candidates: Float32Array;
  queries: EmbeddedQueries;
  dim: number;
}

/** The thread's side of `rankQueriesInThreads`. */
export default function rankTask({ pool, candidates, queries, dim }: RankTask): RankTable {
  return rankQueriesOnCpu(pool, candidates, queries, dim);
}
