import path from "node:path";
import { deserialize, serialize } from "node:v8";
import { type Clock, now } from "../clock.js";
import { ClaimbookError } from "../errors.js";
import { type KernelHost, kernelHost } from "../kernel/host-api.js";
import { projectRoot } from "../paths.js";
import type { AnyFunction } from "./code-hash.js";
import { identify, keyOf } from "./key.js";
import { StepDisplay, type StepState } from "./step-display.js";
import { assertStorable } from "./storable.js";
import { cacheFolder, mayReuse, type StoredValue, ValueStore } from "./store.js";

export type StepInputs = Readonly<Record<string, unknown>>;

/** How a value that is more than plain data is stored. */
export interface StoredForm<T, S> {
  /** Plain data that say all about the value. What the value holds (tensors, say) may be disposed of here. */
  to(value: T): S | Promise<S>;
  /** The value again. */
  from(stored: S): T | Promise<T>;
}

export interface StepOptions<I extends StepInputs = StepInputs, T = unknown, S = unknown> {
  /**
   * What the result depends on besides the code: JSON values, typed arrays, Date, Map, Set, data sets with their
   * record. An input with the name of an outer variable also stands for that variable in the step's function.
   */
  inputs?: I;
  stored?: StoredForm<T, S>;
  /** Ends the step besides the interruption of its cell. */
  signal?: AbortSignal;
}

/** What a step's function gets besides the signal. */
export interface StepWork<I extends StepInputs = StepInputs> {
  inputs: I;
  /**
   * Shows how far the step is.
   *
   * @param share 0 to 1
   * @param note a few words, e.g. `loss 0.31`
   */
  progress(share: number, note?: string): void;
}

export type StepFunction<I extends StepInputs, T> = (
  signal: AbortSignal,
  work: StepWork<I>,
) => T | Promise<T>;

/** What a step has to do with the world. */
export interface StepSurroundings {
  host: KernelHost | undefined;
  /** Absolute path of the project: its modules, lockfile and cache. */
  project: string;
  env: Readonly<NodeJS.ProcessEnv>;
  clock: Clock;
  /** Milliseconds of a clock that never goes back. */
  elapsed: () => number;
  /** When the code that runs was read from its files, in milliseconds since 1970. */
  loaded: number;
}

/** Between two looks at a running step, in milliseconds. */
const refresh = 1000;
let count = 0;

/**
 * Computes a value, or takes it from an earlier run when nothing that it depends on has changed: the step's name and
 * inputs, the function's source with what it captures, the source of every local module that it imports, the
 * project's lockfile, and the major version of Node. See docs/decisions/step-cache.md for what counts and what not.
 *
 * The value must be plain data (structured clone), or `stored` has to turn it into such. What is returned is always
 * a copy made from the stored form, also the first time: nothing is shared between two calls or with the function.
 *
 * ```ts
 * const weights = await step("train hybrid", { inputs: { seed, data } }, async (signal) => train(data, seed, signal));
 * ```
 *
 * @param fn must return all that it computes: when the value is reused it does not run. It may read files and the
 *   environment only when `inputs` say what is in them.
 * @throws ClaimbookError (`usage`) for inputs or captured values that cannot be hashed and results that cannot be
 *   stored, naming them; the signal's reason when interrupted; whatever `fn` throws. Then nothing is stored.
 */
export function step<T, I extends StepInputs = StepInputs>(
  name: string,
  fn: StepFunction<I, T>,
): Promise<Awaited<T>>;
export function step<T, I extends StepInputs, S = unknown>(
  name: string,
  options: StepOptions<I, T, S>,
  fn: StepFunction<I, T>,
): Promise<Awaited<T>>;
export function step(
  name: string,
  optionsOrFunction: StepOptions | StepFunction<StepInputs, unknown>,
  fn?: StepFunction<StepInputs, unknown>,
): Promise<unknown> {
  const [options, body] =
    typeof optionsOrFunction === "function" ? [{}, optionsOrFunction] : [optionsOrFunction, fn];
  const host = kernelHost();
  return runStep(name, options, body, {
    host,
    project: host?.project ?? projectRoot(process.cwd()),
    env: process.env,
    clock: () => now(),
    elapsed: () => performance.now(),
    loaded: host === undefined ? performance.timeOrigin : (host.cell()?.started ?? Date.now()),
  });
}

/** `step` with its surroundings given. */
export async function runStep(
  name: string,
  options: StepOptions,
  fn: StepFunction<StepInputs, unknown> | undefined,
  around: StepSurroundings,
): Promise<unknown> {
  if (typeof name !== "string" || name.trim() === "" || typeof fn !== "function") {
    throw new ClaimbookError("a step needs a name and a function", {
      kind: "usage",
      where: "step",
      wayOut: 'Write `await step("a name", { inputs }, async (signal) => ...)`.',
    });
  }
  const { inputs = {}, stored } = options;
  const { host, project, env, clock } = around;
  const display = new StepDisplay(name, `step-${++count}`);
  const functions: AnyFunction[] = stored === undefined ? [fn] : [fn, stored.to, stored.from];
  // Jupyter's name for where a notebook lies (src/execution gives it too).
  const notebook = env.JPY_SESSION_NAME ?? "";
  const surroundings = {
    project,
    ...(host?.lookup === undefined ? {} : { lookup: (asked: string) => host.lookup(asked) }),
    ...(path.isAbsolute(notebook) ? { notebookFolder: path.dirname(notebook) } : {}),
  };
  const store = mayReuse(env) ? new ValueStore(cacheFolder(project, env)) : undefined;
  const identity = store && identify(name, inputs, functions, surroundings);
  const key = identity && keyOf(identity.parts);
  // Otherwise a value of the code that runs would pass for one of the code that is in the file now.
  const edited = () => identity?.graph.editedSince(around.loaded);
  const kept = key === undefined || edited() !== undefined ? undefined : await store!.get(key);
  if (kept !== undefined) {
    display.show(stateOf(kept, env));
    return stored === undefined ? kept.value : stored.from(kept.value);
  }

  // Asked for only now: the kernel gives a cell that listens to its signal more time to end by itself.
  const signal = AbortSignal.any([host?.signal(), options.signal].filter((each) => each !== undefined));
  signal.throwIfAborted();
  const compute = (work: StepWork) => fn(signal, work);
  const toStored = async (value: unknown) =>
    toBytes(stored === undefined ? value : await stored.to(value), `step ${JSON.stringify(name)}`);
  const { bytes, milliseconds } = await watched(compute, toStored, inputs, signal, display, around.elapsed);
  const state: StepState = { is: "computed", milliseconds };
  const late = edited();
  if (late !== undefined) state.notKept = `${late} was edited after it was loaded`;
  else if (key !== undefined) {
    const run = env.CLAIMBOOK_RUN;
    const note = { name, computed: clock().toISOString(), milliseconds, ...(run ? { run } : {}) };
    // Without a file the next run takes longer, and this one is right all the same.
    await store!.putBytes(key, bytes, note).catch((error: Error) => {
      state.notKept = error.message;
    });
  }
  display.show(state);
  const copy: unknown = deserialize(bytes);
  return stored === undefined ? copy : stored.from(copy);
}

/** An interrupted run that is resumed shows what it would have shown without the interruption. */
function stateOf(kept: StoredValue, env: Readonly<NodeJS.ProcessEnv>): StepState {
  const { milliseconds, computed, run } = kept;
  if (run !== undefined && run === env.CLAIMBOOK_RUN) return { is: "computed", milliseconds };
  return { is: "reused", milliseconds, computed: new Date(computed) };
}

/** Computes the value and makes bytes of it, and shows that it runs. */
async function watched(
  compute: (work: StepWork) => unknown,
  toStored: (value: unknown) => Promise<Buffer>,
  inputs: StepInputs,
  signal: AbortSignal,
  display: StepDisplay,
  elapsed: () => number,
): Promise<{ bytes: Buffer; milliseconds: number }> {
  const started = elapsed();
  let latest: { share?: number; note?: string } = {};
  let shown = started;
  const show = () => {
    shown = elapsed();
    display.show({ is: "running", milliseconds: shown - started, ...latest });
  };
  const progress = (share: number, note?: string) => {
    latest = {
      share: Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)),
      ...(note === undefined ? {} : { note }),
    };
    // The timer does not come while the function keeps the thread busy.
    if (elapsed() - shown >= refresh) show();
  };
  show();
  const timer = setInterval(show, refresh);
  timer.unref();
  let interrupt = () => {};
  try {
    const interrupted = new Promise<never>((_, reject) => {
      interrupt = () => reject(signal.reason);
      signal.addEventListener("abort", interrupt, { once: true });
    });
    // In a promise job of its own, so that what it throws at once is a rejection too.
    const value = await Promise.race([
      Promise.resolve().then(() => compute({ inputs, progress })),
      interrupted,
    ]);
    signal.throwIfAborted();
    const milliseconds = elapsed() - started;
    return { bytes: await toStored(value), milliseconds };
  } catch (error) {
    display.show({
      is: signal.aborted ? "interrupted" : "failed",
      milliseconds: elapsed() - started,
    });
    throw error;
  } finally {
    clearInterval(timer);
    signal.removeEventListener("abort", interrupt);
  }
}

function toBytes(value: unknown, where: string): Buffer {
  assertStorable(value, where);
  try {
    return serialize(value);
  } catch (error) {
    throw new ClaimbookError(`its value cannot be stored: ${(error as Error).message}`, {
      kind: "usage",
      where,
      wayOut: "Return plain data, and less of it where it is gigabytes.",
      cause: error,
    });
  }
}
