import { fork } from "node:child_process";
import { ClaimbookError, type ErrorKind } from "../../errors.js";
import { builtModule } from "../../paths.js";
import type { JobEvents } from "../job-runs.js";
import type { ModelJob, ModelMessage, ModelOutcome, ModelTask } from "./model-job.js";

/** Milliseconds that a training may take to write its checkpoint once it is asked to end. */
const patience = 60_000;

/**
 * Fine-tunes and evaluates, one training after another, each in a process of its own. Ends early when the signal is
 * aborted (the running training writes a checkpoint first) or a training fails; what was done by then has been
 * handed to `onOutcome`.
 *
 * @throws the signal's reason, or the first training's error; {ClaimbookError} kind `could-not-run` for a process
 *   that ended without a word, as one does that the operating system ends for its memory
 */
export async function runModelJobs(
  tasks: readonly ModelTask[],
  events: JobEvents<ModelJob, ModelOutcome>,
): Promise<void> {
  for (const task of tasks) {
    events.signal?.throwIfAborted();
    events.onOutcome(task.job, await runTask(task, events));
  }
}

function runTask(task: ModelTask, events: JobEvents<ModelJob, ModelOutcome>): Promise<ModelOutcome> {
  const { job } = task;
  const { signal } = events;
  // The kernel's host has flags of its own, which are not for this process.
  const child = fork(builtModule("experiment/model/model-process"), [], {
    serialization: "advanced",
    execArgv: [],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let words = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    words = (words + text).slice(-4000);
  });
  return new Promise<ModelOutcome>((resolve, reject) => {
    let end: NodeJS.Timeout | undefined;
    const abort = () => {
      child.send({ type: "abort" }, () => {});
      end = setTimeout(() => child.kill("SIGKILL"), patience);
    };
    signal?.addEventListener("abort", abort, { once: true });
    let outcome: ModelOutcome | undefined;
    let failure: unknown;
    child.on("message", (message: ModelMessage) => {
      if (message.type === "progress") events.onProgress(job, message);
      else if (message.type === "outcome") outcome = message.outcome;
      else failure = errorOf(message.error, job);
    });
    child.once("error", (error) => {
      failure ??= error;
    });
    child.once("close", (code, ended) => {
      clearTimeout(end);
      signal?.removeEventListener("abort", abort);
      if (outcome !== undefined) resolve(outcome);
      else if (signal?.aborted) reject(signal.reason as Error);
      else reject(failure ?? silent(job, code, ended, words));
    });
    child.send(task, (error) => {
      if (error !== null) failure ??= error;
    });
  });
}

function placeOf({ method, seed }: ModelJob): string {
  return `training ${method}, seed ${seed}`;
}

function errorOf(
  { message, kind, where, wayOut, stack }: Extract<ModelMessage, { type: "error" }>["error"],
  job: ModelJob,
): Error {
  if (kind === undefined) return Object.assign(new Error(`${placeOf(job)}: ${message}`), { stack });
  return new ClaimbookError(message, {
    kind: kind as ErrorKind,
    where: where === undefined ? placeOf(job) : `${placeOf(job)}, ${where}`,
    ...(wayOut === undefined ? {} : { wayOut }),
  });
}

function silent(job: ModelJob, code: number | null, ended: string | null, words: string): ClaimbookError {
  const how = ended === null ? `with exit code ${code}` : `by ${ended}`;
  const said = words.trim();
  return new ClaimbookError(`its process ended ${how} and left no result${said === "" ? "" : `: ${said}`}`, {
    kind: "could-not-run",
    where: placeOf(job),
    wayOut:
      "If memory ran out: give a smaller `chunk` or `maxLength`. The same call goes on from the last checkpoint.",
  });
}
