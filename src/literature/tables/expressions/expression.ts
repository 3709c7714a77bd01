import { type Static, Type } from "@sinclair/typebox";
import { assertSchema, publishedSchema } from "../../../json-schema.js";

const closed = { additionalProperties: false };
const literals = <const T extends readonly string[]>(...values: T) =>
  Type.Unsafe<T[number]>({ type: "string", enum: [...values] });

/** Cells by their labels: one of the labels listed for each dimension. */
export const Select = Type.Record(Type.String({ minLength: 1 }), Type.Array(Type.String(), { minItems: 1 }));

/** Which cells a statement is about. */
export const Scope = Type.Object(
  {
    /** Numbers of the tables, as printed. */
    tables: Type.Array(Type.String(), { minItems: 1 }),
    where: Select,
  },
  closed,
);

/**
 * In how many of the cases it must be so. A case is what is left of a cell's labels without those of the
 * subject's dimension: the subject's cell and its counterpart agree in all of them. `mean`: of the means over
 * all cases.
 */
const Quantifier = literals("every", "most", "some", "mean");

/** `better` and `worse` go by the metric of the cells; the others by the number. */
const Relation = literals(
  "better",
  "worse",
  "not worse",
  "not better",
  "above",
  "below",
  "not above",
  "not below",
  "equal",
  "different",
);

/** A number as a text prints it. */
export const StatedNumber = Type.Object(
  {
    value: Type.Number(),
    /** Digits after the decimal point: the rounding that is allowed. */
    decimals: Type.Integer({ minimum: 0 }),
    /** `percent`: of the object's value; `points`: difference of the values themselves; `times`: how many fold. */
    unit: Type.Optional(literals("percent", "points", "times")),
    bound: literals("exactly", "about", "at least", "at most", "up to"),
  },
  closed,
);

/** The subject against each object: `every case: Hybrid is better than X-X`. */
export const Comparison = Type.Object(
  {
    kind: Type.Literal("comparison"),
    scope: Scope,
    quantifier: Quantifier,
    /** One dimension, whose labels the objects share. */
    subject: Select,
    relation: Relation,
    objects: Type.Array(Select, { minItems: 1 }),
    /** Share of the object's value that counts as no difference (`equal`, `not worse`) or is the least that does. */
    margin: Type.Optional(Type.Number({ minimum: 0 })),
  },
  closed,
);

/** How far the subject lies from the object. */
export const Difference = Type.Object(
  {
    kind: Type.Literal("difference"),
    scope: Scope,
    quantifier: Quantifier,
    subject: Select,
    object: Select,
    /** `better` and `worse` go by the metric. */
    direction: literals("better", "worse", "above", "below", "either"),
    by: StatedNumber,
  },
  closed,
);

/** Place of the subject among all labels of its dimension, summaries left out. 1: the best (or highest, lowest). */
export const Rank = Type.Object(
  {
    kind: Type.Literal("rank"),
    scope: Scope,
    quantifier: Quantifier,
    subject: Select,
    by: literals("best", "worst", "highest", "lowest"),
    rank: Type.Integer({ minimum: 1 }),
  },
  closed,
);

/** What the cells themselves print. `some`: one of them prints it. */
export const Value = Type.Object(
  { kind: Type.Literal("value"), scope: Scope, quantifier: Quantifier, is: StatedNumber },
  closed,
);

/** `from 410.2 to 286.6`: one of the cases has the first number as object and the second as subject. */
export const Change = Type.Object(
  {
    kind: Type.Literal("change"),
    scope: Scope,
    /** Absent: any two cells of the scope that differ in one label. */
    subject: Type.Optional(Select),
    object: Type.Optional(Select),
    from: StatedNumber,
    to: StatedNumber,
    /** What the text says the change amounts to; it must follow from the two numbers. */
    by: Type.Optional(StatedNumber),
  },
  closed,
);

/** How many labels of a dimension the tables have, summaries left out. */
export const Count = Type.Object(
  { kind: Type.Literal("count"), scope: Scope, dimension: Type.String(), is: Type.Integer({ minimum: 0 }) },
  closed,
);

const Simple = Type.Union([Comparison, Difference, Rank, Value, Change, Count]);

/** All parts must hold. */
export const Every = Type.Object(
  { kind: Type.Literal("all"), parts: Type.Array(Simple, { minItems: 1 }) },
  closed,
);

/** A statement about table cells that can be evaluated (`claimbook/table-expression/1`). */
export const TableExpression = Type.Union([Simple, Every]);

export type Select = Static<typeof Select>;
export type Scope = Static<typeof Scope>;
export type Quantifier = Static<typeof Quantifier>;
export type TableRelation = Static<typeof Relation>;
export type StatedNumber = Static<typeof StatedNumber>;
export type Comparison = Static<typeof Comparison>;
export type Difference = Static<typeof Difference>;
export type Rank = Static<typeof Rank>;
export type Value = Static<typeof Value>;
export type Change = Static<typeof Change>;
export type Count = Static<typeof Count>;
export type SimpleExpression = Static<typeof Simple>;
export type TableExpression = Static<typeof TableExpression>;

/**
 * An expression out of JSON.
 *
 * @throws ClaimbookError (`could-not-run`) that lists each place that does not fit
 */
export function readExpression(value: unknown, where?: string): TableExpression {
  return assertSchema(TableExpression, value, "table expression", where);
}

/** The JSON Schema of table expressions, for publication beside the reports. */
export function expressionJsonSchema(): Record<string, unknown> {
  return publishedSchema(TableExpression, "table-expression:1", "A statement about table cells");
}
