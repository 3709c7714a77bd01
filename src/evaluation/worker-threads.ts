import { availableParallelism } from "node:os";
import { Piscina } from "piscina";
import { builtModule } from "../paths.js";

export interface ThreadOptions {
  /** Threads to share the queries among; defaults to the processor's cores. */
  threads?: number;
}

/** How many threads so many queries are shared among: at least one, at most one for each query. */
export function threadsFor(queryCount: number, options: ThreadOptions): number {
  return Math.max(1, Math.min(options.threads ?? availableParallelism(), queryCount));
}

/**
 * Threads that run a module of the built package, one task at a time each. `destroy` them in the end.
 *
 * @param module as `builtModule` names it
 */
export function workerThreads<Task, Result>(module: string, threads: number): Piscina<Task, Result> {
  return new Piscina<Task, Result>({
    filename: builtModule(module),
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
  });
}

/** The numbers in memory that threads share; a copy unless they lie there already. */
export function shared(values: Float32Array): Float32Array {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const copy = new Float32Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
