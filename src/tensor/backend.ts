import { ClaimbookError } from "../errors.js";
import { activeBackend, type BackendName, backendNames, registryName, tensorflow } from "./backend-names.js";
import { noteBackend } from "./backend-note.js";
import { tf } from "./tf.js";
import { findNative, loadNative, setUpNative } from "./tfjs-node.js";
import { prepareWasm } from "./wasm.js";
import { findWebgpu, registerWebgpu, setUpWebgpu } from "./webgpu.js";

export { activeBackend, type BackendName, backendNames } from "./backend-names.js";

export interface BackendOptions {
  /** With `auto`: whether `webgpu` may be chosen. Defaults to false: its results depend on the GPU and its driver. */
  webgpu?: boolean;
  /** With `auto`: told why a faster backend that is set up was passed over. */
  onPassedOver?: (name: string, reason: ClaimbookError) => void;
}

const hooks = ["uncaughtException", "unhandledRejection"] as const;

/**
 * Makes a TensorFlow.js backend the active one, in this thread, and waits until it is ready.
 *
 * TensorFlow.js itself falls back to another backend without a word when one fails to start; here that is an
 * error. On `wasm` the SIMD build is required: without it a step takes several times as long, also silently.
 *
 * Every worker thread has an engine of its own and must call this once.
 *
 * @param name backend to activate: `node-gpu`, `node`, `webgpu`, `wasm` or `cpu`; or `auto`, the first of these that
 * is set up and starts (`activeBackend()` then tells which). Defaults to `wasm`, whose results are the same bits on
 * every machine.
 * @returns the TensorFlow.js namespace.
 * @throws {ClaimbookError} kind `usage` for a backend nobody registered, `could-not-run` when it is not set up or
 * does not start; the backend that was active before then still is.
 */
export async function useBackend(
  name: BackendName | "auto" = "wasm",
  options: BackendOptions = {},
): Promise<typeof tf> {
  return name === "auto" ? useFastest(options) : activate(name);
}

/** Goes through the backends in their order, past those that nobody set up. */
async function useFastest({ webgpu = false, onPassedOver }: BackendOptions): Promise<typeof tf> {
  for (const name of backendNames) {
    if (name === "webgpu" && (!webgpu || findWebgpu() === undefined)) continue;
    if ((name === "node" || name === "node-gpu") && findNative(name) === undefined) continue;
    try {
      return await activate(name);
    } catch (error) {
      if (!(error instanceof ClaimbookError) || name === "cpu") throw error;
      onPassedOver?.(name, error);
    }
  }
  throw new Error("unreachable: cpu either starts or throws");
}

async function activate(name: string): Promise<typeof tf> {
  refuseUnknown(name);
  const previous = activeBackend();
  if (previous === name) {
    noteBackend(name);
    return tf;
  }
  const before = hooks.map((hook) => new Set(process.listeners(hook as "uncaughtException")));
  // Otherwise TensorFlow.js advertises its native build on standard error.
  tf.enableProdMode();
  let cause: unknown;
  try {
    if (name === "wasm") await prepareWasm();
    else if (name === "node" || name === "node-gpu") loadNative(name);
    else if (name === "webgpu" && tf.findBackendFactory("webgpu") == null) await registerWebgpu();
    // Not followed by `tf.ready()`, which would look for any other backend if this one fails.
    await tf.setBackend(registryName(name));
  } catch (error) {
    cause = error;
  } finally {
    // Emscripten's start-up code installs process-wide hooks that rethrow every unhandled rejection: in a
    // notebook kernel they would turn a user's forgotten promise into the end of the process.
    for (const [index, hook] of hooks.entries()) {
      for (const listener of process.listeners(hook as "uncaughtException")) {
        if (!before[index]!.has(listener)) process.removeListener(hook, listener);
      }
    }
  }
  const now = activeBackend();
  if (now === name && cause === undefined) {
    noteBackend(name);
    return tf;
  }
  // tfjs-node-gpu also starts where it sees no GPU, and would compute on the processor.
  if (name === "node-gpu" && now === "node" && previous !== "node") {
    tf.removeBackend(tensorflow);
    cause = new ClaimbookError('the tensor backend "node-gpu" is not active: TensorFlow sees no GPU', {
      kind: "could-not-run",
      where: "backend",
      wayOut: setUpNative("node-gpu"),
    });
  }
  if (previous !== undefined && activeBackend() !== previous) await tf.setBackend(registryName(previous));
  if (cause instanceof ClaimbookError) throw cause;
  throw notActive(name, activeBackend(), cause);
}

/**
 * Checks that a backend is active.
 *
 * @param wanted the one that must be; without it, any will do.
 * @throws {ClaimbookError} kind `could-not-run`, naming the backend that is active instead.
 */
export function assertBackend(wanted?: BackendName): void {
  const active = activeBackend();
  if (active !== undefined && (wanted === undefined || wanted === active)) return;
  if (wanted !== undefined) throw notActive(wanted, active);
  throw new ClaimbookError("no tensor backend is active", {
    kind: "could-not-run",
    where: "backend",
    wayOut: "Call `await useBackend()` first.",
  });
}

function refuseUnknown(name: string): void {
  const registered = Object.keys(tf.engine().registryFactory).filter((each) => each !== tensorflow);
  const known = [...new Set<string>([...backendNames, ...registered.sort()])];
  if (known.includes(name)) return;
  throw new ClaimbookError(`no tensor backend is called "${name}"`, {
    kind: "usage",
    where: "backend",
    wayOut: `Choose one of: ${known.join(", ")}; or auto.`,
  });
}

const waysOut: Record<string, string> = {
  node: setUpNative("node"),
  "node-gpu": setUpNative("node-gpu"),
  webgpu: setUpWebgpu,
};

function notActive(wanted: string, active: string | undefined, cause?: unknown): ClaimbookError {
  return new ClaimbookError(`the tensor backend "${wanted}" is not active (active: ${active ?? "none"})`, {
    kind: "could-not-run",
    where: "backend",
    wayOut: waysOut[wanted] ?? 'Reinstall the dependencies, or ask for the backend "cpu" (much slower).',
    cause,
  });
}
