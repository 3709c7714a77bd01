import { now } from "../clock.js";
import { kernelHost } from "../kernel/host-api.js";
import { projectRoot } from "../paths.js";
import { cacheFolder, mayReuse } from "../step/store.js";
import { ResultCache } from "./cache.js";
import { ProgressDisplay } from "./progress-display.js";
import type { TrainingProgress } from "./training-job.js";

/** What every training of an experiment has, whatever it trains. */
export interface Job {
  /** The reader's name of the batch composition, e.g. `X-X`. */
  method: string;
  seed: number;
  steps: number;
}

/** What is told of the trainings while they run. */
export interface JobEvents<J extends Job, Outcome> {
  signal?: AbortSignal;
  onProgress: (job: J, progress: TrainingProgress) => void;
  /** Called once for each training, as soon as it is done. */
  onOutcome: (job: J, outcome: Outcome) => void;
}

/**
 * Does the trainings of an experiment, each once: what an earlier run has finished is taken from the store (unless
 * `CLAIMBOOK_REUSE=never`), the others are handed to `run` together. Shows its progress in the cell, and ends when
 * the cell is interrupted; what is done by then is kept.
 *
 * @param options.partsOf everything that a training's outcome depends on
 * @param options.run does the trainings that are left, in any order
 * @returns the outcomes in the order of `jobs`
 */
export async function runJobs<J extends Job, Outcome extends { loss: readonly number[] }>(
  jobs: readonly J[],
  options: {
    partsOf: (job: J) => unknown;
    run: (jobs: readonly J[], events: JobEvents<J, Outcome>) => Promise<void>;
    /** Where there is no cell that could be interrupted. */
    signal?: AbortSignal;
    /** Called once an outcome is in the store, to clear up; its errors are passed over. */
    kept?: (job: J) => Promise<void>;
  },
): Promise<Outcome[]> {
  const { env } = process;
  const cache = new ResultCache<Outcome>(
    mayReuse(env) ? cacheFolder(projectRoot(process.cwd()), env) : undefined,
  );
  const keyOf = (job: J) => cache.key(options.partsOf(job));
  const signal = kernelHost()?.signal() ?? options.signal;
  const progress = new ProgressDisplay(`trainings-${cache.key(jobs).slice(0, 12)}`, jobs, () =>
    performance.now(),
  );
  const outcomes = new Map<J, Outcome>();
  const kept: Promise<unknown>[] = [];
  const started = new Map<J, number>();
  for (const job of jobs) {
    const earlier = await cache.get(keyOf(job));
    if (earlier === undefined) continue;
    outcomes.set(job, earlier.value);
    // A run that was interrupted and goes on shows its own trainings as it would have without the interruption.
    if (earlier.run !== undefined && earlier.run === env.CLAIMBOOK_RUN)
      progress.update(job, doneState(job, earlier.value));
    else progress.reuse(job);
  }
  try {
    await options.run(
      jobs.filter((job) => !outcomes.has(job)),
      {
        ...(signal === undefined ? {} : { signal }),
        onProgress: (job, state) => {
          if (!started.has(job)) started.set(job, performance.now());
          progress.update(job, state);
        },
        onOutcome: (job, outcome) => {
          outcomes.set(job, outcome);
          progress.update(job, doneState(job, outcome));
          const note = {
            name: `training ${job.method}, seed ${job.seed}`,
            computed: now(env).toISOString(),
            milliseconds: performance.now() - (started.get(job) ?? performance.now()),
            ...(env.CLAIMBOOK_RUN ? { run: env.CLAIMBOOK_RUN } : {}),
          };
          kept.push(
            cache.put(keyOf(job), outcome, note).then((failed) =>
              // Like a cache that cannot be written: costs space, not results.
              failed === undefined ? options.kept?.(job).catch(() => {}) : undefined,
            ),
          );
        },
      },
    );
  } finally {
    progress.finish();
    await Promise.all(kept);
  }
  return jobs.map((job) => outcomes.get(job)!);
}

function doneState<Outcome extends { loss: readonly number[] }>(
  { steps }: Job,
  { loss }: Outcome,
): TrainingProgress {
  return { phase: "done", step: steps, loss: loss.at(-1)! };
}
