import { type Static, Type } from "@sinclair/typebox";

const closed = { additionalProperties: false };
const literals = <const T extends readonly string[]>(...values: T) =>
  Type.Unsafe<T[number]>({ type: "string", enum: [...values] });
const Score = Type.Number({ minimum: 0, maximum: 10 });

/** What every reviewer scores, 0 (bad) to 10 (good). */
export const dimensions = [
  "evidence strength",
  "citation grounding",
  "numerical consistency",
  "benchmark validity",
  "novelty",
  "uncertainty disclosure",
  "reproducibility",
  "safety and impact",
] as const;
export type Dimension = (typeof dimensions)[number];

/** A defect or a doubt that a reviewer points at. */
export const Finding = Type.Object(
  {
    /** E.g. `number not printed by any source`; the same words for the same kind of defect. */
    kind: Type.String(),
    severity: literals("note", "minor", "major"),
    /** One sentence for a reader. */
    text: Type.String(),
    /** Ids of the claims it is about; empty for the report as a whole. */
    claims: Type.Array(Type.String()),
  },
  closed,
);

export const DimensionScore = Type.Object(
  {
    dimension: literals(...dimensions),
    score: Score,
    /** Why, in one or two sentences that name the claims. */
    reason: Type.String(),
    /** Ids of the claims that the reason points at. */
    claims: Type.Array(Type.String()),
  },
  closed,
);

export const Reviewer = Type.Object(
  {
    name: Type.String(),
    mandate: literals("challenge", "confirm", "integrate"),
    /** `deterministic`, or the language model's name. */
    by: Type.String(),
    scores: Type.Array(DimensionScore),
    /** Mean of the dimensions by the reviewer's weights. */
    overall: Score,
  },
  closed,
);

/** `application/vnd.claimbook.review+json`, schema version 1. */
export const ReviewRecord = Type.Object(
  {
    schema: Type.Literal("claimbook/review/1"),
    reviewers: Type.Array(Reviewer, { minItems: 1 }),
    consensus: Type.Object(
      {
        score: Score,
        /** Standard deviation over the reviewers' overall scores. */
        spread: Type.Number({ minimum: 0 }),
        dimensions: Type.Array(
          Type.Object(
            { dimension: literals(...dimensions), score: Score, spread: Type.Number({ minimum: 0 }) },
            closed,
          ),
        ),
      },
      closed,
    ),
    findings: Type.Array(Finding),
    gate: Type.Object(
      {
        minimumScore: Score,
        minimumVerified: Type.Integer({ minimum: 0 }),
        verified: Type.Integer({ minimum: 0 }),
        passed: Type.Boolean(),
      },
      closed,
    ),
  },
  closed,
);

export type Finding = Static<typeof Finding>;
export type DimensionScore = Static<typeof DimensionScore>;
export type Reviewer = Static<typeof Reviewer>;
export type ReviewRecord = Static<typeof ReviewRecord>;
