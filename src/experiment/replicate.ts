import type { Captions } from "../datasets/index.js";
import { defaultEncoderConfig, type NgramEncoderConfig } from "../models/ngram-encoder.js";
import type { Composition } from "../training/composition/index.js";
import { resultCodeHash } from "./cache.js";
import { corpusOf, queryFactsOf } from "./captions-corpus.js";
import { assertDesign } from "./design.js";
import { runJobs } from "./job-runs.js";
import type { ModelReplicateOptions } from "./model/replicate-model.js";
import type { Replication } from "./replication.js";
import { Results } from "./results.js";
import type { TrainingJob, TrainingOutcome } from "./training-job.js";
import { runTrainings } from "./training-pool.js";

export interface ReplicateOptions {
  data: Captions;
  /** Batch compositions to compare, by the name a reader shall see. */
  batches: Readonly<Record<string, Composition>>;
  /** One training for each composition and seed; at least one, three or more for intervals over trainings. */
  seeds: readonly number[];
  budget: {
    /** Training steps, the same for every composition. */
    steps: number;
    /** Pairs a batch. Defaults to 128. */
    batchSize?: number;
  };
  /** Peak learning rate of AdamW. Defaults to 1e-2. */
  learningRate?: number;
  /** Defaults to 0.05. */
  temperature?: number;
  encoder?: Partial<NgramEncoderConfig>;
  /** Trainings at a time; one a core by default. */
  workers?: number;
}

/**
 * The paper's experiment on captions: trains one n-gram encoder for every batch composition and seed, all at the same
 * budget, and evaluates each on the data set's test queries: monolingual, cross-lingual and multilingual (arXiv
 * 2408.10536, sections 2.2 and 3.2).
 *
 * Finished trainings are kept (where steps are, unless `CLAIMBOOK_REUSE=never`), so that an interrupted experiment goes
 * on where it was. Shows its progress in the cell, and stops at the next step when the cell is interrupted.
 *
 * @throws ClaimbookError (usage) for no composition, no seed or a budget that makes no sense
 */
export function replicate(options: ReplicateOptions): Promise<Results>;
/**
 * The paper's experiment with a pretrained model: fine-tunes it for every batch composition and seed and evaluates
 * each on whole retrieval sets; see `replicateModel`.
 *
 * @throws ClaimbookError (usage) for no composition, no seed, no data or a budget that makes no sense
 */
export function replicate(options: ModelReplicateOptions): Promise<Replication>;
export async function replicate(
  options: ReplicateOptions | ModelReplicateOptions,
): Promise<Results | Replication> {
  if (!("model" in options)) return replicateCaptions(options);
  // Loaded when asked for: captions need none of it.
  const { replicateModel } = await import("./model/replicate-model.js");
  return replicateModel(options);
}

async function replicateCaptions(options: ReplicateOptions): Promise<Results> {
  const jobs = jobsOf(options);
  const corpus = corpusOf(options.data);
  const code = resultCodeHash();
  const workers = options.workers === undefined ? {} : { workers: options.workers };
  const outcomes = await runJobs<TrainingJob, TrainingOutcome>(jobs, {
    partsOf: ({ method: _, ...job }) => [code, corpus.hash, job],
    run: (left, events) => runTrainings(corpus, left, { ...workers, ...events }),
  });
  const runs = jobs.map(({ method, seed }, i) => {
    const { ranks, loss, achieved, batchLog, weightsHash } = outcomes[i]!;
    return { method, seed, ranks, loss, achieved, batchLog, weightsHash };
  });
  return new Results(runs, queryFactsOf(options.data), options.seeds[0]!);
}

function jobsOf({
  batches,
  seeds,
  budget,
  learningRate = 1e-2,
  temperature = 0.05,
  encoder,
}: ReplicateOptions): TrainingJob[] {
  assertDesign({ batches, seeds });
  const methods = Object.entries(batches);
  const { steps, batchSize = 128 } = budget;
  // Seeds outside, so that after a third of the time every method has been trained once.
  return seeds.flatMap((seed) =>
    methods.map(([method, composition]) => ({
      method,
      composition: composition.describe(),
      seed,
      steps,
      batchSize,
      learningRate,
      temperature,
      encoder: { ...defaultEncoderConfig, ...encoder },
    })),
  );
}
