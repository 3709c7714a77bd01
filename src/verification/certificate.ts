import { type Static, Type } from "@sinclair/typebox";
import { RunRecord } from "../execution/run-record.js";
import { publishedSchema } from "../json-schema.js";
import { ClaimOutcome, type Outcome, outcomes } from "./compare-claims.js";
import { Circumstance } from "./surroundings.js";

const closed = { additionalProperties: false };
const Count = Type.Integer({ minimum: 0 });

/** What a verification found: `claimbook/certificate/1`. */
export const Certificate = Type.Object(
  {
    schema: Type.Literal("claimbook/certificate/1"),
    /** When the rerun ended, ISO 8601 in UTC. */
    date: Type.String(),
    notebook: Type.Object(
      {
        /** File name, without its folder. */
        file: Type.String(),
        title: Type.Optional(Type.String()),
        /** sha256 of the file that was verified. */
        sha256: Type.String(),
      },
      closed,
    ),
    /** Whether every recorded claim was made again with the same verdicts and values, and no other. */
    reproduced: Type.Boolean(),
    /** Relative tolerance of numbers. */
    tolerance: Type.Number({ minimum: 0 }),
    counts: Type.Object(
      {
        reproduced: Count,
        moved: Count,
        "verdict changed": Count,
        missing: Count,
        new: Count,
      },
      closed,
    ),
    claims: Type.Array(ClaimOutcome),
    circumstances: Type.Array(Circumstance),
    /** sha256 over claimbook's own JavaScript, as installed where the rerun was made. */
    claimbookSha256: Type.String(),
    /** How the recorded run came about; absent when something else than claimbook executed the notebook. */
    recordedRun: Type.Optional(RunRecord),
    rerun: RunRecord,
  },
  closed,
);
export type Certificate = Static<typeof Certificate>;

export function countOutcomes(claims: readonly ClaimOutcome[]): Certificate["counts"] {
  const count = (outcome: Outcome) => claims.filter((claim) => claim.outcome === outcome).length;
  return Object.fromEntries(outcomes.map((outcome) => [outcome, count(outcome)])) as Certificate["counts"];
}

/** The JSON Schema of a certificate. */
export function certificateJsonSchema(): Record<string, unknown> {
  return publishedSchema(
    Certificate,
    "certificate:1",
    "What the rerun of an executed notebook found, claim by claim",
  );
}
