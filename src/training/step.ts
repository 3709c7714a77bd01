import { ClaimbookError } from "../errors.js";
import type { NgramEncoder } from "../models/ngram-encoder.js";
import type { FeatureTable } from "../models/ngram-features.js";
import { disposeProjection, type ProjectionTensors, uploadProjection } from "../models/projection.js";
import { assertBackend } from "../tensor/backend.js";
import { tf } from "../tensor/tf.js";
import { AdamW, type AdamWOptions } from "./adamw.js";
import { type BatchConstants, batchConstants, contrastiveGradients } from "./contrastive.js";
import { DenseParameter } from "./dense-parameter.js";

export interface TrainingStepOptions extends AdamWOptions {
  /** Divides the similarities; lower is stricter. Above 0. Defaults to 0.05. */
  temperature?: number;
}

/**
 * One step of training after another: loss and gradients of a batch, then AdamW on the rows of the embedding
 * that the batch uses and on the whole projection (biases do not decay).
 *
 * The encoder is trained in place and is up to date after every `run`. Holds a few tensors until `dispose`.
 */
export class TrainingStep {
  readonly #encoder: NgramEncoder;
  readonly #temperature: number;
  readonly #optimiser: AdamW;
  readonly #dense: { weight: DenseParameter; bias: DenseParameter; of: "hidden" | "output" }[];
  #tensors: ProjectionTensors;
  #constants: { pairs: number; tensors: BatchConstants } | undefined;
  #rows = new Int32Array(0);
  #bags = new Float32Array(0);

  constructor(encoder: NgramEncoder, { temperature = 0.05, ...adamw }: TrainingStepOptions = {}) {
    assertBackend();
    if (!(temperature > 0 && temperature < Number.POSITIVE_INFINITY)) {
      throw new ClaimbookError(`the temperature must be above 0, not ${temperature}`, {
        kind: "usage",
        where: "temperature",
      });
    }
    this.#encoder = encoder;
    this.#temperature = temperature;
    this.#optimiser = new AdamW(adamw);
    const { hidden, output } = encoder.projection;
    const layer = (of: "hidden" | "output", values: typeof output) => ({
      of,
      weight: new DenseParameter(values.weight),
      bias: new DenseParameter(values.bias),
    });
    this.#dense = [...(hidden ? [layer("hidden", hidden)] : []), layer("output", output)];
    this.#tensors = uploadProjection(encoder.projection, encoder.config.dim);
  }

  /**
   * Trains on one batch.
   *
   * @param table features of the texts.
   * @param queries rows of `table`; query `i` belongs to passage `i`, all other passages are its negatives.
   * @param passages rows of `table`, as many.
   * @returns the loss before the update, mean over the queries, in nats.
   * @throws {ClaimbookError} kind `failed` when the loss is not a finite number; the weights are then unchanged.
   */
  run(table: FeatureTable, queries: Int32Array, passages: Int32Array, learningRate: number): number {
    const { embedding, config } = this.#encoder;
    const pairs = queries.length;
    if (pairs === 0 || passages.length !== pairs) {
      throw new ClaimbookError(
        `a batch needs as many passages as queries, not ${pairs} and ${passages.length}`,
        {
          kind: "usage",
          where: `step ${this.#optimiser.steps + 1}`,
        },
      );
    }
    const constants = this.#prepare(pairs);
    this.#rows.set(queries);
    this.#rows.set(passages, pairs);
    embedding.bags(table, this.#rows, this.#bags);
    const gradients = contrastiveGradients(this.#bags, this.#tensors, constants, this.#temperature);
    if (!Number.isFinite(gradients.loss)) {
      throw new ClaimbookError(`the training loss became ${gradients.loss}`, {
        kind: "failed",
        where: `step ${this.#optimiser.steps + 1}`,
        wayOut: "Use a lower learning rate or a higher temperature.",
      });
    }
    const { decayed, plain } = this.#optimiser.advance(learningRate);
    embedding.update(table, this.#rows, gradients.bags, decayed);
    for (const { of, weight, bias } of this.#dense) {
      const gradient = gradients[of]!;
      weight.update(gradient.weight, decayed);
      bias.update(gradient.bias, plain);
    }
    disposeProjection(this.#tensors);
    this.#tensors = uploadProjection(this.#encoder.projection, config.dim);
    return gradients.loss;
  }

  /** Frees the tensors. The encoder stays usable, the step does not. */
  dispose(): void {
    disposeProjection(this.#tensors);
    if (this.#constants) tf.dispose([this.#constants.tensors.identity, this.#constants.tensors.ones]);
    this.#constants = undefined;
  }

  #prepare(pairs: number): BatchConstants {
    if (this.#constants?.pairs !== pairs) {
      if (this.#constants) tf.dispose([this.#constants.tensors.identity, this.#constants.tensors.ones]);
      this.#constants = { pairs, tensors: batchConstants(pairs) };
      this.#rows = new Int32Array(2 * pairs);
      this.#bags = new Float32Array(2 * pairs * this.#encoder.config.dim);
    }
    return this.#constants.tensors;
  }
}
