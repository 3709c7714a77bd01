import { execFile } from "node:child_process";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { builtModule } from "../paths.js";
import { backendNames } from "./backend-names.js";
import type { Place } from "./native-folder.js";
import { findNative } from "./tfjs-node.js";
import { findWebgpu } from "./webgpu.js";

export interface BackendState {
  name: (typeof backendNames)[number];
  /** `broken`: set up, but it does not start here. */
  state: "works" | "broken" | "not set up";
  /** The version and where it is, the GPU's name, or why it does not start. */
  detail: string;
  /** What to do about a broken one. */
  wayOut?: string;
}

/**
 * Tries every backend that is set up, fastest first, each in a process of its own: two TensorFlows do not fit into
 * one process, and a GPU driver may bring its process down.
 */
export async function surveyBackends(place: Place & { signal?: AbortSignal }): Promise<BackendState[]> {
  const states: BackendState[] = [];
  for (const name of backendNames) {
    const found = name === "node" || name === "node-gpu" ? findNative(name, place) : undefined;
    const there = name === "wasm" || name === "cpu" || found || (name === "webgpu" && findWebgpu(place));
    if (!there) {
      states.push({ name, state: "not set up", detail: "" });
      continue;
    }
    const where = found === undefined ? "" : `${found.name} ${found.version} in ${found.home}`;
    states.push({ name, ...(await tryOut(name, where, place)) });
  }
  return states;
}

async function tryOut(
  name: string,
  where: string,
  { cwd, env, signal }: Place & { signal?: AbortSignal },
): Promise<Omit<BackendState, "name">> {
  const url = (module: string) => JSON.stringify(pathToFileURL(builtModule(module)).href);
  const script = `
    const { useBackend } = await import(${url("tensor/backend")});
    const { webgpuDevice } = await import(${url("tensor/webgpu")});
    const answer = await useBackend(${JSON.stringify(name)}).then(
      async (tf) => ({ product: (await tf.matMul([[1, 2]], [[3], [4]]).data())[0], device: webgpuDevice() ?? "" }),
      (error) => ({ problem: error.message, wayOut: error.wayOut }),
    );
    process.stdout.write(JSON.stringify(answer), () => process.exit());`;
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
      cwd,
      env,
      timeout: 60_000,
      ...(signal === undefined ? {} : { signal }),
    });
    const answer = JSON.parse(stdout) as {
      product?: number;
      device?: string;
      problem?: string;
      wayOut?: string;
    };
    if (answer.product === 11) return { state: "works", detail: answer.device || where };
    const detail = answer.problem ?? `1 * 3 + 2 * 4 gave ${answer.product}`;
    return { state: "broken", detail, ...(answer.wayOut === undefined ? {} : { wayOut: answer.wayOut }) };
  } catch (error) {
    if (signal?.aborted) throw error;
    const { signal: killed, code } = error as { signal?: string; code?: number };
    return { state: "broken", detail: `its process ended with ${killed ?? `exit status ${code}`}` };
  }
}
