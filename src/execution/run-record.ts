import { type Static, Type } from "@sinclair/typebox";
import { schemaProblems } from "../json-schema.js";
import type { Notebook } from "../notebook/model.js";

export { sourceHash } from "./record-run.js";

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
    /** What computed it, where results may depend on that. Absent in records of older versions. */
    processor: Type.Optional(
      Type.Object(
        {
          model: Type.String(),
          /** Of the instruction sets that numeric libraries ask for, e.g. `avx2`, `fma`. */
          features: Type.Array(Type.String()),
        },
        { additionalProperties: false },
      ),
    ),
    /** Tensor backends that the run's cells made active, in alphabetical order; absent where there was none. */
    backends: Type.Optional(Type.Array(Type.String())),
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

/** The record of an executed notebook; undefined when it was executed by something else, or never. */
export function readRunRecord(notebook: Notebook): RunRecord | undefined {
  const record = (notebook.metadata.claimbook as { run?: unknown } | undefined)?.run;
  if (record === undefined) return undefined;
  return schemaProblems(RunRecord, record).length === 0 ? (record as RunRecord) : undefined;
}
