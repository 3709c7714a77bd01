import type { ParallelText } from "../../datasets/retrieval-data.js";
import type { TrainableEncoder } from "../../models/text-encoder.js";
import type { AdamWOptions } from "../adamw.js";
import type {
  AchievedRatio,
  Batch,
  BatchLogEntry,
  Composition,
  CompositionDescription,
  DatasetMixing,
} from "../composition/index.js";
import type { Decay } from "../schedule.js";
import type { CheckpointOptions } from "./checkpoint-folder.js";
import type { EarlyStoppingState } from "./early-stopping.js";
import type { Validation } from "./validation.js";

/** One of the data sets that a training draws from, with the rule for its batches. */
export interface TrainingDataset {
  /** Stands in the batch log. */
  name: string;
  texts: readonly ParallelText[];
  /** Languages to train on, in the order to draw them in. Defaults to all, in the order in which they appear. */
  locales?: readonly string[];
  composition: Composition | CompositionDescription;
}

/** For queries and for passages. */
export interface ForTexts<T> {
  query: T;
  passage: T;
}

export interface TransformerTraining {
  /** Trained in place. */
  encoder: TrainableEncoder;
  /** Which weights the encoder starts with, as a name or a hash: a checkpoint must be of the same. */
  model?: string;
  datasets: readonly TrainingDataset[];
  /** Which data set a batch is from. Defaults to `by size`. */
  mixing?: DatasetMixing;
  /**
   * What to do with a data set whose composition cannot fill a batch with it (X-X with one that has questions in one
   * language and answers in another): refuse the training, or leave the data set out with a notice, as long as another
   * one is left. Defaults to `refuse`.
   */
  unfit?: "refuse" | "leave out";
  /** Decides which batches there are. */
  seed: number | string;
  /** From 1 on. */
  steps: number;
  /** Pairs a batch, from 2 on. Defaults to 100, as in arXiv 2408.10536. */
  batchSize?: number;
  /** Peak of the schedule. Defaults to 3e-5, as in arXiv 2408.10536. */
  learningRate?: number;
  /** Share of the steps for warm-up. Defaults to 0.1. */
  warmup?: number;
  /** Way down from the peak. Defaults to `linear`. */
  decay?: Decay;
  /** Divides the similarities; lower is stricter. Above 0. Defaults to 0.05. */
  temperature?: number;
  /** Weight decay (defaults to 0.01) does not touch biases and LayerNorm. */
  adamw?: AdamWOptions;
  /** Greatest length of the gradient of all weights together; a longer one is shortened. Defaults to 1; `false` for none. */
  clip?: number | false;
  /** Put before every text. Defaults to those of multilingual E5, `"query: "` and `"passage: "`. */
  prefixes?: ForTexts<string>;
  /** Tokens after which a text is cut, special tokens and prefix included. Defaults to 64 and 256. */
  maxLength?: ForTexts<number>;
  /** Hard negatives drawn for each query, where its passage has any. Defaults to 1. */
  negatives?: number;
  /** The most texts that go through the encoder at a time; a larger batch is done in chunks. Defaults to 64. */
  chunk?: number;
  /** Stops early and keeps the best weights. */
  validation?: Validation;
  checkpoints?: CheckpointOptions;
  /** Ends the training before the next step; with checkpoints, after writing one. */
  signal?: AbortSignal;
  /** Called after every step. */
  onProgress?: (progress: TransformerProgress) => void;
  /** Called with every batch before its step. */
  onBatch?: (batch: Batch, step: number) => void;
  /** What a reader should know and no result says: languages left out, texts cut, a checkpoint that was broken. */
  onNotice?: (notice: string) => void;
}

export interface TransformerProgress {
  /** Steps done. */
  step: number;
  steps: number;
  /** Of this step's batch before the update, in nats. */
  loss: number;
  learningRate: number;
  /** Length of the gradient before clipping. */
  gradientNorm: number;
  /** What has been trained on so far, counted from the log. */
  achieved: AchievedRatio;
  /** Of the last evaluation on the validation set. */
  validation?: { step: number; value: number };
}

export interface TransformerResult {
  /** Steps done; fewer than asked for when it stopped early. */
  steps: number;
  stoppedEarly: boolean;
  /** The loss of every step before its update, in nats. */
  losses: Float32Array;
  batchLog: BatchLogEntry[];
  achieved: AchievedRatio;
  /** Every evaluation on the validation set, and the best, whose weights the encoder now has. */
  validation?: EarlyStoppingState;
  /** The step after which a checkpoint was taken up; absent for a training from the start. */
  resumedAt?: number;
}
