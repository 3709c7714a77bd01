import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { ClaimbookError } from "../errors.js";
import type { CellName } from "../kernel/host-api.js";
import { sha256Of } from "../sha256.js";
import { canonicalHash, NotHashable } from "./canonical-hash.js";
import { type AnyFunction, CodeHasher } from "./code-hash.js";
import { ModuleGraph } from "./module-graph.js";
import { kindOf } from "./plain.js";

export interface KeySurroundings {
  /** Absolute path. */
  project: string;
  lookup?: (name: string) => CellName | undefined;
  /** Absolute path of the notebook's folder, where it is known: its cells import from there. */
  notebookFolder?: string;
}

/** Everything that the value of a step depends on. */
export interface StepParts {
  format: "claimbook/step/1";
  name: string;
  /** sha256, see `canonicalHash`. */
  inputs: string;
  /** sha256 of the step's functions with what they capture. */
  code: string;
  /** sha256 over the local modules that they stand on. */
  modules: string;
  /** sha256 of the lockfile; `none` where there is none, and versions of packages go unseen. */
  lockfile: string;
  /** Major version of Node. */
  node: number;
  /** The TensorFlow.js backend, where the code uses TensorFlow.js by itself. */
  backend?: string;
}

/** Package managers' lockfiles; the first one counts. */
const lockfiles = ["package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"];

/** A step's parts, and the local modules behind them. */
export interface StepIdentity {
  parts: StepParts;
  graph: ModuleGraph;
}

/**
 * @param functions the step's own function first
 * @throws ClaimbookError (`usage`) for inputs or captured values that cannot be hashed
 */
export function identify(
  name: string,
  inputs: Readonly<Record<string, unknown>>,
  functions: readonly AnyFunction[],
  { project, lookup, notebookFolder }: KeySurroundings,
): StepIdentity {
  const where = `step ${JSON.stringify(name)}`;
  const graph = new ModuleGraph(project);
  const cellFolders = notebookFolder === undefined ? [project] : [notebookFolder, project];
  const covered = new Set(Object.keys(inputs));
  const hasher = new CodeHasher({ graph, lookup, cellFolders, covered, where });
  const code = functions.map((fn) => hasher.hash(fn));
  const parts: StepParts = {
    format: "claimbook/step/1",
    name,
    inputs: inputsHash(inputs, hasher, where),
    code: canonicalHash(code),
    modules: graph.digest(),
    lockfile: lockfileHash(project),
    node: Number.parseInt(process.versions.node, 10),
  };
  const tensors = [...hasher.packages, ...graph.packages].some((name) => name.startsWith("@tensorflow/"));
  return { parts: tensors ? { ...parts, backend: backendName() } : parts, graph };
}

/** sha256 over all the parts. */
export function keyOf(parts: StepParts): string {
  return canonicalHash(parts);
}

function inputsHash(inputs: Readonly<Record<string, unknown>>, hasher: CodeHasher, where: string): string {
  try {
    return hasher.hashValue(inputs, ["inputs"]);
  } catch (error) {
    if (!(error instanceof NotHashable)) throw error;
    throw new ClaimbookError(`inputs${error.at} is ${kindOf(error.value)}, and cannot be hashed`, {
      kind: "usage",
      where,
      wayOut:
        "Pass what it is made of: JSON values, typed arrays, Date, Map, Set, or a data set with its record.",
    });
  }
}

/** In a workspace the lockfile lies above the project. */
function lockfileHash(project: string): string {
  for (let folder = project; ; folder = path.dirname(folder)) {
    const file = lockfiles.map((name) => path.join(folder, name)).find((candidate) => existsSync(candidate));
    if (file !== undefined) return sha256Of(readFileSync(file));
    if (path.dirname(folder) === folder) return "none";
  }
}

/**
 * The backend that computes, by the engine that TensorFlow.js keeps on the global object, so that it is not loaded
 * for this. Before any is active it is `wasm`, the one that claimbook starts unless told otherwise.
 */
function backendName(): string {
  const engine = (globalThis as { _tfengine?: { backendName?: string; registry: object } })._tfengine;
  const name = engine?.backendName;
  return name !== undefined && name in engine!.registry ? name : "wasm";
}
