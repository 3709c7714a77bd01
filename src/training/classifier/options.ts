import type { PairClassifier, PairTokens } from "../../models/classifier/index.js";
import type { CrossEntropyOptions } from "./cross-entropy.js";

/** A pair with the number of its label. */
export interface LabelledPair {
  tokens: PairTokens;
  label: number;
}

export interface ClassifierTraining {
  classifier: PairClassifier;
  /** Examples by epoch: an epoch may have its own (negatives drawn anew). All epochs must have some. */
  epochs: readonly (readonly LabelledPair[])[];
  /** Of the order of the batches, and of the tokens that are hidden. */
  seed: number | string;
  /** Defaults to 16. */
  batchSize?: number;
  /** Peak, of the layers. Defaults to 5e-5. */
  learningRate?: number;
  /** Peak, of pooler and last layer, which start from nothing. Defaults to 10 times `learningRate`. */
  headLearningRate?: number;
  /** Lowest layer that is trained, from 0 on. The embeddings never are. Defaults to 0. */
  from?: number;
  /**
   * What the peak of a layer is to that of the layer above it, 0 to 1: what is general in a pretrained encoder lies low
   * and is to change least (Howard and Ruder 2018, arXiv 1801.06146). Defaults to 1: all layers alike.
   */
  layerDecay?: number;
  /** Share of the steps over which the rate rises. Defaults to 0.1; then it falls in a straight line. */
  warmup?: number;
  /** Defaults to 0.01. */
  weightDecay?: number;
  /** Greatest length of the gradient, a longer one is shortened. Defaults to 1. */
  clip?: number;
  loss?: CrossEntropyOptions;
  /** Share of each text's tokens that a step does not get to see (`hideWith` stands there). Defaults to 0. */
  hide?: number;
  /** Token id for hidden tokens, the tokenizer's `<mask>`. Needed where `hide` is above 0. */
  hideWith?: number;
  /**
   * Keeps what the layers below `from` make of each pair, so that they are computed once and not in every epoch (tokens
   * x H x 4 bytes a pair; filled here, and good for further trainings of the same frozen layers). Not with `hide`.
   */
  below?: Map<string, Float32Array>;
  checkpoints?: {
    folder: string;
    /** Steps between two. Defaults to 100. */
    every?: number;
    /** What else decides the training (data, recipe): a checkpoint of another one is refused. */
    configuration: Record<string, unknown>;
  };
  signal?: AbortSignal;
  onProgress?: (progress: ClassifierProgress) => void;
  onNotice?: (notice: string) => void;
}

export interface ClassifierProgress {
  /** From 1. */
  step: number;
  steps: number;
  /** From 1. */
  epoch: number;
  loss: number;
  learningRate: number;
  gradientNorm: number;
}

export interface ClassifierResult {
  steps: number;
  losses: number[];
  /** Step of the checkpoint that the training went on from. */
  resumedAt?: number;
}
