/** What is kept beside a vector and given back with it: any JSON, such as `{ locale: "sw", title: "..." }`. */
export type Metadata = Record<string, unknown>;

/** Vectors to put into an index. */
export interface IndexItems {
  /** Different from one another and from all that the index has. */
  ids: readonly string[];
  /** Row-major, ids x dim, L2-normalised: scores are then cosines. */
  vectors: Float32Array;
  /** One for each id, or none at all. */
  metadata?: readonly Metadata[];
}

export interface IndexHit {
  id: string;
  /** Dot product of query and vector. */
  score: number;
  metadata?: Metadata;
}

export interface IndexWork {
  signal?: AbortSignal;
  /** Called now and then with how much is done. */
  onProgress?: (done: number, total: number) => void;
}

/**
 * Vectors by id, to be searched by dot product. `exact` finds the best ones for certain and costs a pass over all
 * vectors; `hnsw` finds nearly all of them in a time that hardly grows with their number, and needs the optional
 * package `usearch`.
 */
export interface SearchIndex {
  readonly engine: "exact" | "hnsw";
  readonly dim: number;
  readonly size: number;
  /**
   * Adds vectors; all of them or, after an error, none.
   *
   * @throws ClaimbookError (usage) for lengths that do not match or an id that is there already, (failed) for vectors
   *   that are not finite
   */
  add(items: IndexItems, work?: IndexWork): Promise<void>;
  /**
   * The k best vectors for each query (fewer where there are fewer), best first; of two equal scores the greater id
   * (byte order) comes first.
   *
   * @param queries row-major, queries x dim
   */
  search(queries: Float32Array, k: number, work?: IndexWork): Promise<IndexHit[][]>;
  /**
   * Writes the index as a folder, in one piece: an index that was there before is replaced at the end.
   *
   * @throws ClaimbookError (`could-not-run`) when it cannot be written, or when the folder is something else
   */
  save(folder: string): Promise<void>;
}
