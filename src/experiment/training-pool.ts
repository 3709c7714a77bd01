import { availableParallelism } from "node:os";
import { MessageChannel } from "node:worker_threads";
import { Piscina } from "piscina";
import { builtModule } from "../paths.js";
import type { Corpus } from "./corpus.js";
import type { JobEvents } from "./job-runs.js";
import type { TrainingJob, TrainingOutcome, TrainingProgress } from "./training-job.js";

export interface PoolOptions extends JobEvents<TrainingJob, TrainingOutcome> {
  /** Trainings at the same time, one core each; by default as many as there are cores. */
  workers?: number;
}

/**
 * Runs trainings side by side, each in a worker thread with its own tensor backend. Ends early when `signal` is
 * aborted or a training fails; what was done by then has been handed to `onOutcome`.
 *
 * @throws the signal's reason, or the first training's error
 */
export async function runTrainings(
  corpus: Corpus,
  jobs: readonly TrainingJob[],
  options: PoolOptions,
): Promise<void> {
  if (jobs.length === 0) return;
  options.signal?.throwIfAborted();
  const threads = Math.min(jobs.length, options.workers ?? availableParallelism());
  const pool = new Piscina<TrainingJob, TrainingOutcome>({
    filename: builtModule("experiment/training-worker"),
    workerData: corpus,
    minThreads: threads,
    maxThreads: threads,
    // A worker's heap holds the embedding and its moments beside the texts.
    resourceLimits: { maxOldGenerationSizeMb: 4096 },
  });
  const stop = () => void pool.destroy();
  options.signal?.addEventListener("abort", stop, { once: true });
  try {
    await Promise.all(
      jobs.map(async (job) => {
        const { port1, port2 } = new MessageChannel();
        port1.on("message", (progress: TrainingProgress) => options.onProgress(job, progress));
        port1.unref();
        try {
          const task = { ...job, port: port2 };
          options.onOutcome(job, await pool.run(task, { transferList: [port2] }));
        } finally {
          port1.close();
        }
      }),
    );
  } catch (error) {
    options.signal?.throwIfAborted();
    throw error;
  } finally {
    options.signal?.removeEventListener("abort", stop);
    await pool.destroy();
  }
}
