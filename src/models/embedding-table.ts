import { ClaimbookError } from "../errors.js";
import type { FeatureTable } from "./ngram-features.js";

/** What one AdamW step multiplies with; see `AdamW.advance` for their meaning. */
export interface AdamCoefficients {
  beta1: number;
  beta2: number;
  /** Learning rate divided by the bias correction of the first moment. */
  stepSize: number;
  /** 1 / sqrt(bias correction of the second moment). */
  secondScale: number;
  epsilon: number;
  /** 1 - learning rate x weight decay: what decay leaves of a weight. */
  keep: number;
}

const f32 = Math.fround;

/**
 * A table of `buckets` rows of `dim` numbers, read as mean bags of rows and trained row by row.
 *
 * All arithmetic is single precision in a fixed order (additions, products, quotients, square roots, each
 * rounded once), so the same input gives the same bytes on every machine.
 */
export class EmbeddingTable {
  readonly buckets: number;
  readonly dim: number;
  /** Row-major, buckets x dim. */
  readonly weights: Float32Array;
  #first: Float32Array | undefined;
  #second: Float32Array | undefined;
  #slotOf: Int32Array | undefined;
  #touched = new Int32Array(0);
  #gradient = new Float32Array(0);

  constructor(buckets: number, dim: number) {
    if (!Number.isInteger(dim) || dim < 1) {
      throw new ClaimbookError(`dim must be a whole number from 1 on, not ${dim}`, {
        kind: "usage",
        where: "dim",
      });
    }
    this.buckets = buckets;
    this.dim = dim;
    this.weights = new Float32Array(buckets * dim);
  }

  /**
   * Writes the mean of the rows of each text's features.
   *
   * @param rows which texts of `table`; output row `i` belongs to `rows[i]`.
   * @param out at least rows.length x dim numbers.
   */
  bags(table: FeatureTable, rows: Int32Array, out: Float32Array): void {
    const { weights, dim } = this;
    const { ids, offsets } = table;
    for (let i = 0; i < rows.length; i++) {
      const start = offsets[rows[i]!]!;
      const end = offsets[rows[i]! + 1]!;
      const to = i * dim;
      out.fill(0, to, to + dim);
      let t = start;
      for (; t + 4 <= end; t += 4) {
        const a = ids[t]! * dim;
        const b = ids[t + 1]! * dim;
        const c = ids[t + 2]! * dim;
        const d = ids[t + 3]! * dim;
        for (let j = 0; j < dim; j++) {
          const ab = f32(weights[a + j]! + weights[b + j]!);
          const cd = f32(weights[c + j]! + weights[d + j]!);
          out[to + j] = out[to + j]! + f32(ab + cd);
        }
      }
      for (; t < end; t++) {
        const a = ids[t]! * dim;
        for (let j = 0; j < dim; j++) out[to + j] = out[to + j]! + weights[a + j]!;
      }
      const scale = f32(1 / (end - start));
      for (let j = 0; j < dim; j++) out[to + j] = out[to + j]! * scale;
    }
  }

  /**
   * One AdamW step for the rows that the texts use; all other rows, and their moments, stay as they are.
   *
   * @param gradient of the loss by `bags(table, rows)`, rows.length x dim; scaled in place.
   */
  update(table: FeatureTable, rows: Int32Array, gradient: Float32Array, step: AdamCoefficients): void {
    const count = this.#collect(table, rows, gradient);
    this.#first ??= new Float32Array(this.weights.length);
    this.#second ??= new Float32Array(this.weights.length);
    for (let slot = 0; slot < count; slot++) {
      const id = this.#touched[slot]!;
      adamRow(
        this.weights,
        this.#gradient,
        this.#first,
        this.#second,
        id * this.dim,
        slot * this.dim,
        this.dim,
        step,
      );
      this.#slotOf![id] = -1;
    }
  }

  /** Sums the gradient per used row into `#gradient`, their ids into `#touched`; returns how many there are. */
  #collect(table: FeatureTable, rows: Int32Array, gradient: Float32Array): number {
    const { dim } = this;
    const { ids, offsets } = table;
    this.#slotOf ??= new Int32Array(this.buckets).fill(-1);
    const slotOf = this.#slotOf;
    let most = 0;
    for (const row of rows) most += offsets[row + 1]! - offsets[row]!;
    if (this.#touched.length < most) {
      this.#touched = new Int32Array(most + (most >> 1));
      this.#gradient = new Float32Array(this.#touched.length * dim);
    }
    const sums = this.#gradient;
    let count = 0;
    for (let i = 0; i < rows.length; i++) {
      const start = offsets[rows[i]!]!;
      const end = offsets[rows[i]! + 1]!;
      const from = i * dim;
      const scale = f32(1 / (end - start));
      for (let j = from; j < from + dim; j++) gradient[j] = gradient[j]! * scale;
      for (let t = start; t < end; t++) {
        const id = ids[t]!;
        const slot = slotOf[id]!;
        if (slot < 0) {
          slotOf[id] = count;
          this.#touched[count] = id;
          const to = count * dim;
          for (let j = 0; j < dim; j++) sums[to + j] = gradient[from + j]!;
          count++;
        } else {
          const to = slot * dim;
          for (let j = 0; j < dim; j++) sums[to + j] = sums[to + j]! + gradient[from + j]!;
        }
      }
    }
    return count;
  }
}

/** AdamW on `length` weights from `at`, with the gradient from `gradientAt`. */
export function adamRow(
  weights: Float32Array,
  gradient: Float32Array,
  first: Float32Array,
  second: Float32Array,
  at: number,
  gradientAt: number,
  length: number,
  step: AdamCoefficients,
): void {
  const beta1 = f32(step.beta1);
  const rest1 = f32(1 - step.beta1);
  const beta2 = f32(step.beta2);
  const rest2 = f32(1 - step.beta2);
  const stepSize = f32(step.stepSize);
  const secondScale = f32(step.secondScale);
  const epsilon = f32(step.epsilon);
  const keep = f32(step.keep);
  for (let j = 0; j < length; j++) {
    const p = at + j;
    const g = gradient[gradientAt + j]!;
    const m = f32(f32(beta1 * first[p]!) + f32(rest1 * g));
    const v = f32(f32(beta2 * second[p]!) + f32(rest2 * f32(g * g)));
    first[p] = m;
    second[p] = v;
    const denominator = f32(f32(f32(Math.sqrt(v)) * secondScale) + epsilon);
    weights[p] = f32(weights[p]! * keep) - f32(f32(stepSize * m) / denominator);
  }
}
