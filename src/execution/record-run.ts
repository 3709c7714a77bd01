import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { codeHash } from "../code-hash.js";
import { ownManifest } from "../manifest.js";
import { isCode, type Notebook } from "../notebook/model.js";
import { isInjected, type ParameterValue } from "../notebook/parameters.js";
import { packageRoot } from "../paths.js";
import { sha256Of } from "../sha256.js";
import { processor } from "./processor.js";
// Types only: whoever runs a notebook need not wait for the schema to load.
import type { RunRecord, RunStatus } from "./run-record.js";

/**
 * sha256 over the sources of a notebook's code cells, in order; injected parameters are not among them. Text cells
 * may be reworded without changing it.
 */
export function sourceHash(notebook: Notebook): string {
  const hash = createHash("sha256");
  for (const cell of notebook.cells) {
    if (isCode(cell) && !isInjected(cell)) hash.update(cell.source).update("\0");
  }
  return hash.digest("hex");
}

/** @param project folder whose package-lock.json pins the code that the notebook imports */
export function newRunRecord(
  notebook: Notebook,
  kernel: string,
  parameters: Readonly<Record<string, ParameterValue>>,
  project: string,
): RunRecord & { id: string } {
  const lockfile = path.join(project, "package-lock.json");
  const { version } = ownManifest();
  return {
    schema: "claimbook/run/1",
    id: randomBytes(8).toString("hex"),
    status: "running",
    claimbook: version,
    claimbookSha256: codeHash(path.join(packageRoot, "dist")),
    node: process.versions.node,
    platform: process.platform,
    arch: process.arch,
    processor: processor(),
    kernel,
    parameters: { ...parameters },
    sourceSha256: sourceHash(notebook),
    ...(existsSync(lockfile) ? { lockfileSha256: sha256Of(readFileSync(lockfile)) } : {}),
  };
}

/** The record of a run that came to its end: the same for every such run. */
export function endedRecord({ id: _, ...record }: RunRecord, status: RunStatus): RunRecord {
  return { ...record, status };
}

export function withRunRecord(notebook: Notebook, run: RunRecord): Notebook {
  const claimbook = (notebook.metadata.claimbook ?? {}) as Record<string, unknown>;
  return { ...notebook, metadata: { ...notebook.metadata, claimbook: { ...claimbook, run } } };
}
