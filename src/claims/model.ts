import { type Static, Type } from "@sinclair/typebox";

const closed = { additionalProperties: false };
const literals = <const T extends readonly string[]>(...values: T) =>
  Type.Unsafe<T[number]>({ type: "string", enum: [...values] });
const Interval = Type.Tuple([Type.Number(), Type.Number()]);

/** A work cited as the origin of a claim. `work` is an id such as `arXiv:2408.10536v1` or `doi:10.…`. */
export const ClaimSource = Type.Object(
  {
    work: Type.String(),
    /** Where in the work, e.g. `section 4.1`. */
    locator: Type.Optional(Type.String()),
    /** The sentence as the document states it; character range within the text whose sha256 is given. */
    quote: Type.Optional(
      Type.Object(
        { text: Type.String(), start: Type.Integer(), end: Type.Integer(), sha256: Type.String() },
        closed,
      ),
    ),
  },
  closed,
);

/** A passage of a retrieved text that speaks for or against a claim; `score` in 0..1, higher is closer. */
export const Passage = Type.Object(
  {
    work: Type.String(),
    locator: Type.Optional(Type.String()),
    text: Type.String(),
    start: Type.Integer(),
    end: Type.Integer(),
    sha256: Type.String(),
    score: Type.Number(),
    /** A statement about the work in the library's words, not the work's own wording. */
    summary: Type.Optional(Type.Boolean()),
    /** The sentence that the claim itself was read in: what it says is no support from another source. */
    origin: Type.Optional(Type.Literal(true)),
  },
  closed,
);

/** Does a retrieved source say it? */
export const Grounding = Type.Object(
  {
    verdict: literals("supported", "contradicted", "not found", "not checked"),
    passages: Type.Array(Passage),
    /** Probability in 0..1 that the sources support the claim. */
    confidence: Type.Optional(Type.Number()),
    note: Type.Optional(Type.String()),
  },
  closed,
);

/** One cell of a table that a source printed. */
export const ReportedCell = Type.Object(
  {
    work: Type.String(),
    table: Type.String(),
    row: Type.String(),
    column: Type.String(),
    value: Type.Number(),
  },
  closed,
);

/** Do the source's own tables bear it out? One comparison for each case (model x data set, ...). */
export const Reported = Type.Object(
  {
    verdict: literals("holds", "holds with exceptions", "fails", "not checked"),
    /** The relation in words, e.g. `hybrid < X-X, rank distance, every model and data set`. */
    relation: Type.Optional(Type.String()),
    /** What was evaluated, as JSON (`claimbook/table-expression/1`), where a claim's text was turned into it. */
    expression: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    /** Why it could not be checked, or what the verdict leaves open, in words for a reader. */
    why: Type.Optional(Type.String()),
    comparisons: Type.Array(
      Type.Object(
        {
          left: ReportedCell,
          relation: literals("<", "<=", "=", ">=", ">"),
          right: Type.Union([ReportedCell, Type.Number()]),
          /** Slack of an `=`, in the unit of the values. */
          tolerance: Type.Optional(Type.Number({ minimum: 0 })),
          holds: Type.Boolean(),
        },
        closed,
      ),
    ),
  },
  closed,
);

/** A number computed in the notebook, with its interval and sample size. */
export const MeasuredValue = Type.Object(
  {
    name: Type.String(),
    value: Type.Number(),
    /** 95 % interval. */
    interval: Type.Optional(Interval),
    n: Type.Integer({ minimum: 0 }),
    /** What is counted by `n`, e.g. `queries`. */
    unit: Type.String(),
  },
  closed,
);

/** One comparison of computed values, with the noise it was judged against. */
export const MeasuredCheck = Type.Object(
  {
    verdict: literals("holds", "fails", "inconclusive"),
    /** e.g. `rank distance(hybrid) < rank distance(X-X)`. */
    expression: Type.String(),
    /** In words: what would have to be so, e.g. `difference below 0`. */
    expected: Type.String(),
    left: MeasuredValue,
    right: Type.Union([MeasuredValue, Type.Number()]),
    /** left - right. */
    difference: Type.Number(),
    /** Interval of the difference at the corrected level; absent where no noise can be estimated. */
    interval: Type.Optional(Interval),
    /** Simultaneous coverage, e.g. 0.95. */
    level: Type.Optional(Type.Number()),
    /** How the interval was corrected, e.g. `Bonferroni over 6 comparisons`. */
    correction: Type.Optional(Type.String()),
    /** Two-sided p of the paired test, corrected (Holm). */
    p: Type.Optional(Type.Number()),
    /** Slack allowed by the claim's author, in the unit of the values. */
    tolerance: Type.Number({ minimum: 0 }),
  },
  closed,
);

/** Does a value computed in this notebook bear it out? Every check must hold. */
export const Measured = Type.Object(
  {
    verdict: literals("holds", "fails", "inconclusive", "not checked"),
    checks: Type.Array(MeasuredCheck),
    /** The cell that computed it. */
    cell: Type.Optional(
      Type.Object(
        { id: Type.Optional(Type.String()), executionCount: Type.Optional(Type.Integer()) },
        closed,
      ),
    ),
  },
  closed,
);

/** `application/vnd.claimbook.claim+json`, schema version 1. */
export const Claim = Type.Object(
  {
    schema: Type.Literal("claimbook/claim/1"),
    id: Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$" }),
    text: Type.String({ minLength: 1 }),
    kind: literals("result", "comparison", "method", "data", "limitation"),
    source: Type.Optional(ClaimSource),
    grounding: Grounding,
    reported: Reported,
    measured: Measured,
    /** The report's tick: grounding supported, and neither of the other two fails. */
    verified: Type.Boolean(),
    /** The claim as a whole, over all checks made. */
    standing: literals("holds", "qualified", "does not hold", "not checked"),
    /** What a reader should know before relying on the claim, e.g. that nothing was checked. */
    note: Type.Optional(Type.String()),
  },
  closed,
);

export type Interval = Static<typeof Interval>;
export type ClaimSource = Static<typeof ClaimSource>;
export type Passage = Static<typeof Passage>;
export type Grounding = Static<typeof Grounding>;
export type ReportedCell = Static<typeof ReportedCell>;
export type Reported = Static<typeof Reported>;
export type MeasuredValue = Static<typeof MeasuredValue>;
export type MeasuredCheck = Static<typeof MeasuredCheck>;
export type Measured = Static<typeof Measured>;
export type Claim = Static<typeof Claim>;
