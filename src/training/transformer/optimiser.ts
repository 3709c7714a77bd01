import { ClaimbookError } from "../../errors.js";
import type { NamedWeights } from "../../models/ngram-encoder.js";
import type { EncoderGradients, TransformerParameters } from "../../models/text-encoder.js";
import { tf } from "../../tensor/tf.js";
import { AdamW, type AdamWOptions, type AdamWState } from "../adamw.js";
import { DenseMoments } from "./dense-moments.js";
import { TokenMoments } from "./token-moments.js";

export interface OptimiserOptions extends AdamWOptions {
  /**
   * The greatest length that the gradient of all weights together may have; a longer one is shortened to it (Pascanu
   * et al. 2013, arXiv 1211.5063). `undefined` for none.
   */
  clip: number | undefined;
}

/** Name of the token rows among the moments. */
const tokenRows = "token rows";

/**
 * AdamW on all weights of an encoder: dense ones on the device, rows of the token embedding on the host. An encoder
 * whose token embedding is frozen gives no gradients for it.
 */
export class Optimiser {
  readonly adamw: AdamW;
  readonly dense: DenseMoments;
  readonly tokens: TokenMoments;
  readonly #clip: number | undefined;

  constructor({ dense, tokens }: TransformerParameters, { clip, ...adamw }: OptimiserOptions) {
    this.adamw = new AdamW(adamw);
    this.tokens = new TokenMoments(tokens);
    this.dense = new DenseMoments(dense);
    this.#clip = clip;
  }

  /** Length of the gradient of all weights that are trained. Not finite where any part of it is not. */
  async norm({ dense, tokens }: EncoderGradients): Promise<number> {
    const squares = tf.tidy(() =>
      // Row by row, then together: with one long sum in single precision small squares would get lost.
      tf.stack(dense.map((gradient) => tf.sum(tf.sum(tf.square(gradient), -1)))),
    );
    let sum = 0;
    try {
      for (const square of await squares.data()) sum += square;
    } finally {
      squares.dispose();
    }
    for (const value of tokens.values) sum += value * value;
    return Math.sqrt(sum);
  }

  /**
   * Trains all weights by one step. The gradients are left to the caller to dispose of.
   *
   * @param norm of these gradients; clipping as `torch.nn.utils.clip_grad_norm_`
   */
  apply({ dense, tokens }: EncoderGradients, norm: number, learningRate: number): void {
    const step = this.adamw.advance(learningRate);
    const scale = this.#clip !== undefined && norm > this.#clip ? this.#clip / (norm + 1e-6) : 1;
    this.dense.update(dense, step, scale);
    this.tokens.update(tokens.rows, tokens.values, step.decayed, scale);
  }

  /** Copies of all moments, by name, for a checkpoint; `state()` of `adamw` goes with them. */
  async moments(): Promise<NamedWeights[]> {
    const { rows, first, second } = this.tokens.state();
    const dim = rows.length === 0 ? 0 : first.length / rows.length;
    return [
      // Row numbers below 2^24 are exact in single precision; no vocabulary comes near.
      { name: tokenRows, shape: [rows.length], values: Float32Array.from(rows) },
      { name: `first/${tokenRows}`, shape: [rows.length, dim], values: first },
      { name: `second/${tokenRows}`, shape: [rows.length, dim], values: second },
      ...(await this.dense.state()).flatMap(({ name, shape, first, second }) => [
        { name: `first/${name}`, shape, values: first },
        { name: `second/${name}`, shape, values: second },
      ]),
    ];
  }

  /** @throws {ClaimbookError} kind `could-not-run` for moments of other weights; then nothing has changed */
  restore(adamw: AdamWState, moments: readonly NamedWeights[]): void {
    const byName = new Map(moments.map(({ name, values }) => [name, values]));
    const read = (name: string) => {
      const values = byName.get(name);
      if (values !== undefined) return values;
      throw new ClaimbookError(`the checkpoint has no moments "${name}"`, {
        kind: "could-not-run",
        where: "checkpoint",
      });
    };
    const rows = Int32Array.from(read(tokenRows));
    const tokens = { rows, first: read(`first/${tokenRows}`), second: read(`second/${tokenRows}`) };
    this.dense.restore((kind, name) => read(`${kind}/${name}`));
    this.tokens.restore(tokens);
    this.adamw.restore(adamw);
  }

  dispose(): void {
    this.dense.dispose();
  }
}
