import type { Index } from "usearch";
import { ClaimbookError } from "../errors.js";
import { checkQuery, Entries, usage } from "./entries.js";
import { damaged, type Head, vectorsFile, writeFolder } from "./index-folder.js";
import type { IndexHit, IndexItems, IndexWork, SearchIndex } from "./search-index.js";

export interface HnswOptions {
  /** Neighbours that a vector keeps in the graph (M), 2..128; defaults to 16. More: better hits, more memory. */
  connectivity?: number;
  /** Candidates looked at when a vector is added (efConstruction); defaults to 128. */
  expansionAdd?: number;
  /** Candidates looked at in a search (ef), at least the k asked for; defaults to 64. More: better hits, slower. */
  expansionSearch?: number;
  /** How vectors are kept; defaults to `f16`, half the memory of `f32` at hardly any loss. */
  scalar?: "f32" | "f16" | "i8";
  /** Defaults to all cores. */
  threads?: number;
}

type Engine = typeof import("usearch");

/** Vectors added or searched between two looks at the abort signal. */
const PORTION = 4096;

/**
 * A `SearchIndex` for millions of vectors: a hierarchical navigable small world graph (Malkov and Yashunin 2018) by
 * usearch. Finds nearly all of the best vectors; see docs/decisions/search-index.md for how many at what speed.
 * Scores are the engine's, of vectors rounded as `scalar` says. On more than one thread the graph, and so which of
 * the best are missed, differs from build to build.
 */
export class HnswIndex implements SearchIndex {
  readonly engine = "hnsw" as const;
  private readonly entries = new Entries();

  private constructor(
    readonly dim: number,
    private readonly options: Required<HnswOptions>,
    private readonly graph: Index,
  ) {}

  /** @throws ClaimbookError (`could-not-run`) when usearch is not installed, (usage) for options out of range */
  static async create(dim: number, options: HnswOptions = {}): Promise<HnswIndex> {
    const whole: Required<HnswOptions> = {
      connectivity: 16,
      expansionAdd: 128,
      expansionSearch: 64,
      scalar: "f16",
      threads: 0,
      ...options,
    };
    const { connectivity, expansionAdd, expansionSearch, scalar } = whole;
    if (connectivity < 2 || connectivity > 128) throw usage(`connectivity ${connectivity}`, "Use 2 to 128.");
    const { Index, MetricKind } = await usearch();
    const graph = new Index({
      dimensions: dim,
      metric: MetricKind.IP,
      quantization: scalar as never,
      connectivity,
      expansion_add: expansionAdd,
      expansion_search: expansionSearch,
      multi: false,
    });
    return new HnswIndex(dim, whole, graph);
  }

  get size(): number {
    return this.entries.size;
  }

  async add(items: IndexItems, { signal, onProgress }: IndexWork = {}): Promise<void> {
    this.entries.check(items, this.dim);
    const total = items.ids.length;
    const first = this.size;
    const keys = BigUint64Array.from({ length: total }, (_, i) => BigInt(first + i));
    let done = 0;
    try {
      for (; done < total; done += PORTION) {
        signal?.throwIfAborted();
        const end = Math.min(total, done + PORTION);
        const rows = items.vectors.subarray(done * this.dim, end * this.dim);
        this.graph.add(keys.subarray(done, end), rows, this.options.threads);
        onProgress?.(end, total);
        // Adding blocks the thread: let others in between portions.
        await new Promise((resolve) => setImmediate(resolve));
      }
    } catch (error) {
      // A portion that failed may be there in part.
      const tried = [...keys.subarray(0, done + PORTION)];
      this.graph.remove(tried.filter((key) => this.graph.contains(key)));
      throw error;
    }
    this.entries.add(items);
  }

  async search(
    queries: Float32Array,
    k: number,
    { signal, onProgress }: IndexWork = {},
  ): Promise<IndexHit[][]> {
    const count = checkQuery(queries, this.dim, k);
    const hits: IndexHit[][] = [];
    const wanted = Math.min(k, this.size);
    for (let from = 0; from < count; from += PORTION) {
      signal?.throwIfAborted();
      const to = Math.min(count, from + PORTION);
      for (const own of this.portion(queries.subarray(from * this.dim, to * this.dim), to - from, wanted)) {
        hits.push(own);
      }
      onProgress?.(to, count);
      if (to < count) await new Promise((resolve) => setImmediate(resolve));
    }
    return hits;
  }

  async save(folder: string): Promise<void> {
    const { threads: _, ...options } = this.options;
    const head = { engine: this.engine, dim: this.dim, size: this.size, options };
    await writeFolder(folder, head, this.entries, (file) => this.graph.save(file));
  }

  /** @param options replace those it was built with, as far as searching goes (`expansionSearch`, `threads`) */
  static async open(
    folder: string,
    head: Head,
    entries: Omit<IndexItems, "vectors">,
    options: Pick<HnswOptions, "expansionSearch" | "threads"> = {},
  ): Promise<HnswIndex> {
    const index = await HnswIndex.create(head.dim, { ...(head.options as HnswOptions), ...options });
    try {
      index.graph.load(vectorsFile(folder));
    } catch (error) {
      throw damaged(folder, (error as Error).message);
    }
    if (index.graph.size() !== head.size) {
      throw damaged(folder, `its graph has ${index.graph.size()} vectors, not ${head.size}`);
    }
    index.entries.add({ ...entries, vectors: new Float32Array(0) });
    return index;
  }

  private portion(queries: Float32Array, count: number, k: number): IndexHit[][] {
    if (k === 0) return Array.from({ length: count }, () => []);
    const found = this.graph.search(queries, k, this.options.threads) as {
      keys: BigUint64Array;
      distances: Float32Array;
      counts?: BigUint64Array;
    };
    return Array.from({ length: count }, (_, q) => {
      const n = found.counts === undefined ? found.keys.length : Number(found.counts[q]);
      return Entries.order(
        Array.from({ length: n }, (_, i) => {
          const at = q * k + i;
          return this.entries.hit(Number(found.keys[at]), 1 - found.distances[at]!);
        }),
      );
    });
  }
}

async function usearch(): Promise<Engine> {
  try {
    return await import("usearch");
  } catch (error) {
    throw new ClaimbookError("approximate search needs the package usearch, which did not load", {
      kind: "could-not-run",
      where: 'search index, engine "hnsw"',
      wayOut:
        'Run npm install usearch@2.21.4 (4 MB, ready for Linux and macOS), or use the engine "exact", which needs nothing.',
      cause: error,
    });
  }
}
