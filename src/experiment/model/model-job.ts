import type { ParallelRetrieval, ParallelText } from "../../datasets/retrieval-data.js";
import type { RankTable } from "../../evaluation/index.js";
import type {
  AchievedRatio,
  CompositionDescription,
  DatasetMixing,
} from "../../training/composition/index.js";
import type { Decay } from "../../training/schedule.js";
import type { ForTexts } from "../../training/transformer/index.js";
import type { Job } from "../job-runs.js";
import type { TrainingProgress } from "../training-job.js";

/** How a pretrained model is fine-tuned, the same for every method and seed. */
export interface FineTuning {
  /** Pairs a batch. */
  batchSize: number;
  learningRate: number;
  /** Share of the steps. */
  warmup: number;
  decay: Decay;
  temperature: number;
  weightDecay: number;
  prefixes: ForTexts<string>;
  /** Tokens after which a text is cut, in training and evaluation. */
  maxLength: ForTexts<number>;
  /** Hard negatives a query. */
  negatives: number;
  /** Texts that go through the encoder at a time. */
  chunk: number;
  /** Whether the token embedding is trained. */
  tokens: "sparse" | "frozen";
  mixing: DatasetMixing;
}

/** One fine-tuning with its evaluation; with 0 steps the model is evaluated as it is. Plain values. */
export interface ModelJob extends Job, FineTuning {
  /** What the model's folder holds, as a hash. */
  model: string;
  backend: string;
  composition: CompositionDescription;
}

/** An evaluation set as plain values. */
export type EvaluationSet = Pick<ParallelRetrieval, "locales" | "queries" | "candidates" | "relevant">;

/** Texts to train on and to be ranked, as plain values that can be posted to another process. */
export interface ModelData {
  training: readonly { name: string; locales: readonly string[]; texts: readonly ParallelText[] }[];
  evaluation: Readonly<Record<string, EvaluationSet>>;
}

/** What a fine-tuning brings home. */
export interface ModelOutcome {
  /** By evaluation set. */
  ranks: Record<string, RankTable>;
  /** Mean loss of each tenth of the training; empty without steps. */
  loss: number[];
  achieved: AchievedRatio;
  /** See `unpackLog`. */
  batchLog: Uint8Array;
  weightsHash: string;
  /** What a reader should know and no value says: languages left out, texts cut. */
  notices: string[];
  /** For the reader, never part of a report. */
  seconds: { training: number; evaluation: number };
}

/** What the parent asks of the process that trains. */
export interface ModelTask {
  job: ModelJob;
  data: ModelData;
  /** The model's folder. */
  folder: string;
  /** Where this training keeps its checkpoints, and how many steps lie between two. */
  checkpoints: { folder: string; every?: number };
  /** Where to save the fine-tuned model; nowhere without it. */
  saveTo?: string;
}

export type ModelMessage =
  | ({ type: "progress" } & TrainingProgress)
  | { type: "outcome"; outcome: ModelOutcome }
  | {
      type: "error";
      error: { message: string; kind?: string; where?: string; wayOut?: string; stack?: string };
    };
