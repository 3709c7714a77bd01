import { setImmediate } from "node:timers/promises";
import { ClaimbookError } from "../errors.js";
import type { NgramEncoder } from "../models/ngram-encoder.js";
import type { AdamWOptions } from "./adamw.js";
import { type Coverage, coverageNotice } from "./composition/index.js";
import type { PairTexts, TextPair } from "./pair-texts.js";
import { progressAt } from "./progress.js";
import { learningRateSchedule } from "./schedule.js";
import { TrainingStep } from "./step.js";
import { assertWhole } from "./whole-number.js";

/** What a batch composer gives: at least its pairs, otherwise whatever it wants logged. */
export interface PairBatch {
  pairs: readonly TextPair[];
}

export interface TrainOptions<Batch extends PairBatch> {
  /** Trained in place. Its seed decides the first weights. */
  encoder: NgramEncoder;
  texts: PairTexts;
  /** Gives one batch of `batchSize` pairs after another; its seed decides which. */
  composer: { next(batchSize: number, progress: number): Batch; coverage?(batchSize: number): Coverage };
  /** From 1 on. */
  steps: number;
  /** Pairs a batch, from 2 on. Defaults to 128. */
  batchSize?: number;
  /** Peak of the schedule. Defaults to 3e-3. */
  learningRate?: number;
  /** Share of the steps for warm-up. Defaults to 0.1. */
  warmup?: number;
  /** Defaults to 0.05. */
  temperature?: number;
  adamw?: AdamWOptions;
  /** Ends the training before the next step. */
  signal?: AbortSignal;
  /** Called now and then, and after the last step. */
  onProgress?: (progress: TrainProgress) => void;
  /** Called with every batch before its step. */
  onBatch?: (batch: Batch, step: number) => void;
  /** Told which languages cannot fill a batch and are left out. Without it such a training is refused. */
  onNotice?: (notice: string) => void;
}

export interface TrainProgress {
  /** Steps done. */
  step: number;
  steps: number;
  /** Mean loss of the steps since the last report, in nats. */
  loss: number;
}

export interface TrainResult {
  /** The loss of every step before its update, in nats. */
  losses: Float32Array;
}

/** Steps between two turns of the event loop, in which a signal can arrive and a message can leave. */
const breath = 4;
/** Steps between two reports of progress. */
const reportEvery = 20;

/**
 * Trains an encoder on batches of positive pairs with InfoNCE and AdamW, linear warm-up and decay.
 *
 * Needs an active tensor backend (`useBackend`) in this thread. The same encoder, texts, batches and options
 * give the same weights, bit for bit, on every machine with the wasm backend. Leaves no tensor behind, also
 * when it is ended early.
 *
 * @throws the signal's reason once it is aborted (the encoder keeps what it has learnt so far);
 *   {ClaimbookError} kind `failed`, naming the step, when the loss is not a number.
 */
export async function trainEncoder<Batch extends PairBatch>(
  options: TrainOptions<Batch>,
): Promise<TrainResult> {
  const { encoder, texts, composer, steps, batchSize = 128, learningRate = 3e-3, signal } = options;
  assertWhole("steps", steps, 1);
  assertWhole("batchSize", batchSize, 2);
  const rate = learningRateSchedule({
    peak: learningRate,
    steps,
    ...(options.warmup === undefined ? {} : { warmup: options.warmup }),
  });
  const notice = composer.coverage && coverageNotice(composer.coverage(batchSize));
  if (notice !== undefined) {
    if (options.onNotice === undefined) throw leavesOut(notice);
    options.onNotice(notice);
  }
  const losses = new Float32Array(steps);
  const trainer = new TrainingStep(encoder, {
    ...options.adamw,
    ...(options.temperature === undefined ? {} : { temperature: options.temperature }),
  });
  try {
    let sum = 0;
    let reported = 0;
    for (let step = 1; step <= steps; step++) {
      signal?.throwIfAborted();
      const batch = composer.next(batchSize, progressAt(step, steps));
      options.onBatch?.(batch, step);
      const { queries, passages } = texts.rows(batch.pairs);
      const loss = trainer.run(texts.features, queries, passages, rate(step));
      losses[step - 1] = loss;
      sum += loss;
      if (step % reportEvery === 0 || step === steps) {
        options.onProgress?.({ step, steps, loss: sum / (step - reported) });
        sum = 0;
        reported = step;
      }
      if (step % breath === 0) await setImmediate();
    }
  } finally {
    trainer.dispose();
  }
  return { losses };
}

function leavesOut(notice: string): ClaimbookError {
  return new ClaimbookError(notice, {
    kind: "usage",
    where: "batch composition",
    wayOut: "Make batches smaller, train without these languages, or take note of it (`onNotice`).",
  });
}
