import { type Static, Type } from "@sinclair/typebox";
import { publishedSchema } from "../json-schema.js";

const closed = { additionalProperties: false };

/** What a reviewer makes of a claim, whatever the notebook's own verdict is. */
export const reviewerVerdicts = ["agree", "unsure", "disagree"] as const;
export type ReviewerVerdict = (typeof reviewerVerdicts)[number];

/** What came of running one claim again from the review page. */
export const ClaimRerun = Type.Object(
  {
    /** ISO 8601 in UTC. */
    at: Type.String(),
    /** As in `claimbook diff`: `same`, `within tolerance`, `value moved`, … or `removed` when it was not made again. */
    outcome: Type.String(),
    /** What differs, a line each. */
    differences: Type.Array(Type.String()),
    /** Which cells were run, in words. */
    cells: Type.String(),
    tolerance: Type.Number({ minimum: 0 }),
  },
  closed,
);

/** A reviewer's verdict and note on one claim. */
export const ClaimNote = Type.Object(
  {
    id: Type.String(),
    /** The claim's text as it was reviewed. */
    text: Type.String(),
    verdict: Type.Optional(Type.Unsafe<ReviewerVerdict>({ type: "string", enum: [...reviewerVerdicts] })),
    note: Type.Optional(Type.String()),
    rerun: Type.Optional(ClaimRerun),
    /** Counts the changes, so that two windows do not overwrite each other unseen. */
    revision: Type.Integer({ minimum: 1 }),
    /** ISO 8601 in UTC: the last change. */
    at: Type.String(),
    /** sha256 of the notebook file that the reviewer had before them. */
    notebookSha256: Type.String(),
  },
  closed,
);

/** `claimbook/notes/1`: what a reviewer wrote about the claims of an executed notebook (`NAME.review.json`). */
export const ReviewerNotes = Type.Object(
  {
    schema: Type.Literal("claimbook/notes/1"),
    /** File name of the notebook, without its folder. */
    notebook: Type.String(),
    reviewer: Type.Optional(Type.String()),
    /** In the order in which they were first written. */
    claims: Type.Array(ClaimNote),
  },
  closed,
);

export type ClaimRerun = Static<typeof ClaimRerun>;
export type ClaimNote = Static<typeof ClaimNote>;
export type ReviewerNotes = Static<typeof ReviewerNotes>;

/** The JSON Schema of a reviewer's notes. */
export function notesJsonSchema(): Record<string, unknown> {
  return publishedSchema(
    ReviewerNotes,
    "notes:1",
    "A reviewer's verdicts and notes on the claims of a notebook",
  );
}
