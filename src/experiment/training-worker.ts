import type { MessagePort } from "node:worker_threads";
import { workerData } from "piscina";
import { type Pool, preparePool, rankQueriesOnCpu } from "../evaluation/index.js";
import { NgramEncoder } from "../models/ngram-encoder.js";
import { useBackend } from "../tensor/backend.js";
import { achievedRatio, type BatchLogEntry, composer, logEntry } from "../training/composition/index.js";
import { trainEncoder } from "../training/loop.js";
import { PairTexts } from "../training/pair-texts.js";
import { packLog } from "./batch-log.js";
import type { Corpus } from "./corpus.js";
import { tenths } from "./tenths.js";
import type { TrainingJob, TrainingOutcome, TrainingProgress } from "./training-job.js";

const corpus = workerData as Corpus;

/** Hashed once a worker: trainings with one configuration share them. */
const shared = new Map<string, PairTexts>();
let pool: Pool | undefined;

/** One training and its evaluation: the work of one task of the pool. */
export default async function train({
  port,
  ...job
}: TrainingJob & { port: MessagePort }): Promise<TrainingOutcome> {
  const report = (progress: TrainingProgress) => port.postMessage(progress);
  await useBackend("wasm");
  const features = JSON.stringify([job.encoder.buckets, job.encoder.ngrams]);
  let texts = shared.get(features);
  if (texts === undefined) {
    texts = new PairTexts(corpus.training, job.encoder);
    shared.set(features, texts);
  }
  const encoder = NgramEncoder.create(job.encoder, job.seed);
  const log: BatchLogEntry[] = [];
  const started = performance.now();
  let loss = Number.NaN;
  const { losses } = await trainEncoder({
    encoder,
    texts,
    composer: composer(job.composition, corpus.training, corpus.locales, job.seed),
    steps: job.steps,
    batchSize: job.batchSize,
    learningRate: job.learningRate,
    temperature: job.temperature,
    onBatch: (batch, step) => {
      log.push(logEntry(step, batch));
    },
    onProgress: (progress) => {
      loss = progress.loss;
      report({ phase: "training", step: progress.step, loss });
    },
  });
  const stepMilliseconds = (performance.now() - started) / job.steps;
  report({ phase: "evaluating", step: job.steps, loss });
  const { candidates, queries } = corpus;
  pool ??= preparePool(candidates);
  const ranks = rankQueriesOnCpu(
    pool,
    encoder.encode(candidates.texts),
    { embeddings: encoder.encode(queries.texts), groups: queries.groups, locales: queries.locales },
    job.encoder.dim,
  );
  return {
    ranks,
    loss: tenths(losses),
    achieved: achievedRatio(log),
    batchLog: packLog(log),
    weightsHash: encoder.weightsHash(),
    stepMilliseconds,
  };
}
