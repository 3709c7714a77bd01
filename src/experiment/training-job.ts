import type { RankTable } from "../evaluation/index.js";
import type { NgramEncoderConfig } from "../models/ngram-encoder.js";
import type { AchievedRatio, CompositionDescription } from "../training/composition/index.js";
import type { Job } from "./job-runs.js";

/** One training of an experiment: a batch composition with a seed, at the experiment's budget. Plain values. */
export interface TrainingJob extends Job {
  composition: CompositionDescription;
  batchSize: number;
  learningRate: number;
  temperature: number;
  encoder: NgramEncoderConfig;
}

export interface TrainingProgress {
  phase: "training" | "evaluating" | "done";
  step: number;
  /** Mean of the last steps. */
  loss: number;
  /** Of the present phase, 0..1, where it takes long enough to be asked for. */
  share?: number;
  /** Share of the batches so far that had one language, 0..1. */
  monolingual?: number;
}

/** What a training brings home. */
export interface TrainingOutcome {
  ranks: RankTable;
  /** Mean loss of each tenth of the training. */
  loss: number[];
  /** What was really trained on, counted from the log. */
  achieved: AchievedRatio;
  /** Every batch with its kind and languages; see `unpackLog`. */
  batchLog: Uint8Array;
  weightsHash: string;
  /** Mean time of a training step in milliseconds; for the reader, never part of a report. */
  stepMilliseconds: number;
}
