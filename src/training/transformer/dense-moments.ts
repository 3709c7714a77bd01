import type { DenseWeight } from "../../models/text-encoder.js";
import type { AdamCoefficients } from "../../tensor/simd/adam-coefficients.js";
import { tf } from "../../tensor/tf.js";
import type { StepCoefficients } from "../adamw.js";

/**
 * AdamW's two moments of weights that live on the device, and the update there: nothing crosses to the host. Computes
 * what `DenseParameter` does, in tensor operations.
 */
export class DenseMoments {
  readonly #weights: readonly DenseWeight[];
  #moments: { first: tf.Tensor; second: tf.Tensor }[];

  constructor(weights: readonly DenseWeight[]) {
    this.#weights = weights;
    this.#moments = weights.map(({ tensor }) => ({
      first: tf.keep(tf.zerosLike(tensor)),
      second: tf.keep(tf.zerosLike(tensor)),
    }));
  }

  /**
   * One step for all weights.
   *
   * @param gradients in the order of the weights; left to the caller to dispose of
   * @param scale multiplies every gradient first, 1 for none: clipping
   */
  update(gradients: readonly tf.Tensor[], step: StepCoefficients, scale: number): void {
    const before = this.#moments;
    // Only what is kept outlives the tidy; `assign` keeps a weight's new numbers by itself.
    tf.tidy(() => {
      const constants = {
        decayed: upload(step.decayed, scale),
        plain: upload(step.plain, scale),
      };
      this.#moments = this.#weights.map(({ tensor, decays }, i) =>
        tf.tidy(() => {
          const { beta1, rest1, beta2, rest2, stepSize, secondScale, epsilon, keep } =
            constants[decays ? "decayed" : "plain"];
          const gradient = gradients[i]!;
          const first = tf.add(tf.mul(before[i]!.first, beta1), tf.mul(gradient, rest1));
          const second = tf.add(tf.mul(before[i]!.second, beta2), tf.mul(tf.square(gradient), rest2));
          const divisor = tf.add(tf.mul(tf.sqrt(second), secondScale), epsilon);
          const move = tf.div(tf.mul(first, stepSize), divisor);
          const rest = keep === undefined ? tensor : tf.mul(tensor, keep);
          tensor.assign(tf.sub(rest, move));
          return { first: tf.keep(first), second: tf.keep(second) };
        }),
      );
    });
    tf.dispose(before);
  }

  /** Copies of all moments. */
  async state(): Promise<{ name: string; shape: number[]; first: Float32Array; second: Float32Array }[]> {
    const copies = [];
    for (const [i, { name, tensor }] of this.#weights.entries()) {
      const { first, second } = this.#moments[i]!;
      copies.push({
        name,
        shape: [...tensor.shape],
        first: (await first.data()).slice() as Float32Array,
        second: (await second.data()).slice() as Float32Array,
      });
    }
    return copies;
  }

  /** @param read gives the stored moment of a weight, as many numbers as the weight has */
  restore(read: (kind: "first" | "second", name: string) => Float32Array): void {
    const stored = this.#weights.map(({ name }) => ({
      first: read("first", name),
      second: read("second", name),
    }));
    tf.dispose(this.#moments);
    this.#moments = this.#weights.map(({ tensor }, i) => ({
      first: tf.keep(tf.tensor(stored[i]!.first, tensor.shape)),
      second: tf.keep(tf.tensor(stored[i]!.second, tensor.shape)),
    }));
  }

  dispose(): void {
    tf.dispose(this.#moments);
    this.#moments = [];
  }
}

/** As scalars on the device, made once a step instead of once an operation. */
function upload(step: AdamCoefficients, scale: number) {
  const { beta1, beta2, stepSize, secondScale, epsilon, keep } = step;
  return {
    beta1: tf.scalar(beta1),
    rest1: tf.scalar((1 - beta1) * scale),
    beta2: tf.scalar(beta2),
    rest2: tf.scalar((1 - beta2) * scale * scale),
    stepSize: tf.scalar(stepSize),
    secondScale: tf.scalar(secondScale),
    epsilon: tf.scalar(epsilon),
    keep: keep === 1 ? undefined : tf.scalar(keep),
  };
}
