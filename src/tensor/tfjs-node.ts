import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { ClaimbookError } from "../errors.js";
import { tensorflow } from "./backend-names.js";
import { type FoundPackage, findPackage, type Place, thisPlace } from "./native-folder.js";
import { tf } from "./tf.js";

export type NativeName = "node" | "node-gpu";

const packages: Record<NativeName, string> = {
  node: "@tensorflow/tfjs-node",
  "node-gpu": "@tensorflow/tfjs-node-gpu",
};

const commands: Record<NativeName, string> = {
  node: "npm run setup:native",
  "node-gpu": "npm run setup:native -- --gpu --cuda",
};

/** The package behind a native backend, wherever it is; says nothing about whether it would start. */
export function findNative(name: NativeName, place: Place = thisPlace()): FoundPackage | undefined {
  return findPackage(packages[name], name, place);
}

/** How to get a native backend: for clones of claimbook, and for projects that have it as a dependency. */
export function setUpNative(name: NativeName): string {
  const command = commands[name];
  const elsewhere = command.replace(
    /^npm run setup:native( --)?/,
    "node node_modules/claimbook/scripts/setup-native.mjs",
  );
  return `Set it up with: ${command} (where claimbook is a dependency: ${elsewhere}), or ask for the backend "wasm".`;
}

/**
 * Loads tfjs-node or tfjs-node-gpu into this thread's engine, where it registers the backend `tensorflow` and makes
 * it active. Loading twice does nothing.
 *
 * @returns the package's own namespace: TensorFlow.js plus `tf.node` and the `file://` handlers of `tf.io`.
 * @throws {ClaimbookError} kind `could-not-run` if the package is not there, does not load or is the other of the two.
 */
export function loadNative(name: NativeName): typeof tf & { node?: unknown } {
  const found = findNative(name);
  if (found === undefined) {
    throw new ClaimbookError(`the tensor backend "${name}" is not installed (no ${packages[name]})`, {
      kind: "could-not-run",
      where: "backend",
      wayOut: setUpNative(name),
    });
  }
  if (
    name === "node-gpu" &&
    !existsSync("/dev/nvidia0") &&
    !existsSync("/dev/dxg") &&
    process.platform === "linux"
  ) {
    // Asked before loading: afterwards TensorFlow would be in this process, and tfjs-node could not be any more.
    throw new ClaimbookError('the tensor backend "node-gpu" finds no NVIDIA GPU (/dev/nvidia0)', {
      kind: "could-not-run",
      where: "backend",
      wayOut: 'Give this machine or container its GPU and driver, or ask for the backend "node" or "wasm".',
    });
  }
  const loaded = tf.engine().registry[tensorflow] as { isGPUPackage?: boolean } | undefined;
  if (loaded !== undefined && loaded.isGPUPackage !== (name === "node-gpu")) {
    throw new ClaimbookError(
      `this process has loaded ${loaded.isGPUPackage ? packages["node-gpu"] : packages.node} already; TensorFlow can be in it only once`,
      {
        kind: "could-not-run",
        where: "backend",
        wayOut: "Use one of the two in one process (restart the kernel).",
      },
    );
  }
  const require = createRequire(import.meta.url);
  let namespace: typeof tf;
  try {
    // Our own build has an addition that keeps TensorFlow from reporting ordinary things on standard error.
    const quiet = path.join(found.home, "lib", "quiet.node");
    if (existsSync(quiet))
      require(quiet).load(path.join(found.home, "deps/lib/libtensorflow_framework.so.2"));
    namespace = require(found.home) as typeof tf;
  } catch (cause) {
    throw new ClaimbookError(`${found.name} in ${found.home} does not load: ${firstLine(cause)}`, {
      kind: "could-not-run",
      where: "backend",
      wayOut: found.ours ? `Build it again: ${commands[name]}` : setUpNative(name),
      cause,
    });
  }
  // Its tensors would mean nothing to ours.
  if (namespace.engine() !== tf.engine()) {
    throw new ClaimbookError(
      `${path.join(found.home)} runs on another copy of TensorFlow.js than claimbook`,
      {
        kind: "could-not-run",
        where: "backend",
        wayOut: `Give both ${tf.version.tfjs}, or: ${commands[name]}`,
      },
    );
  }
  return namespace;
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n")[0]!;
}
