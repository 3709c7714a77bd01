import { availableParallelism } from "node:os";
import { Piscina } from "piscina";
import { builtModule } from "../paths.js";
import { exactSearch, type SearchHits, type SearchOptions } from "./exact-search.js";
import { checkEmbeddings } from "./rank-input.js";
import { shared, type ThreadOptions } from "./ranks-in-threads.js";
import type { SearchTask } from "./search-worker.js";

/**
 * `exactSearch` with the queries shared among threads; the same hits. Worth it from about a second of work on. Vectors
 * are put in shared memory, so that no thread has a copy of its own. Needs the built package, for threads run JavaScript.
 */
export async function exactSearchInThreads(
  queries: Float32Array,
  candidates: Float32Array,
  dim: number,
  k: number,
  options: Pick<SearchOptions, "ids" | "signal"> & ThreadOptions = {},
): Promise<SearchHits> {
  // Finds fault with the input before a thread starts.
  const empty = exactSearch(queries.subarray(0, 0), candidates, dim, k, options);
  const queryCount = Math.floor(queries.length / dim);
  checkEmbeddings("query", queries, queryCount, dim);
  const threads = Math.max(1, Math.min(options.threads ?? availableParallelism(), queryCount));
  const workers = new Piscina<SearchTask, SearchHits>({
    filename: builtModule("evaluation/search-worker"),
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
  });
  try {
    const sharedQueries = shared(queries);
    const sharedCandidates = shared(candidates);
    const hits: SearchHits = {
      queryCount,
      k: empty.k,
      indices: new Int32Array(queryCount * empty.k),
      scores: new Float32Array(queryCount * empty.k),
    };
    const share = Math.max(1, Math.ceil(queryCount / threads));
    const tasks: Promise<void>[] = [];
    for (let from = 0; from < queryCount; from += share) {
      const part = sharedQueries.subarray(from * dim, Math.min(queryCount, from + share) * dim);
      const task = { queries: part, candidates: sharedCandidates, dim, k };
      tasks.push(
        workers
          .run(
            options.ids === undefined ? task : { ...task, ids: options.ids },
            options.signal === undefined ? {} : { signal: options.signal },
          )
          .then(({ indices, scores }) => {
            hits.indices.set(indices, from * empty.k);
            hits.scores.set(scores, from * empty.k);
          }),
      );
    }
    await Promise.all(tasks);
    return hits;
  } finally {
    await workers.destroy();
  }
}
