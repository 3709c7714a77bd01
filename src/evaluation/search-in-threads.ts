import { exactSearch, type SearchHits, type SearchOptions } from "./exact-search.js";
import { checkEmbeddings } from "./rank-input.js";
import type { SearchTask } from "./search-worker.js";
import { shared, type ThreadOptions, threadsFor, workerThreads } from "./worker-threads.js";

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
  const threads = threadsFor(queryCount, options);
  const workers = workerThreads<SearchTask, SearchHits>("evaluation/search-worker", threads);
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
