import { ClaimbookError } from "../errors.js";
import type { AdamCoefficients } from "../tensor/simd/adam-coefficients.js";

export interface AdamWOptions {
  /** Decay rate of the mean of the gradients. Defaults to 0.9. */
  beta1?: number;
  /** Decay rate of the mean of their squares. Defaults to 0.999. */
  beta2?: number;
  /** Added to the denominator. Defaults to 1e-8. */
  epsilon?: number;
  /** Decoupled: a weight loses learning rate x this share of itself a step. Defaults to 0.01. */
  weightDecay?: number;
}

/** What one step multiplies with: `decayed` for weights, `plain` for biases and LayerNorm (no decay). */
export interface StepCoefficients {
  decayed: AdamCoefficients;
  plain: AdamCoefficients;
}

/** How far an optimiser is: its steps, and beta1 and beta2 to that power. */
export interface AdamWState {
  steps: number;
  power1: number;
  power2: number;
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv 1711.05101, algorithm 2), as
 * `torch.optim.AdamW` computes it: w <- w (1 - lr decay); m, v <- moving means of g and g^2;
 * w <- w - (lr / (1 - beta1^t)) m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon).
 *
 * Rows of an embedding that a batch does not use are left alone altogether: neither their weights nor their
 * moments decay (lazily, as `torch.optim.SparseAdam` does), and the bias correction counts all steps, not those
 * in which a row was used, again as SparseAdam does. A row that comes in late is thus moved by up to about
 * (1 - beta1) / sqrt(1 - beta2) = 3.2 learning rates at first.
 *
 * The powers of beta are built up by multiplication, since `Math.pow` may differ in the last bit between
 * machines.
 */
export class AdamW {
  readonly #beta1: number;
  readonly #beta2: number;
  readonly #epsilon: number;
  readonly #weightDecay: number;
  #power1 = 1;
  #power2 = 1;
  #steps = 0;

  constructor(options: AdamWOptions = {}) {
    this.#beta1 = within("beta1", options.beta1 ?? 0.9, 0, 1);
    this.#beta2 = within("beta2", options.beta2 ?? 0.999, 0, 1);
    this.#epsilon = within("epsilon", options.epsilon ?? 1e-8, 0, Number.POSITIVE_INFINITY);
    this.#weightDecay = within("weightDecay", options.weightDecay ?? 0.01, 0, Number.POSITIVE_INFINITY);
  }

  /** Steps begun so far. */
  get steps(): number {
    return this.#steps;
  }

  /** For a checkpoint: as JSON it comes back bit by bit. */
  state(): AdamWState {
    return { steps: this.#steps, power1: this.#power1, power2: this.#power2 };
  }

  restore({ steps, power1, power2 }: AdamWState): void {
    this.#steps = steps;
    this.#power1 = power1;
    this.#power2 = power2;
  }

  /**
   * Begins the next step.
   *
   * @param learningRate of this step, from 0 on.
   */
  advance(learningRate: number): StepCoefficients {
    within("learningRate", learningRate, 0, Number.POSITIVE_INFINITY);
    this.#steps += 1;
    this.#power1 *= this.#beta1;
    this.#power2 *= this.#beta2;
    const plain = {
      beta1: this.#beta1,
      beta2: this.#beta2,
      stepSize: learningRate / (1 - this.#power1),
      secondScale: 1 / Math.sqrt(1 - this.#power2),
      epsilon: this.#epsilon,
      keep: 1,
    };
    return { plain, decayed: { ...plain, keep: 1 - learningRate * this.#weightDecay } };
  }
}

function within(name: string, value: number, low: number, high: number): number {
  if (value >= low && value < high) return value;
  throw new ClaimbookError(`${name} must be at least ${low} and below ${high}, not ${value}`, {
    kind: "usage",
    where: name,
  });
}
