import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Static, Type } from "@sinclair/typebox";
import { codeHash } from "../code-hash.js";
import { schemaProblems } from "../json-schema.js";
import { isCode, type Notebook } from "../notebook/model.js";
import { isInjected, type ParameterValue } from "../notebook/parameters.js";
import { packageRoot } from "../paths.js";

/**
 * How an executed notebook came about: `metadata.claimbook.run`. It holds no time of day, so that the same run
 * gives the same record.
 */
export const RunRecord = Type.Object(
  {
    schema: Type.Literal("claimbook/run/1"),
    /**
     * Names a run that has not come to its end, so that it can be resumed; see `ExecuteOptions.resume`. Chosen at
     * random, and gone from the record of a run that ended, so that finished notebooks are the same.
     */
    id: Type.Optional(Type.String()),
    status: Type.Unsafe<RunStatus>({
      type: "string",
      enum: ["ok", "error", "timeout", "interrupted", "dead", "running"],
    }),
    claimbook: Type.String(),
    /** sha256 of claimbook's own code; see `codeHash`. */
    claimbookSha256: Type.String(),
    node: Type.String(),
    platform: Type.String(),
    arch: Type.String(),
    kernel: Type.String(),
    parameters: Type.Record(Type.String(), Type.Unknown()),
    /** sha256 of the notebook's own code. */
    sourceSha256: Type.String(),
    /** sha256 of the project's package-lock.json. */
    lockfileSha256: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);
export type RunRecord = Static<typeof RunRecord>;

/** `dead`: the kernel died; `running`: the run has not ended, or was ended from outside. */
export type RunStatus = "ok" | "error" | "timeout" | "interrupted" | "dead" | "running";

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
  const { version } = JSON.parse(readFileSync(path.join(packageRoot, "package.json"), "utf8")) as {
    version: string;
  };
  return {
    schema: "claimbook/run/1",
    id: randomBytes(8).toString("hex"),
    status: "running",
    claimbook: version,
    claimbookSha256: codeHash(path.join(packageRoot, "dist")),
    node: process.versions.node,
    platform: process.platform,
    arch: process.arch,
    kernel,
    parameters: { ...parameters },
    sourceSha256: sourceHash(notebook),
    ...(existsSync(lockfile)
      ? { lockfileSha256: createHash("sha256").update(readFileSync(lockfile)).digest("hex") }
      : {}),
  };
}

/** The record of an executed notebook; undefined when it was executed by something else, or never. */
export function readRunRecord(notebook: Notebook): RunRecord | undefined {
  const record = (notebook.metadata.claimbook as { run?: unknown } | undefined)?.run;
  return schemaProblems(RunRecord, record).length === 0 ? (record as RunRecord) : undefined;
}

/** The record of a run that came to its end: the same for every such run. */
export function endedRecord({ id: _, ...record }: RunRecord, status: RunStatus): RunRecord {
  return { ...record, status };
}

export function withRunRecord(notebook: Notebook, run: RunRecord): Notebook {
  const claimbook = (notebook.metadata.claimbook ?? {}) as Record<string, unknown>;
  return { ...notebook, metadata: { ...notebook.metadata, claimbook: { ...claimbook, run } } };
}
