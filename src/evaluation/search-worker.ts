import { exactSearch, type SearchHits } from "./exact-search.js";

/** What `exactSearchInThreads` sends to a thread. */
export interface SearchTask {
  queries: Float32Array;
  candidates: Float32Array;
  dim: number;
  k: number;
  ids?: readonly string[];
}

/** The thread's side of `exactSearchInThreads`. */
export default function searchTask({ queries, candidates, dim, k, ids }: SearchTask): SearchHits {
  return exactSearch(queries, candidates, dim, k, ids === undefined ? {} : { ids });
}
