import { type Int16Kernel, int16Kernel, TILE_COLUMNS, TILE_ROWS } from "./int16-kernel.js";
import type { Pool } from "./pool.js";
import type { ScoreBlocks } from "./rank-counter.js";

/** Rows rounded to 16-bit integers, and how far that is from the truth. */
interface Rounded {
  /** Integer = round(number x scale). */
  scale: number;
  /** Per row: Euclidean length of the row. */
  length: Float64Array;
  /** Per row: Euclidean length of (row - rounded row / scale). */
  residue: Float64Array;
}

/**
 * Dot products of queries with a pool, rounded to 16-bit integers, with a bound on the error and the exact score at
 * request. The pool is taken about its mean m, q.c = q.m + q.d with d = c - m: vectors of a model that has learnt
 * little lie close together, and what tells them apart would drown in the rounding of what they share. By the
 * triangle and Cauchy-Schwarz inequalities, for q = q' + r and d = d' + s (rounded part, residue):
 * |q.d - q'.d'| <= |r||d| + |q'||s|; about 2e-4 for unit vectors of 128 dimensions spread all round.
 */
export class Int16Scores implements ScoreBlocks {
  readonly blocks: readonly Int32Array[];
  readonly width: number;
  readonly unit: number;
  private readonly kernel: Int16Kernel;
  private readonly left: Int16Array;
  private readonly dimPairs: number;
  private readonly rounded: Rounded;
  private readonly mean: Float64Array;
  /** Of the pool's vectors as they are, and about their mean. */
  private readonly longest: number;
  private readonly widest: number;
  private readonly worstResidue: number;
  private from = 0;

  /**
   * @param queryBlock queries that one `load` takes
   */
  constructor(
    private readonly pool: Pick<Pool, "size" | "order">,
    private readonly candidates: Float32Array,
    private readonly queries: Float32Array,
    private readonly dim: number,
    queryBlock: number,
  ) {
    this.dimPairs = Math.ceil(dim / 2);
    this.width = Math.ceil(pool.size / TILE_COLUMNS) * TILE_COLUMNS;
    const rows = Math.ceil(queryBlock / TILE_ROWS) * TILE_ROWS;
    const rightBytes = this.width * this.dimPairs * 4;
    const leftBytes = rows * this.dimPairs * 4;
    this.kernel = int16Kernel(rightBytes + leftBytes + rows * this.width * 4);
    const { buffer } = this.kernel.memory;
    const right = new Int16Array(buffer, 0, rightBytes / 2);
    this.left = new Int16Array(buffer, rightBytes, leftBytes / 2);
    this.blocks = [new Int32Array(buffer, rightBytes + leftBytes, rows * this.width)];
    this.mean = meanRow(candidates, dim);
    const centred = less(candidates, this.mean);
    const ofPool = measure(centred, dim);
    this.rounded = measure(queries, dim);
    for (let p = 0; p < pool.size; p++) {
      pack(centred, pool.order[p]! * dim, dim, ofPool.scale, right, p, TILE_COLUMNS);
    }
    this.widest = ofPool.length.reduce((a, b) => Math.max(a, b), 0);
    this.longest = this.widest + norm(this.mean);
    this.worstResidue = ofPool.residue.reduce((a, b) => Math.max(a, b), 0);
    this.unit = 1 / (ofPool.scale * this.rounded.scale);
  }

  /** Scores the queries from `from` up to `to` (at most queryBlock of them): row 0 is query `from`. */
  load(from: number, to: number): void {
    this.from = from;
    this.left.fill(0);
    for (let q = from; q < to; q++) {
      pack(this.queries, q * this.dim, this.dim, this.rounded.scale, this.left, q - from, TILE_ROWS);
    }
    const { left, width, dimPairs } = this;
    const tiles = Math.ceil((to - from) / TILE_ROWS);
    const out = this.blocks[0]!.byteOffset;
    this.kernel.multiply(left.byteOffset, 0, out, tiles, width / TILE_COLUMNS, dimPairs, width * 4);
  }

  error(row: number): number {
    const length = this.rounded.length[this.from + row]!;
    const residue = this.rounded.residue[this.from + row]!;
    const rounding = residue * this.widest + (length + residue) * this.worstResidue;
    // The exact score is itself rounded to single precision (2^-24 relative), as are these bounds to double.
    return rounding * (1 + 1e-9) + length * this.longest * 2 ** -23;
  }

  offset(row: number): number {
    const start = (this.from + row) * this.dim;
    let sum = 0;
    for (let j = 0; j < this.dim; j++) sum += this.queries[start + j]! * this.mean[j]!;
    return sum;
  }

  exact(row: number, position: number): number {
    const { queries, candidates, dim } = this;
    const q = (this.from + row) * dim;
    const c = this.pool.order[position]! * dim;
    // Four sums, for one would wait for itself at every step.
    let a = 0;
    let b = 0;
    let e = 0;
    let f = 0;
    let j = 0;
    for (; j + 3 < dim; j += 4) {
      a += queries[q + j]! * candidates[c + j]!;
      b += queries[q + j + 1]! * candidates[c + j + 1]!;
      e += queries[q + j + 2]! * candidates[c + j + 2]!;
      f += queries[q + j + 3]! * candidates[c + j + 3]!;
    }
    for (; j < dim; j++) a += queries[q + j]! * candidates[c + j]!;
    return Math.fround(a + b + (e + f));
  }
}

function meanRow(rows: Float32Array, dim: number): Float64Array {
  const mean = new Float64Array(dim);
  for (let start = 0; start < rows.length; start += dim) {
    for (let j = 0; j < dim; j++) mean[j]! += rows[start + j]!;
  }
  const count = Math.max(1, rows.length / dim);
  return mean.map((sum) => sum / count);
}

function less(rows: Float32Array, mean: Float64Array): Float64Array {
  const dim = mean.length;
  const result = new Float64Array(rows.length);
  for (let start = 0; start < rows.length; start += dim) {
    for (let j = 0; j < dim; j++) result[start + j] = rows[start + j]! - mean[j]!;
  }
  return result;
}

function norm(row: Float64Array): number {
  return Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
}

/** The largest scale at which integers fit 16 bits and the product of two rows' lengths fits 31. */
function measure(rows: Float32Array | Float64Array, dim: number): Rounded {
  const count = rows.length / dim;
  const length = new Float64Array(count);
  const residue = new Float64Array(count);
  let longest = 0;
  let largest = 0;
  for (let i = 0; i < count; i++) {
    let squares = 0;
    for (let j = i * dim; j < (i + 1) * dim; j++) {
      const value = rows[j]!;
      squares += value * value;
      if (Math.abs(value) > largest) largest = Math.abs(value);
    }
    length[i] = Math.sqrt(squares);
    if (length[i]! > longest) longest = length[i]!;
  }
  // Rounding can lengthen a row by sqrt(dim) / 2; sqrt(2^31) = 46,340.
  const scale = largest === 0 ? 1 : Math.min(32_767 / largest, (46_340 - Math.sqrt(dim)) / longest);
  for (let i = 0; i < count; i++) {
    let squares = 0;
    for (let j = i * dim; j < (i + 1) * dim; j++) {
      const gap = rows[j]! - Math.round(rows[j]! * scale) / scale;
      squares += gap * gap;
    }
    residue[i] = Math.sqrt(squares);
  }
  return { scale, length, residue };
}

/** Writes one rounded row where the kernel expects it: tile by tile, pair by pair, row by row. */
function pack(
  from: Float32Array | Float64Array,
  start: number,
  dim: number,
  scale: number,
  to: Int16Array,
  row: number,
  tile: number,
): void {
  const pairs = Math.ceil(dim / 2);
  let at = Math.floor(row / tile) * tile * pairs * 2 + (row % tile) * 2;
  for (let j = 0; j < dim; j += 2, at += tile * 2) {
    to[at] = Math.round(from[start + j]! * scale);
    to[at + 1] = j + 1 < dim ? Math.round(from[start + j + 1]! * scale) : 0;
  }
}
