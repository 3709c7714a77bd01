import { createRequire } from "node:module";
import path from "node:path";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { ClaimbookError } from "../errors.js";
import { tf } from "./tf.js";

/** A TensorFlow.js backend by its own name; `wasm` (the default) and `cpu` are always installed. */
export type BackendName = "wasm" | "cpu" | (string & {});

const hooks = ["uncaughtException", "unhandledRejection"] as const;

/**
 * Makes a TensorFlow.js backend the active one, in this thread, and waits until it is ready.
 *
 * TensorFlow.js itself falls back to another backend without a word when one fails to start; here that is an
 * error. On `wasm` the SIMD build is required: without it a step takes several times as long, also silently.
 *
 * Every worker thread has an engine of its own and must call this once.
 *
 * @param name backend to activate. Defaults to `wasm`.
 * @returns the TensorFlow.js namespace.
 * @throws {ClaimbookError} kind `usage` for a backend nobody registered, `could-not-run` when it does not start.
 */
export async function useBackend(name: BackendName = "wasm"): Promise<typeof tf> {
  const engine = tf.engine();
  const known = Object.keys(engine.registryFactory).sort();
  if (!known.includes(name)) {
    throw new ClaimbookError(`no tensor backend is called "${name}"`, {
      kind: "usage",
      where: "backend",
      wayOut: `Choose one of: ${known.join(", ")}.`,
    });
  }
  const previous = activeBackend();
  if (previous === name) return tf;
  // Otherwise TensorFlow.js advertises its native build on standard error.
  tf.enableProdMode();
  const before = hooks.map((hook) => new Set(process.listeners(hook as "uncaughtException")));
  let cause: unknown;
  let started = false;
  try {
    if (name === "wasm") await prepareWasm();
    // Not followed by `tf.ready()`, which would look for any other backend if this one fails.
    started = await tf.setBackend(name);
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
  if (!started && previous !== undefined) await tf.setBackend(previous);
  if (activeBackend() !== name) throw notActive(name, activeBackend(), cause);
  return tf;
}

/** The name of the initialised backend of this thread, if there is one. Unlike `tf.getBackend()` starts none. */
export function activeBackend(): string | undefined {
  const { registry, backendName } = tf.engine();
  return backendName !== undefined && backendName in registry ? backendName : undefined;
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

function notActive(wanted: string, active: string | undefined, cause?: unknown): ClaimbookError {
  return new ClaimbookError(`the tensor backend "${wanted}" is not active (active: ${active ?? "none"})`, {
    kind: "could-not-run",
    where: "backend",
    wayOut: 'Reinstall the dependencies, or ask for the backend "cpu" (much slower).',
    cause,
  });
}

/** Says where the npm package keeps its binaries, and refuses a Node that cannot run the SIMD one. */
async function prepareWasm(): Promise<void> {
  const manifest = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm/package.json");
  if (tf.engine().registry.wasm === undefined) {
    setWasmPaths(`${path.join(path.dirname(manifest), "dist")}${path.sep}`);
  }
  if (!(await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT"))) {
    throw new ClaimbookError("this Node cannot run WebAssembly SIMD", {
      kind: "could-not-run",
      wayOut: "Use Node 20.19 or newer on a processor with SIMD.",
    });
  }
}
