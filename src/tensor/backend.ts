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
  const known = tf.engine().registryFactory;
  if (!(name in known)) {
    throw new ClaimbookError(`no tensor backend is called "${name}"`, {
      kind: "usage",
      where: "backend",
      wayOut: `Choose one of: ${Object.keys(known).sort().join(", ")}.`,
    });
  }
  if (tf.engine().backendName === name) return tf;
  // Otherwise TensorFlow.js advertises its native build on standard error.
  tf.enableProdMode();
  const before = hooks.map((hook) => new Set(process.listeners(hook as "uncaughtException")));
  let cause: unknown;
  try {
    if (name === "wasm") await prepareWasm();
    await tf.setBackend(name);
    await tf.ready();
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
  assertBackend(name, cause);
  return tf;
}

/**
 * Checks that the wanted backend is the active one.
 *
 * @param name the backend that must be active; without it, any initialised backend will do.
 * @throws {ClaimbookError} kind `could-not-run`, naming the backend that is active instead.
 */
export function assertBackend(name?: BackendName, cause?: unknown): void {
  const active = tf.engine().backendName;
  if (cause === undefined && (name === undefined ? active !== undefined : active === name)) return;
  throw new ClaimbookError(
    name === undefined
      ? "no tensor backend is active"
      : `the tensor backend "${name}" is not active (active: ${active ?? "none"})`,
    {
      kind: "could-not-run",
      where: "backend",
      wayOut:
        name === undefined
          ? "Call `await useBackend()` first."
          : 'Reinstall the dependencies, or ask for the backend "cpu" (much slower).',
      cause,
    },
  );
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
