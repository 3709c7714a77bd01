import type { TokenTable } from "../../models/text-encoder.js";
import { type AdamCoefficients, coefficientsArray } from "../../tensor/simd/adam-coefficients.js";
import { VectorMemory } from "../../tensor/simd/vector-memory.js";

/** Rows updated at a time; also the rows whose moments are allocated together. */
const blockRows = 1024;

/**
 * AdamW on the rows of a token embedding that a batch uses; all other rows, and their moments, stay as they are (see
 * `AdamW`). Moments take memory only for rows that were ever used: a training that meets 20,000 tokens of a vocabulary
 * of 250,000 needs a twelfth of what dense moments would.
 */
export class TokenMoments {
  readonly #table: TokenTable;
  /** By token: its place among the moments, in order of first use; -1 for none. */
  readonly #slots: Int32Array;
  #used: number[] = [];
  #blocks: { first: Float32Array; second: Float32Array }[] = [];
  readonly #scratch: Scratch;

  constructor(table: TokenTable) {
    this.#table = table;
    this.#slots = new Int32Array(table.rows).fill(-1);
    this.#scratch = new Scratch(table.dim);
  }

  /**
   * @param rows tokens, each once
   * @param gradient rows.length x dim
   * @param scale multiplies the gradient first, 1 for none: clipping
   */
  update(rows: Int32Array, gradient: Float32Array, step: AdamCoefficients, scale: number): void {
    const { dim, weights } = this.#table;
    for (let start = 0; start < rows.length; start += blockRows) {
      const part = rows.subarray(start, start + blockRows);
      const { length } = part;
      for (let i = 0; i < length; i++) {
        const row = part[i]!;
        const { first, second } = this.#moments(row);
        this.#scratch.load(i, weights.subarray(row * dim, (row + 1) * dim), first, second);
        this.#scratch.loadGradient(i, gradient.subarray((start + i) * dim, (start + i + 1) * dim), scale);
      }
      this.#scratch.run(length, step);
      for (let i = 0; i < length; i++) {
        const row = part[i]!;
        const { first, second } = this.#moments(row);
        this.#scratch.store(i, weights.subarray(row * dim, (row + 1) * dim), first, second);
      }
    }
  }

  /** Copies: the tokens that have moments, and these, rows x dim each. */
  state(): { rows: Int32Array; first: Float32Array; second: Float32Array } {
    const { dim } = this.#table;
    const rows = Int32Array.from(this.#used);
    const first = new Float32Array(rows.length * dim);
    const second = new Float32Array(rows.length * dim);
    for (const [i, row] of rows.entries()) {
      const moments = this.#moments(row);
      first.set(moments.first, i * dim);
      second.set(moments.second, i * dim);
    }
    return { rows, first, second };
  }

  restore({ rows, first, second }: { rows: Int32Array; first: Float32Array; second: Float32Array }): void {
    const { dim } = this.#table;
    this.#slots.fill(-1);
    this.#used = [];
    this.#blocks = [];
    for (const [i, row] of rows.entries()) {
      const moments = this.#moments(row);
      moments.first.set(first.subarray(i * dim, (i + 1) * dim));
      moments.second.set(second.subarray(i * dim, (i + 1) * dim));
    }
  }

  #moments(row: number): { first: Float32Array; second: Float32Array } {
    const { dim } = this.#table;
    let slot = this.#slots[row]!;
    if (slot < 0) {
      slot = this.#used.length;
      this.#slots[row] = slot;
      this.#used.push(row);
    }
    const block = Math.floor(slot / blockRows);
    this.#blocks[block] ??= {
      first: new Float32Array(blockRows * dim),
      second: new Float32Array(blockRows * dim),
    };
    const { first, second } = this.#blocks[block];
    const from = (slot % blockRows) * dim;
    return { first: first.subarray(from, from + dim), second: second.subarray(from, from + dim) };
  }
}

/** Where the kernel works: a block of rows with their moments and gradients, each padded to whole vectors of four. */
class Scratch {
  readonly #stride: number;
  readonly #memory: VectorMemory;
  readonly #parts: {
    weights: Float32Array;
    first: Float32Array;
    second: Float32Array;
    gradient: Float32Array;
  };
  readonly #coefficients: Float32Array;
  readonly #targets: Int32Array;
  readonly #sources: Int32Array;
  readonly #ends: Int32Array;

  constructor(dim: number) {
    this.#stride = Math.ceil(dim / 4) * 4;
    const size = blockRows * this.#stride;
    const memory = new VectorMemory(4 * (4 * size + 3 * blockRows + 64), `token rows of ${dim} numbers`);
    this.#memory = memory;
    this.#parts = {
      weights: memory.floats(size),
      first: memory.floats(size),
      second: memory.floats(size),
      gradient: memory.floats(size),
    };
    this.#coefficients = memory.floats(8);
    const address = (part: Float32Array) => (_: unknown, i: number) => part.byteOffset + 4 * this.#stride * i;
    const list = (entries: (_: unknown, i: number) => number) => {
      const values = memory.integers(blockRows);
      values.set(Array.from({ length: blockRows }, entries));
      return values;
    };
    this.#targets = list(address(this.#parts.weights));
    this.#sources = list(address(this.#parts.gradient));
    this.#ends = list((_, i) => this.#sources.byteOffset + 4 * (i + 1));
  }

  load(i: number, weights: Float32Array, first: Float32Array, second: Float32Array): void {
    const at = i * this.#stride;
    this.#parts.weights.set(weights, at);
    this.#parts.first.set(first, at);
    this.#parts.second.set(second, at);
  }

  loadGradient(i: number, gradient: Float32Array, scale: number): void {
    const at = i * this.#stride;
    if (scale === 1) this.#parts.gradient.set(gradient, at);
    else for (let j = 0; j < gradient.length; j++) this.#parts.gradient[at + j] = gradient[j]! * scale;
  }

  run(rows: number, step: AdamCoefficients): void {
    this.#coefficients.set(coefficientsArray(step));
    const { weights, first, second } = this.#parts;
    this.#memory.kernels.adamw(
      this.#targets.byteOffset,
      this.#targets.byteOffset + 4 * rows,
      this.#ends.byteOffset,
      this.#sources.byteOffset,
      4 * this.#stride,
      first.byteOffset - weights.byteOffset,
      second.byteOffset - weights.byteOffset,
      this.#coefficients.byteOffset,
    );
  }

  store(i: number, weights: Float32Array, first: Float32Array, second: Float32Array): void {
    const at = i * this.#stride;
    weights.set(this.#parts.weights.subarray(at, at + weights.length));
    first.set(this.#parts.first.subarray(at, at + first.length));
    second.set(this.#parts.second.subarray(at, at + second.length));
  }
}
