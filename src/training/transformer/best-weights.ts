import type { NamedWeights } from "../../models/ngram-encoder.js";
import type { TrainableEncoder } from "../../models/text-encoder.js";
import type { CheckpointFolder } from "./checkpoint-folder.js";

/** The weights of the best evaluation so far: on disk where there are checkpoints, else in memory. */
export class BestWeights {
  readonly #encoder: TrainableEncoder;
  readonly #folder: CheckpointFolder | undefined;
  #inMemory: NamedWeights[] | undefined;

  constructor(encoder: TrainableEncoder, folder: CheckpointFolder | undefined) {
    this.#encoder = encoder;
    this.#folder = folder;
  }

  /** The encoder's weights after a step are the best. */
  async keep(step: number): Promise<void> {
    const weights = await this.#encoder.weights();
    if (this.#folder === undefined) this.#inMemory = weights;
    else await this.#folder.writeBest(step, weights);
  }

  /** Puts the weights of the best step into the encoder, which now has those after `present`. */
  async restore(best: number, present: number): Promise<void> {
    if (best === present) return;
    const weights = this.#folder === undefined ? this.#inMemory : await this.#folder.best(best);
    if (weights !== undefined) this.#encoder.assign(weights);
  }
}
