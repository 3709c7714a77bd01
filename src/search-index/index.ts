import { usage } from "./entries.js";
import { ExactIndex } from "./exact-index.js";
import { HnswIndex, type HnswOptions } from "./hnsw-index.js";
import { readFolder } from "./index-folder.js";
import type { SearchIndex } from "./search-index.js";

export type { HnswOptions } from "./hnsw-index.js";
export type { IndexHit, IndexItems, IndexWork, Metadata, SearchIndex } from "./search-index.js";

export interface IndexOptions extends HnswOptions {
  /** Length of one vector. */
  dim: number;
  /** Defaults to `exact`. */
  engine?: "exact" | "hnsw";
}

/**
 * An empty index. The options other than `dim` and `engine` are for `hnsw` alone.
 *
 * @throws ClaimbookError (usage) for a dimension or engine that cannot be, (`could-not-run`) when usearch is missing
 */
export async function createIndex({ dim, engine = "exact", ...options }: IndexOptions): Promise<SearchIndex> {
  if (!Number.isInteger(dim) || dim < 1) throw usage(`vectors of ${dim} dimensions`, "Give 1, 2, 3, ...");
  if (engine === "exact") return new ExactIndex(dim);
  if (engine === "hnsw") return HnswIndex.create(dim, options);
  throw usage(`no engine is called ${JSON.stringify(engine)}`, 'Use "exact" or "hnsw".');
}

/**
 * Opens an index that `save` wrote.
 *
 * @throws ClaimbookError (`could-not-run`) for a folder that has no index, a damaged one, or when usearch is missing
 */
export async function openIndex(
  folder: string,
  options: Pick<HnswOptions, "expansionSearch" | "threads"> = {},
): Promise<SearchIndex> {
  const { head, entries } = await readFolder(folder);
  return head.engine === "exact"
    ? ExactIndex.open(folder, head, entries)
    : HnswIndex.open(folder, head, entries, options);
}
