import { type AdamCoefficients, coefficientsArray } from "../tensor/simd/adam-coefficients.js";
import { VectorMemory } from "../tensor/simd/vector-memory.js";

/** A dense parameter with the two moments that AdamW keeps of its gradient. */
export class DenseParameter {
  readonly #values: Float32Array;
  readonly #memory: VectorMemory;
  readonly #weights: Float32Array;
  readonly #gradient: Float32Array;
  readonly #moments: [first: Float32Array, second: Float32Array];
  readonly #coefficients: Float32Array;
  readonly #lists: { target: Int32Array; end: Int32Array; source: Int32Array };

  /** @param values the weights, updated in place. */
  constructor(values: Float32Array) {
    // The kernel takes whole vectors of four; zeros at the end stay zeros.
    const padded = Math.ceil(values.length / 4) * 4;
    const memory = new VectorMemory(4 * (4 * padded + 64), `a parameter of ${values.length} numbers`);
    this.#values = values;
    this.#memory = memory;
    this.#weights = memory.floats(padded);
    this.#gradient = memory.floats(padded);
    this.#moments = [memory.floats(padded), memory.floats(padded)];
    this.#coefficients = memory.floats(8);
    this.#lists = { target: memory.integers(1), end: memory.integers(1), source: memory.integers(1) };
  }

  /** @param gradient as many numbers as there are values. */
  update(gradient: Float32Array, step: AdamCoefficients): void {
    const { target, end, source } = this.#lists;
    const start = this.#weights.byteOffset;
    // Filled anew, since whoever owns the values may have changed them.
    this.#weights.set(this.#values);
    this.#gradient.set(gradient);
    this.#coefficients.set(coefficientsArray(step));
    target[0] = start;
    source[0] = this.#gradient.byteOffset;
    end[0] = source.byteOffset + 4;
    this.#memory.kernels.adamw(
      target.byteOffset,
      target.byteOffset + 4,
      end.byteOffset,
      source.byteOffset,
      this.#weights.byteLength,
      this.#moments[0].byteOffset - start,
      this.#moments[1].byteOffset - start,
      this.#coefficients.byteOffset,
    );
    this.#values.set(this.#weights.subarray(0, this.#values.length));
  }
}
