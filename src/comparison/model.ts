import { type Static, Type } from "@sinclair/typebox";
import { publishedSchema } from "../json-schema.js";

const closed = { additionalProperties: false };
const oneOf = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>({ type: "string", enum: [...values] });
const count = Type.Integer({ minimum: 0 });
const Value = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);
const Interval = Type.Tuple([Type.Number(), Type.Number()]);

/** A piece of a text: in both versions, only in the left one (`gone`), or only in the right one (`new`). */
export const TextPart = Type.Object({ is: oneOf(["same", "gone", "new"]), text: Type.String() }, closed);

export const changeKinds = ["verdict", "value", "evidence", "wording"] as const;
export const claimParts = ["claim", "source", "grounding", "reported", "measured"] as const;

/** How far apart two numbers are. */
const Distance = {
  /** |right - left| relative to the size that it is measured against; see `compareClaims`. */
  relative: Type.Optional(Type.Number({ minimum: 0 })),
  /** `relative` as a multiple of the tolerance: 1 is just allowed. Absent where nothing may differ. */
  ofTolerance: Type.Optional(Type.Number({ minimum: 0 })),
  /** Whether it is more than the tolerance allows. */
  matters: Type.Boolean(),
};

/** One thing that the two claims do not say alike. A side is absent where the claim has no such value there. */
export const Change = Type.Object(
  {
    /** What of the claim: the claim itself (text, kind, standing), its source, or one of its judgements. */
    part: oneOf(claimParts),
    kind: oneOf(changeKinds),
    /** For a person, e.g. `mAP(hybrid)`. */
    name: Type.String(),
    left: Type.Optional(Value),
    right: Type.Optional(Value),
    /** Word by word, where two texts of several words differ. */
    words: Type.Optional(Type.Array(TextPart)),
    ...Distance,
  },
  closed,
);

/**
 * From what weighs most: some verdict differs; some number by more than the tolerance; other evidence; only the
 * wording of the claim; numbers within the tolerance; nothing. Or the claim is on one side only.
 */
export const claimOutcomes = [
  "verdict changed",
  "value moved",
  "evidence changed",
  "reworded",
  "within tolerance",
  "same",
  "removed",
  "added",
] as const;

const ClaimSide = Type.Object(
  {
    id: Type.String(),
    text: Type.String(),
    standing: Type.String(),
    /** Number of the cell that makes it. */
    cell: Type.Integer({ minimum: 1 }),
  },
  closed,
);

export const ClaimComparison = Type.Object(
  {
    outcome: oneOf(claimOutcomes),
    left: Type.Optional(ClaimSide),
    right: Type.Optional(ClaimSide),
    /** What the two were matched by; absent for a claim on one side only. */
    matchedBy: Type.Optional(oneOf(["id", "text"])),
    /** Of the two texts, 0..1 (see `likeness`); given when they were matched by it. */
    likeness: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    /** The claim's text word by word, where it differs. */
    text: Type.Optional(Type.Array(TextPart)),
    changes: Type.Array(Change),
  },
  closed,
);

const CellValue = Type.Object({ value: Type.Number(), interval: Type.Optional(Interval), n: count }, closed);

/** A cell of a results table whose value, interval or sample size is not the same, or that is on one side only. */
export const CellChange = Type.Object(
  {
    row: Type.String(),
    group: Type.Optional(Type.String()),
    column: Type.String(),
    left: Type.Optional(CellValue),
    right: Type.Optional(CellValue),
    ...Distance,
  },
  closed,
);

export const TableComparison = Type.Object(
  {
    id: Type.String(),
    title: Type.String(),
    is: oneOf(["in both", "removed", "added"]),
    /** Cells that both sides have. */
    compared: count,
    cells: Type.Array(CellChange),
  },
  closed,
);

const Work = Type.Object({ id: Type.String(), title: Type.String() }, closed);

/** What the recorded searches found, taken together. */
export const SearchComparison = Type.Object(
  {
    /** Works that only the right side includes. */
    new: Type.Array(Work),
    /** Works that only the left side includes. */
    gone: Type.Array(Work),
    both: count,
    /** Queries, hits, errors and dates that differ; a side is absent where that source was not searched. */
    differences: Type.Array(
      Type.Object({ what: Type.String(), left: Type.Optional(Value), right: Type.Optional(Value) }, closed),
    ),
  },
  closed,
);

/** Something that results may depend on: versions, parameters, hashes of code and data. */
export const EnvironmentDifference = Type.Object(
  { what: Type.String(), left: Type.Optional(Type.String()), right: Type.Optional(Type.String()) },
  closed,
);

const Side = Type.Object(
  {
    /** As given on the command line. */
    file: Type.String(),
    title: Type.String(),
    date: Type.String(),
    claims: count,
  },
  closed,
);

/** `claimbook/comparison/1`: two executed notebooks, or reports of them, claim by claim. */
export const Comparison = Type.Object(
  {
    schema: Type.Literal("claimbook/comparison/1"),
    left: Side,
    right: Side,
    /** Relative tolerance of numbers. */
    tolerance: Type.Number({ minimum: 0 }),
    /** Whether no claim, table or included work differs by more than the tolerance. The surroundings may. */
    same: Type.Boolean(),
    counts: Type.Object(Object.fromEntries(claimOutcomes.map((each) => [each, count])) as Counts, closed),
    claims: Type.Array(ClaimComparison),
    tables: Type.Array(TableComparison),
    search: SearchComparison,
    environment: Type.Array(EnvironmentDifference),
  },
  closed,
);

type Counts = Record<ClaimOutcome, typeof count>;
export type ClaimOutcome = (typeof claimOutcomes)[number];
export type ChangeKind = (typeof changeKinds)[number];
export type ClaimPart = (typeof claimParts)[number];
export type TextPart = Static<typeof TextPart>;
export type Change = Static<typeof Change>;
export type ClaimComparison = Static<typeof ClaimComparison>;
export type CellChange = Static<typeof CellChange>;
export type TableComparison = Static<typeof TableComparison>;
export type SearchComparison = Static<typeof SearchComparison>;
export type EnvironmentDifference = Static<typeof EnvironmentDifference>;
export type Comparison = Static<typeof Comparison>;

/** The JSON Schema of a comparison. */
export function comparisonJsonSchema(): Record<string, unknown> {
  return publishedSchema(Comparison, "comparison:1", "Two executed notebooks or reports, claim by claim");
}
