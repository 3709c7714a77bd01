import { ClaimbookError } from "../errors.js";
import { type AdamCoefficients, coefficientsArray } from "../tensor/simd/adam-coefficients.js";
import { VectorMemory } from "../tensor/simd/vector-memory.js";
import type { FeatureTable } from "./ngram-features.js";

/** The most features that the texts of one update may have together, repeats counted. */
const mostEntries = 2 ** 22;
/** The most texts of one update. */
const mostTexts = 2 ** 14;

/**
 * A table of `buckets` rows of `dim` numbers, read as mean bags of rows and trained row by row.
 *
 * All arithmetic is single precision in a fixed order (additions, products, quotients, square roots, each
 * rounded once), so the same input gives the same bytes on every machine. It runs in WebAssembly, four numbers
 * at a time: see `tensor/simd`.
 */
export class EmbeddingTable {
  readonly buckets: number;
  readonly dim: number;
  /** Row-major, buckets x dim. A view of a much larger memory: copy it before posting it to another thread. */
  readonly weights: Float32Array<ArrayBuffer>;
  readonly #memory: VectorMemory;
  readonly #first: Float32Array;
  readonly #second: Float32Array;
  readonly #entries: Int32Array;
  readonly #ends: Int32Array;
  readonly #targets: Int32Array;
  readonly #vectors: Float32Array;
  readonly #scales: Float32Array;
  readonly #coefficients: Float32Array;
  #slotOf: Int32Array | undefined;

  /**
   * All zeros.
   *
   * @param dim a multiple of 4.
   * @throws {ClaimbookError} kind `usage` when the table and its two moments do not fit into 4 GiB.
   */
  constructor(buckets: number, dim: number) {
    if (!Number.isInteger(dim) || dim < 4 || dim % 4 !== 0) {
      throw new ClaimbookError(`dim must be a multiple of 4 from 4 on, not ${dim}`, {
        kind: "usage",
        where: "dim",
      });
    }
    this.buckets = buckets;
    this.dim = dim;
    const size = buckets * dim;
    const scratch = 3 * mostEntries + mostTexts * (dim + 1) + 64;
    this.#memory = new VectorMemory(4 * (3 * size + scratch), `an embedding of ${buckets} x ${dim} numbers`);
    this.weights = this.#memory.floats(size);
    this.#first = this.#memory.floats(size);
    this.#second = this.#memory.floats(size);
    this.#entries = this.#memory.integers(mostEntries);
    this.#ends = this.#memory.integers(mostEntries);
    this.#targets = this.#memory.integers(mostEntries);
    this.#vectors = this.#memory.floats(mostTexts * dim);
    this.#scales = this.#memory.floats(mostTexts);
    this.#coefficients = this.#memory.floats(8);
  }

  /**
   * Writes the mean of the rows of each text's features.
   *
   * @param rows which texts of `table`; output row `i` belongs to `rows[i]`.
   * @param out rows.length x dim numbers.
   */
  bags(table: FeatureTable, rows: Int32Array, out: Float32Array): void {
    this.#checkSize(table, rows);
    const { ids, offsets } = table;
    const entries = this.#entries;
    const rowBytes = 4 * this.dim;
    const start = this.weights.byteOffset;
    let count = 0;
    for (let i = 0; i < rows.length; i++) {
      const end = offsets[rows[i]! + 1]!;
      for (let t = offsets[rows[i]!]!; t < end; t++) entries[count++] = start + ids[t]! * rowBytes;
      this.#ends[i] = entries.byteOffset + 4 * count;
      this.#scales[i] = 1 / (end - offsets[rows[i]!]!);
    }
    const ends = this.#ends.byteOffset;
    this.#memory.kernels.bags(
      entries.byteOffset,
      ends,
      ends + 4 * rows.length,
      this.#scales.byteOffset,
      this.#vectors.byteOffset,
      rowBytes,
    );
    out.set(this.#vectors.subarray(0, rows.length * this.dim));
  }

  /**
   * One AdamW step for the rows that the texts use; all other rows, and their moments, stay as they are.
   *
   * @param gradient of the loss by the output of `bags(table, rows)`, rows.length x dim.
   */
  update(table: FeatureTable, rows: Int32Array, gradient: Float32Array, step: AdamCoefficients): void {
    this.#checkSize(table, rows);
    const { dim } = this;
    const { offsets } = table;
    for (let i = 0; i < rows.length; i++) {
      const scale = Math.fround(1 / (offsets[rows[i]! + 1]! - offsets[rows[i]!]!));
      for (let j = i * dim; j < (i + 1) * dim; j++) this.#vectors[j] = gradient[j]! * scale;
    }
    const count = this.#groupByRow(table, rows);
    this.#coefficients.set(coefficientsArray(step));
    const start = this.weights.byteOffset;
    const targets = this.#targets.byteOffset;
    this.#memory.kernels.adamw(
      targets,
      targets + 4 * count,
      this.#ends.byteOffset,
      this.#entries.byteOffset,
      4 * dim,
      this.#first.byteOffset - start,
      this.#second.byteOffset - start,
      this.#coefficients.byteOffset,
    );
  }

  /**
   * Lists the rows that the texts use in `#targets`, and for each the gradients that reach it in `#entries` and
   * `#ends`, as the kernel wants them. A counting sort: how often, where to, fill in.
   *
   * @returns how many rows there are.
   */
  #groupByRow(table: FeatureTable, rows: Int32Array): number {
    const { ids, offsets } = table;
    const rowBytes = 4 * this.dim;
    this.#slotOf ??= new Int32Array(this.buckets).fill(-1);
    const slotOf = this.#slotOf;
    const targets = this.#targets;
    const ends = this.#ends;
    let count = 0;
    for (let i = 0; i < rows.length; i++) {
      const stop = offsets[rows[i]! + 1]!;
      for (let t = offsets[rows[i]!]!; t < stop; t++) {
        const id = ids[t]!;
        const slot = slotOf[id]!;
        if (slot < 0) {
          slotOf[id] = count;
          targets[count] = id;
          ends[count] = 1;
          count++;
        } else {
          ends[slot] = ends[slot]! + 1;
        }
      }
    }
    // `ends` goes from "how many" to "where the next one goes", which after filling in is the end.
    let next = 0;
    for (let slot = 0; slot < count; slot++) {
      const many = ends[slot]!;
      ends[slot] = next;
      next += many;
    }
    const entries = this.#entries;
    for (let i = 0; i < rows.length; i++) {
      const source = this.#vectors.byteOffset + i * rowBytes;
      const stop = offsets[rows[i]! + 1]!;
      for (let t = offsets[rows[i]!]!; t < stop; t++) {
        const slot = slotOf[ids[t]!]!;
        entries[ends[slot]!] = source;
        ends[slot] = ends[slot]! + 1;
      }
    }
    for (let slot = 0; slot < count; slot++) {
      slotOf[targets[slot]!] = -1;
      targets[slot] = this.weights.byteOffset + targets[slot]! * rowBytes;
      ends[slot] = entries.byteOffset + 4 * ends[slot]!;
    }
    return count;
  }

  #checkSize(table: FeatureTable, rows: Int32Array): void {
    let entries = 0;
    for (const row of rows) entries += table.offsets[row + 1]! - table.offsets[row]!;
    if (entries <= mostEntries && rows.length <= mostTexts) return;
    throw new ClaimbookError(`${rows.length} texts with ${entries} features are too many at a time`, {
      kind: "usage",
      where: "batch",
      wayOut: `Use smaller batches: at most ${mostTexts} texts and ${mostEntries} features.`,
    });
  }
}
