import { type Static, Type } from "@sinclair/typebox";
import { RunRecord } from "../execution/run-record.js";
import { publishedSchema } from "../json-schema.js";
import { SandboxRecord } from "../sandbox/record.js";
import { Integrity } from "../seal/finding.js";
import { ClaimOutcome, isReproduced, type Outcome, outcomes } from "./compare-claims.js";
import { RecordOutcome } from "./compare-records.js";
import { isSameSearch, SearchOutcome } from "./literature.js";
import { SeedOutcome } from "./seeds.js";
import { Circumstance } from "./surroundings.js";

const closed = { additionalProperties: false };
const Count = Type.Integer({ minimum: 0 });

/** What a reviewer wrote beside a certificate. */
export const Note = Type.Object(
  {
    /** Id of the claim that it is about; the notebook as a whole where it is absent. */
    claim: Type.Optional(Type.String()),
    by: Type.Optional(Type.String()),
    /** ISO 8601 in UTC. */
    at: Type.String(),
    text: Type.String(),
  },
  closed,
);
export type Note = Static<typeof Note>;

/** What a verification found: `claimbook/certificate/2`, the predicate of an in-toto statement (see `statementOf`). */
export const Certificate = Type.Object(
  {
    schema: Type.Literal("claimbook/certificate/2"),
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
    /**
     * Nothing speaks against the notebook: every claim was reproduced, nothing that was recorded has been altered,
     * every other record came out the same, and no verdict depends on the seeds that were tried.
     */
    passed: Type.Boolean(),
    /** Whether every recorded claim was made again with the same verdicts and values, and no other. */
    reproduced: Type.Boolean(),
    /** Relative tolerance of numbers. */
    tolerance: Type.Number({ minimum: 0 }),
    counts: Type.Record(Type.String(), Count),
    claims: Type.Array(ClaimOutcome),
    /** Where only some claims were asked for: which, and the ids of the cells that were run for them. */
    scope: Type.Optional(
      Type.Object(
        { claims: Type.Array(Type.String()), cells: Type.Array(Type.String()), codeCells: Count },
        closed,
      ),
    ),
    /** What the digests written at execution show. */
    integrity: Integrity,
    /** Results tables, figures, search logs, data sets, reviews and front matter of both runs. */
    records: Type.Array(RecordOutcome),
    literature: Type.Optional(Type.Array(SearchOutcome)),
    seeds: Type.Optional(SeedOutcome),
    /** The first cell that failed in the rerun. */
    failure: Type.Optional(Type.Object({ place: Type.String(), what: Type.String() }, closed)),
    circumstances: Type.Array(Circumstance),
    /** sha256 over claimbook's own JavaScript, as installed where the rerun was made. */
    claimbookSha256: Type.String(),
    /** How the recorded run came about; absent when something else than claimbook executed the notebook. */
    recordedRun: Type.Optional(RunRecord),
    rerun: RunRecord,
    /** Where the notebook's code was rerun; absent in certificates of a claimbook that did not write it down. */
    sandbox: Type.Optional(SandboxRecord),
    notes: Type.Optional(Type.Array(Note)),
  },
  closed,
);
export type Certificate = Static<typeof Certificate>;

/** What of a certificate decides whether it is passed. */
type Findings = Pick<Certificate, "claims" | "integrity" | "records" | "literature" | "seeds">;

/** Whether nothing that was found speaks against the notebook: what `passed` says. */
export function speaksNothingAgainst(found: Findings): boolean {
  const { claims, integrity, records, literature = [], seeds } = found;
  return (
    integrity.intact &&
    [...claims, ...records].every(({ outcome }) => isReproduced(outcome)) &&
    literature.every(isSameSearch) &&
    !(seeds?.claims.some(({ fragile }) => fragile) ?? false)
  );
}

export function countOutcomes(claims: readonly ClaimOutcome[]): Record<Outcome, number> {
  const count = (outcome: Outcome) => claims.filter((claim) => claim.outcome === outcome).length;
  return Object.fromEntries(outcomes.map((outcome) => [outcome, count(outcome)])) as Record<Outcome, number>;
}

/** The JSON Schema of a certificate: the predicate of its statement. */
export function certificateJsonSchema(): Record<string, unknown> {
  return publishedSchema(
    Certificate,
    "certificate:2",
    "What the rerun of an executed notebook found, claim by claim",
  );
}
