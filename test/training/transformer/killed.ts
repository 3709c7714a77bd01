import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";
import { packageRoot } from "../../../src/paths.js";
import type { BatchLogEntry } from "../../../src/training/composition/index.js";
import type { EarlyStoppingState } from "../../../src/training/transformer/index.js";

/** What `train-in-process` prints at its end. */
export interface Trained {
  losses: number[];
  batchLog: BatchLogEntry[];
  validation: EarlyStoppingState;
  hash: string;
  resumedAt?: number;
}

/** `train-in-process` as one file of JavaScript; packages stay outside. The caller removes it. */
export async function bundle(): Promise<string> {
  // One level below the root, as the modules' own folders are: some look for the root from where they are.
  const folder = path.join(packageRoot, ".cache");
  await mkdir(folder, { recursive: true });
  const outfile = path.join(folder, `train-in-process-${process.pid}.mjs`);
  await build({
    entryPoints: [path.join(import.meta.dirname, "train-in-process.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "silent",
  });
  return outfile;
}

/**
 * Runs it until it ends, or kills it (SIGKILL) `after` milliseconds after it has told of step `at`.
 *
 * @returns what it printed, or undefined when it was killed before
 */
export async function train(
  script: string,
  folder: string,
  steps: number,
  kill?: { at: number; after: number },
): Promise<Trained | undefined> {
  const child = spawn(process.execPath, [script, folder, String(steps)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  let last: string | undefined;
  child.stderr.on("data", (data) => {
    errors += data;
  });
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => {
    last = line;
    if (line === `step ${kill?.at}`) setTimeout(() => child.kill("SIGKILL"), kill!.after);
  });
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  if (signal === "SIGKILL") return undefined;
  if (code !== 0) throw new Error(`the training ended with ${code ?? signal}: ${errors}`);
  return JSON.parse(last!) as Trained;
}

export const remove = (file: string) => rm(file, { recursive: true, force: true });
