import { rm } from "node:fs/promises";
import path from "node:path";
import {
  type LeakageReport,
  leakageReport,
  retrievalSide,
  trainingSide,
  withoutLeaks,
} from "../../datasets/leakage/index.js";
import type { ParallelRetrieval, ParallelTraining } from "../../datasets/retrieval-data.js";
import { kernelHost } from "../../kernel/host-api.js";
import { modelFolder } from "../../models/hub/index.js";
import { projectRoot } from "../../paths.js";
import { canonicalHash } from "../../step/canonical-hash.js";
import { cacheFolder, mayReuse } from "../../step/store.js";
import { findNative } from "../../tensor/tfjs-node.js";
import type { Composition } from "../../training/composition/index.js";
import { defaultMaxLength, defaultPrefixes } from "../../training/transformer/text-defaults.js";
import { resultCodeHash } from "../cache.js";
import { assertDesign, unusable } from "../design.js";
import { type Job, runJobs } from "../job-runs.js";
import { LiveLosses } from "../live-losses.js";
import { Replication } from "../replication.js";
import { Results, type RunResult } from "../results.js";
import type { TrainingProgress } from "../training-job.js";
import { modelHash } from "./model-hash.js";
import type { FineTuning, ModelData, ModelJob, ModelOutcome, ModelTask } from "./model-job.js";
import { runModelJobs } from "./model-runs.js";
import { retrievalFacts } from "./retrieval-facts.js";
import { savedName } from "./saved-name.js";

export interface ModelReplicateOptions extends Partial<Omit<FineTuning, "batchSize">> {
  /** A pretrained model: a name that `claimbook models list` shows, or a folder. */
  model: string;
  data: {
    training: readonly ParallelTraining[];
    /** By the name that a reader shall see; `XQuAD-R` and `MLQA-R` are compared with the paper's tables. */
    evaluation: Readonly<Record<string, ParallelRetrieval>>;
  };
  /** Batch compositions to compare, by the name a reader shall see. `X-X`, `X-Y` and `Hybrid` are the paper's. */
  batches: Readonly<Record<string, Composition>>;
  /** One fine-tuning for each composition and seed. */
  seeds: readonly number[];
  budget: {
    /** Training steps, the same for every composition. */
    steps: number;
    /** Pairs a batch. Defaults to 100, as in arXiv 2408.10536. */
    batchSize?: number;
  };
  /** Defaults to the fastest that is set up: `node-gpu`, `node`, else `wasm`. */
  backend?: string;
  /** Whether the model is also evaluated as it is. Defaults to true. */
  before?: boolean;
  /** What to do with training groups that have a text of an evaluation set in them. Defaults to `leave out`. */
  leaks?: "leave out" | "keep";
  /** The row of the paper's tables to stand beside. Defaults to `XLM-R`. */
  paperModel?: "XLM-R" | "LaBSE";
  /** Folder to save the fine-tuned models in, one folder each. */
  saveTo?: string;
  /** Steps between two checkpoints. Defaults to 100. */
  checkpointEvery?: number;
  /** Ends the running training after a checkpoint. In a notebook, interrupting the cell does so by itself. */
  signal?: AbortSignal;
  /** Told how each training goes, beside what the cell shows. */
  onProgress?: (job: Job, progress: TrainingProgress) => void;
}

/** As far as arXiv 2408.10536 states them; temperature, lengths, warm-up and clipping it does not. */
const defaults: FineTuning = {
  batchSize: 100,
  learningRate: 3e-5,
  warmup: 0.1,
  decay: "linear",
  temperature: 0.05,
  weightDecay: 0.01,
  prefixes: defaultPrefixes,
  maxLength: defaultMaxLength,
  negatives: 1,
  chunk: 64,
  tokens: "sparse",
  mixing: "by size",
};

/** The method's name of the evaluation before fine-tuning. */
const untouched = "before fine-tuning";

/**
 * Fine-tunes a pretrained model once for every batch composition and seed, all at the same budget, and evaluates each
 * on whole retrieval sets in three settings: arXiv 2408.10536, sections 2 to 4. Every training has its own process
 * and checkpoints: an interrupted experiment goes on at the last one, with the same batches and the same weights.
 */
export async function replicateModel(options: ModelReplicateOptions): Promise<Replication> {
  const folder = await modelFolder(options.model, process.env, projectRoot(process.cwd()));
  const backend = options.backend ?? fastest();
  const jobs = jobsOf(options, await modelHash(folder), backend);
  const leakage = await checkLeakage(options);
  const training = options.data.training.map((set) =>
    options.leaks === "keep"
      ? set
      : withoutLeaks(
          set,
          leakage.leakages.filter(({ training: { name } }) => name === set.record.name),
        ),
  );
  const data: ModelData = {
    training: training.map(({ record, locales, texts }) => ({ name: record.name, locales, texts })),
    evaluation: Object.fromEntries(
      Object.entries(options.data.evaluation).map(([name, { locales, queries, candidates, relevant }]) => [
        name,
        { locales, queries, candidates, relevant },
      ]),
    ),
  };
  const code = resultCodeHash();
  const dataHash = canonicalHash([
    data.training,
    Object.entries(options.data.evaluation).map(([name, { record }]) => [name, record]),
  ]);
  const partsOf = ({ method: _, ...job }: ModelJob) => [code, dataHash, job];
  const checkpointsOf = (job: ModelJob) => checkpointFolder(canonicalHash(partsOf(job)));
  const live = new LiveLosses(`losses-${canonicalHash(jobs).slice(0, 12)}`, () => performance.now());
  let outcomes: ModelOutcome[];
  try {
    outcomes = await runJobs<ModelJob, ModelOutcome>(jobs, {
      partsOf,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      run: (left, events) =>
        runModelJobs(
          left.map(
            (job): ModelTask => taskOf(job, { options, data, folder, checkpoints: checkpointsOf(job) }),
          ),
          {
            ...events,
            onProgress: (job, progress) => {
              live.update(job, progress);
              events.onProgress(job, progress);
              options.onProgress?.(job, progress);
            },
          },
        ),
      kept: (job) => rm(checkpointsOf(job), { recursive: true, force: true }),
    });
  } finally {
    live.finish();
  }
  return assemble(options, jobs, outcomes, leakage);
}

function assemble(
  { model, data, seeds, paperModel = "XLM-R" }: ModelReplicateOptions,
  jobs: readonly ModelJob[],
  outcomes: readonly ModelOutcome[],
  leakage: LeakageReport,
): Replication {
  const runsOf = (dataset: string, wanted: (job: ModelJob) => boolean): RunResult[] =>
    jobs.flatMap((job, i) => {
      const { ranks, loss, achieved, batchLog, weightsHash } = outcomes[i]!;
      const { method, seed } = job;
      return wanted(job)
        ? [{ method, seed, ranks: ranks[dataset]!, loss, achieved, batchLog, weightsHash }]
        : [];
    });
  const results: Record<string, Results> = {};
  const before: Record<string, Results> = {};
  for (const [name, set] of Object.entries(data.evaluation)) {
    const facts = retrievalFacts(set, name);
    results[name] = new Results(
      runsOf(name, (job) => job.steps > 0),
      facts,
      seeds[0]!,
    );
    const plain = runsOf(name, (job) => job.steps === 0);
    if (plain.length > 0) before[name] = new Results(plain, facts, seeds[0]!);
  }
  const notices = jobs.flatMap(({ method, seed }, i) =>
    outcomes[i]!.notices.map((text) => `${method}, seed ${seed}: ${text}`),
  );
  return new Replication({ model: path.basename(model), results, before, paperModel, leakage, notices });
}

function taskOf(
  job: ModelJob,
  parts: { options: ModelReplicateOptions; data: ModelData; folder: string; checkpoints: string },
): ModelTask {
  const { options, data, folder, checkpoints } = parts;
  const { saveTo, checkpointEvery } = options;
  return {
    job,
    data,
    folder,
    checkpoints: {
      folder: checkpoints,
      ...(checkpointEvery === undefined ? {} : { every: checkpointEvery }),
    },
    ...(saveTo === undefined ? {} : { saveTo: path.resolve(saveTo, savedName(job.method, job.seed)) }),
  };
}

async function checkLeakage({ data, signal: given }: ModelReplicateOptions): Promise<LeakageReport> {
  const signal = kernelHost()?.signal() ?? given;
  const report = await leakageReport(
    data.training.map(trainingSide),
    Object.values(data.evaluation).map((set) => retrievalSide(set)),
    signal === undefined ? {} : { signal },
  );
  return report.show();
}

/** Interrupted trainings are taken up again only where results of earlier runs may be reused. */
function checkpointFolder(key: string): string {
  const { env } = process;
  const own = mayReuse(env) ? key : `${key}-${env.CLAIMBOOK_RUN ?? process.pid}`;
  return path.join(cacheFolder(projectRoot(process.cwd()), env), "trainings", own);
}

function fastest(): string {
  return (["node-gpu", "node"] as const).find((name) => findNative(name) !== undefined) ?? "wasm";
}

function jobsOf(options: ModelReplicateOptions, model: string, backend: string): ModelJob[] {
  const { batches, seeds, budget, data, before = true } = options;
  assertDesign({ batches, seeds });
  const methods = Object.entries(batches);
  if (data.training.length === 0)
    throw unusable("there is nothing to train on", "Name a data set under `data.training`.");
  if (Object.keys(data.evaluation).length === 0)
    throw unusable("there is nothing to evaluate on", "Name a data set under `data.evaluation`.");
  if (!(Number.isInteger(budget.steps) && budget.steps >= 1))
    throw unusable(`steps must be a whole number from 1 on, not ${budget.steps}`, "Give `budget.steps`.");
  const names = new Set(data.training.map(({ record }) => record.name));
  if (names.size < data.training.length)
    throw unusable("two training sets have one name", "Put the texts of both into one, or leave one out.");
  const asked = Object.fromEntries(
    Object.keys(defaults).flatMap((key) => {
      const value = options[key as keyof typeof options];
      return value === undefined ? [] : [[key, value]];
    }),
  ) as Partial<FineTuning>;
  const common = {
    ...defaults,
    ...asked,
    ...(budget.batchSize === undefined ? {} : { batchSize: budget.batchSize }),
    model,
    backend,
  };
  // What needs no training first; then seeds outside, so that early on every method has been trained once.
  const plain = before
    ? [{ ...common, method: untouched, seed: seeds[0]!, steps: 0, composition: methods[0]![1].describe() }]
    : [];
  return [
    ...plain,
    ...seeds.flatMap((seed) =>
      methods.map(([method, composition]) => ({
        ...common,
        method,
        seed,
        steps: budget.steps,
        composition: composition.describe(),
      })),
    ),
  ];
}
