import type { Reported } from "../../../claims/model.js";
import type { TableCell } from "../cells/cells.js";
import { metricAt } from "../cells/select.js";
import { type Relation, verdictOf } from "../printed/relation.js";
import type { Pair } from "./cases.js";
import type { Comparison, Quantifier, SimpleExpression } from "./expression.js";
import { wordsOf } from "./words.js";

/** What cannot be told, and why. */
export function notChecked(expression: SimpleExpression, why: string): Reported {
  return { verdict: "not checked", relation: wordsOf(expression), why, comparisons: [] };
}

/** The verdict over cases, each with the relations that must all hold for it. */
export function judge(
  expression: SimpleExpression,
  cases: readonly (readonly Relation[])[],
  quantifier: Quantifier,
): Reported {
  const held = cases.filter((relations) => relations.every((relation) => relation.holds)).length;
  return {
    verdict: verdictOf(held, cases.length, quantifier),
    relation: `${wordsOf(expression)}: ${held} of ${cases.length} ${cases.length === 1 ? "case" : "cases"}`,
    comparisons: cases.flat(),
  };
}

const absolute = { above: ">", below: "<", "not above": "<=", "not below": ">=" } as const;

const opposite = { ">": "<", "<": ">", ">=": "<=", "<=": ">=" } as const;

const byMetric = { better: ">", worse: "<", "not worse": ">=", "not better": "<=" } as const;

/** The relation between numbers for a relation between results; undefined where the metric's way is not known. */
export function numeric(relation: Comparison["relation"], pair: Pair): Relation["relation"] | undefined {
  if (relation === "equal" || relation === "different") return "=";
  if (relation in absolute) return absolute[relation as keyof typeof absolute];
  const metric = metricAt(pair.table, pair.subject);
  if (metric === undefined) return undefined;
  const sign = byMetric[relation as keyof typeof byMetric];
  return metric.better === "higher" ? sign : opposite[sign];
}

/** The means of both sides as one case. */
export function meanPair(pairs: readonly Pair[]): Pair {
  const first = pairs[0]!;
  return {
    ...first,
    subject: meanCell(pairs.map((pair) => pair.subject)),
    object: meanCell(pairs.map((pair) => pair.object)),
  };
}

/** The mean of cells, named by what they share. */
export function meanCell(cells: readonly TableCell[]): TableCell {
  const first = cells[0]!;
  if (cells.length === 1) return first;
  const sum = cells.reduce((total, cell) => total + cell.value, 0);
  const tables = [...new Set(cells.map((cell) => cell.table))].join(", ");
  const row = cells.every((cell) => cell.row === first.row) ? first.row : `mean of ${cells.length} cases`;
  const column = cells.every((cell) => cell.column === first.column)
    ? first.column
    : `mean of ${cells.length} columns`;
  return { ...first, table: tables, row, column, value: rounded(sum / cells.length) };
}

/** Without the noise of binary fractions. */
export function rounded(number: number): number {
  return Number(number.toPrecision(12));
}
