import { readFile, writeFile } from "node:fs/promises";
import { endianness } from "node:os";
import { exactSearch } from "../evaluation/exact-search.js";
import { checkQuery, Entries } from "./entries.js";
import { damaged, type Head, vectorsFile, writeFolder } from "./index-folder.js";
import type { IndexHit, IndexItems, IndexWork, SearchIndex } from "./search-index.js";

/** A `SearchIndex` that looks at every vector (`exactSearch`); its file is the vectors as little-endian float32. */
export class ExactIndex implements SearchIndex {
  readonly engine = "exact" as const;
  private readonly entries = new Entries();
  private vectors = new Float32Array(0);

  constructor(readonly dim: number) {}

  get size(): number {
    return this.entries.size;
  }

  async add(items: IndexItems, work: IndexWork = {}): Promise<void> {
    this.entries.check(items, this.dim);
    const used = this.size * this.dim;
    const needed = used + items.vectors.length;
    if (needed > this.vectors.length) {
      // Twice the room each time, so that many small additions do not copy all vectors each time.
      const larger = new Float32Array(this.size === 0 ? needed : Math.max(needed, 2 * this.vectors.length));
      larger.set(this.vectors.subarray(0, used));
      this.vectors = larger;
    }
    this.vectors.set(items.vectors, used);
    this.entries.add(items);
    work.onProgress?.(items.ids.length, items.ids.length);
  }

  async search(queries: Float32Array, k: number, work: IndexWork = {}): Promise<IndexHit[][]> {
    const count = checkQuery(queries, this.dim, k);
    const { ids } = this.entries;
    const options = work.signal === undefined ? { ids } : { ids, signal: work.signal };
    const found = exactSearch(queries, this.used(), this.dim, k, options);
    work.onProgress?.(count, count);
    return Array.from({ length: count }, (_, q) =>
      Array.from({ length: found.k }, (_, i) => {
        const at = q * found.k + i;
        return this.entries.hit(found.indices[at]!, found.scores[at]!);
      }),
    );
  }

  async save(folder: string): Promise<void> {
    const head = { engine: this.engine, dim: this.dim, size: this.size, options: {} };
    await writeFolder(folder, head, this.entries, (file) => writeFile(file, littleEndian(this.used())));
  }

  static async open(folder: string, head: Head, entries: Omit<IndexItems, "vectors">): Promise<ExactIndex> {
    const bytes = await readFile(vectorsFile(folder));
    if (bytes.length !== head.size * head.dim * 4) {
      throw damaged(folder, `${bytes.length} bytes are not ${head.size} vectors of ${head.dim} dimensions`);
    }
    const vectors = new Float32Array(head.size * head.dim);
    littleEndian(bytes).copy(Buffer.from(vectors.buffer));
    const index = new ExactIndex(head.dim);
    await index.add({ ...entries, vectors });
    return index;
  }

  private used(): Float32Array {
    return this.vectors.subarray(0, this.size * this.dim);
  }
}

/** The bytes of float32 numbers in the file's order, which is that of nearly every machine. */
function littleEndian(values: Float32Array | Buffer): Buffer {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return endianness() === "LE" ? bytes : Buffer.from(bytes).swap32();
}
