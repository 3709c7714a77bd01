import { combineReported } from "../../../claims/combine.js";
import type { Reported, ReportedCell } from "../../../claims/model.js";
import { formatNumber } from "../../../claims/wording.js";
import type { CellTable, TableCell } from "../cells/cells.js";
import { differenceOf, overlap, percentChange, type Range, rangeOf, ratioOf } from "../cells/rounding.js";
import { caseKey, cellsIn, cellsOf, fits, metricAt, reportedCell, summaryAt } from "../cells/select.js";
import { type Relation, relate, verdictOf } from "../printed/relation.js";
import { type Pair, pairsOf, rivalsOf } from "./cases.js";
import type {
  Change,
  Comparison,
  Count,
  Difference,
  Quantifier,
  Rank,
  SimpleExpression,
  StatedNumber,
  TableExpression,
  Value,
} from "./expression.js";
import { numberWords, wordsOf } from "./words.js";

/**
 * Judges an expression by the cells. "not checked" (with `why`) where the tables have no case for it or do not
 * say which way is better. Every comparison made is in the result, those that do not hold are the exceptions.
 */
export function evaluate(expression: TableExpression, tables: readonly CellTable[]): Reported {
  const parts = expression.kind === "all" ? expression.parts : [expression];
  const judged = parts.map((part) => simple(part, tables));
  const open = judged.find((part) => part.verdict === "not checked");
  const failed = judged.find((part) => part.verdict === "fails");
  const together = combineReported(judged);
  // A part that could not be checked leaves the whole open, unless another decides it.
  const verdict = open !== undefined && failed === undefined ? "not checked" : together.verdict;
  return {
    ...together,
    verdict,
    relation: together.relation ?? wordsOf(expression),
    expression: expression as unknown as Record<string, unknown>,
  };
}

function simple(expression: SimpleExpression, tables: readonly CellTable[]): Reported {
  switch (expression.kind) {
    case "comparison":
      return comparison(expression, tables);
    case "difference":
      return difference(expression, tables);
    case "rank":
      return rank(expression, tables);
    case "value":
      return value(expression, tables);
    case "change":
      return change(expression, tables);
    case "count":
      return count(expression, tables);
  }
}

function notChecked(expression: SimpleExpression, why: string): Reported {
  return { verdict: "not checked", relation: wordsOf(expression), why, comparisons: [] };
}

/** The verdict over cases, each with the relations that must all hold for it. */
function judge(
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
function numeric(relation: Comparison["relation"], pair: Pair): Relation["relation"] | undefined {
  if (relation === "equal" || relation === "different") return "=";
  if (relation in absolute) return absolute[relation as keyof typeof absolute];
  const metric = metricAt(pair.table, pair.subject);
  if (metric === undefined) return undefined;
  const sign = byMetric[relation as keyof typeof byMetric];
  return metric.better === "higher" ? sign : opposite[sign];
}

function comparison(expression: Comparison, tables: readonly CellTable[]): Reported {
  const { subject, objects, relation, quantifier, margin = 0 } = expression;
  const pairs = objects.map((object) => pairsOf(tables, expression.scope, subject, object));
  if (pairs.some((list) => list.length === 0)) {
    return notChecked(expression, "no table has both sides of the comparison in one case");
  }
  const unknown = pairs.flat().find((pair) => numeric(relation, pair) === undefined);
  if (unknown !== undefined) {
    return notChecked(expression, `which way is better is not known for Table ${unknown.table.number}`);
  }
  if (quantifier === "mean") {
    const means = pairs.map((list) => [related(meanPair(list), relation, margin)]);
    return judge(expression, means, "every");
  }
  // Relations of one case belong together: better than both X and Y.
  const byCase = new Map<string, Relation[]>();
  for (const pair of pairs.flat()) {
    byCase.set(pair.key, [...(byCase.get(pair.key) ?? []), related(pair, relation, margin)]);
  }
  return judge(expression, [...byCase.values()], quantifier);
}

/** A margin widens what counts as equal or not worse, and narrows what counts as better or above. */
function related(pair: Pair, relation: Comparison["relation"], margin: number): Relation {
  const sign = numeric(relation, pair)!;
  const [left, right] = [reportedCell(pair.subject), reportedCell(pair.object)];
  const slack = margin * Math.abs(right.value);
  if (relation === "different") {
    const same = relate(left, "=", right, slack);
    return { ...same, holds: !same.holds };
  }
  if (sign === "=" || sign === ">=" || sign === "<=") {
    return relate(left, sign, right, sign === "=" || margin > 0 ? slack : undefined);
  }
  if (margin === 0) return relate(left, sign, right);
  const beyond = right.value + (sign === ">" ? slack : -slack);
  return relate(left, sign === ">" ? ">=" : "<=", rounded(beyond));
}

function meanPair(pairs: readonly Pair[]): Pair {
  const first = pairs[0]!;
  return {
    ...first,
    subject: meanCell(pairs.map((pair) => pair.subject)),
    object: meanCell(pairs.map((pair) => pair.object)),
  };
}

function meanCell(cells: readonly TableCell[]): TableCell {
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

function difference(expression: Difference, tables: readonly CellTable[]): Reported {
  const { subject, object, direction, by, quantifier } = expression;
  let pairs = pairsOf(tables, expression.scope, subject, object);
  if (pairs.length === 0) {
    return notChecked(expression, "no table has both sides of the difference in one case");
  }
  if (quantifier === "mean") pairs = [meanPair(pairs)];
  const cases: Relation[][] = [];
  for (const pair of pairs) {
    const sign = direction === "either" ? undefined : numeric(direction, pair);
    if (direction !== "either" && sign === undefined) {
      return notChecked(expression, `which way is better is not known for Table ${pair.table.number}`);
    }
    cases.push([differs(pair, sign, by)]);
  }
  if (by.bound === "up to") return upTo(expression, cases, pairs);
  return judge(expression, cases, quantifier);
}

/** Whether the subject lies as far from the object as stated, in the direction stated. */
function differs(pair: Pair, sign: Relation["relation"] | undefined, by: StatedNumber): Relation {
  const { subject, object } = pair;
  const [a, b] = [rangeOf(object.value, object.decimals), rangeOf(subject.value, subject.decimals)];
  const outward = sign === undefined ? Math.sign(subject.value - object.value) : sign === ">" ? 1 : -1;
  const step = by.unit === "percent" ? (by.value / 100) * Math.abs(object.value) : by.value;
  const times = outward > 0 ? object.value * by.value : object.value / by.value;
  const expected = rounded(by.unit === "times" ? times : object.value + outward * step);
  const holds = outward !== 0 && isApart(a, b, outward, by);
  const relation =
    by.bound === "at least"
      ? outward > 0
        ? ">="
        : "<="
      : by.bound === "at most" || by.bound === "up to"
        ? outward > 0
          ? "<="
          : ">="
        : "=";
  const size = by.unit === "times" ? expected : Math.abs(step);
  const slack = by.value === 0 ? 0 : (size * 10 ** -by.decimals) / by.value;
  return {
    left: reportedCell(subject),
    relation,
    right: expected,
    ...(relation === "=" ? { tolerance: rounded(slack) } : {}),
    holds,
  };
}

/** Whether `b` lies as far above `a` (outward 1) or below it (-1) as was stated. */
function isApart(a: Range, b: Range, outward: number, by: StatedNumber): boolean {
  if (by.unit === "times") {
    const ratio = outward > 0 ? ratioOf(b, a) : ratioOf(a, b);
    return ratio !== undefined && boundHolds(ratio, by);
  }
  const change = by.unit === "percent" ? percentChange(a, b) : differenceOf(b, a);
  if (change === undefined) return false;
  return boundHolds(outward > 0 ? change : { low: -change.high, high: -change.low }, by);
}

/** Whether a range of values is what was stated: the same when printed, near it, at least, at most. */
export function boundHolds(size: Range, { value, decimals, bound }: StatedNumber): boolean {
  const slack = 1e-9 * Math.max(1, Math.abs(value));
  if (bound === "at least") return size.high >= value - slack;
  if (bound === "at most") return size.low <= value + slack;
  // "Up to 32.8" tells of a number that was rounded; a limit is told as it is.
  if (bound === "up to") return size.low <= rangeOf(value, decimals).high + slack;
  const printed = rangeOf(value, decimals);
  if (bound === "exactly") return overlap(size, printed);
  const near = Math.max(Math.abs(value) * 0.05, 10 ** -decimals);
  return overlap(size, { low: value - near, high: value + near });
}

/** "Up to": no case beyond it, and one case there. */
function upTo(expression: Difference, cases: readonly Relation[][], pairs: readonly Pair[]): Reported {
  const exact = { ...expression.by, bound: "exactly" as const };
  const reached = pairs.some((pair) => {
    const sign = expression.direction === "either" ? undefined : numeric(expression.direction, pair);
    return differs(pair, sign, exact).holds;
  });
  const beyond = pairs.some((pair) => {
    const sign = expression.direction === "either" ? undefined : numeric(expression.direction, pair);
    return !differs(pair, sign, expression.by).holds;
  });
  const verdict = reached && !beyond ? "holds" : "fails";
  const words = `${wordsOf(expression)}: ${reached ? "reached" : "reached in no case"}${beyond ? ", exceeded" : ""}`;
  return { verdict, relation: words, comparisons: cases.flat() };
}

function rank(expression: Rank, tables: readonly CellTable[]): Reported {
  const cases: Relation[][] = [];
  for (const { table, subject, rivals } of rivalsOf(tables, expression.scope, expression.subject)) {
    if (rivals.length === 0) continue;
    const metric = metricAt(table, subject);
    if (metric === undefined && (expression.by === "best" || expression.by === "worst")) {
      return notChecked(expression, `which way is better is not known for Table ${table.number}`);
    }
    const highest =
      expression.by === "highest" ||
      (expression.by === "best" && metric!.better === "higher") ||
      (expression.by === "worst" && metric!.better === "lower");
    cases.push(ranked(subject, rivals, highest, expression.rank));
  }
  if (cases.length === 0) return notChecked(expression, "no table has others to rank it among");
  return judge(expression, cases, expression.quantifier);
}

/** Rank r holds when exactly r - 1 rivals are ahead and no other is level. */
function ranked(
  subject: TableCell,
  rivals: readonly TableCell[],
  highest: boolean,
  place: number,
): Relation[] {
  const [ahead, behind] = highest ? (["<", ">"] as const) : ([">", "<"] as const);
  const order = [...rivals].sort((a, b) => (highest ? b.value - a.value : a.value - b.value));
  return order.map((rival, index) =>
    relate(reportedCell(subject), index < place - 1 ? ahead : behind, reportedCell(rival)),
  );
}

function value(expression: Value, tables: readonly CellTable[]): Reported {
  const cells = cellsOf(tables, expression.scope);
  if (cells.length === 0) return notChecked(expression, "no cell has these labels");
  const judged = (expression.quantifier === "mean" ? [meanCell(cells)] : cells).map((cell) =>
    printed(cell, expression.is),
  );
  const { verdict } = judge(
    expression,
    judged.map((relation) => [relation]),
    expression.quantifier,
  );
  const held = judged.filter((relation) => relation.holds);
  return {
    verdict,
    relation: `${wordsOf(expression)}: ${held.length} of ${judged.length}`,
    // Of a value that some cell must print, those that print it; the closest where none does.
    comparisons:
      expression.quantifier !== "some"
        ? judged
        : held.length > 0
          ? held
          : [closest(judged, expression.is.value)],
  };
}

export function printed(cell: TableCell, is: StatedNumber): Relation {
  const left: ReportedCell = reportedCell(cell);
  const signs = { "at least": ">=", "at most": "<=", "up to": "<=", exactly: "=", about: "=" } as const;
  // A share may be told in percent: 0.593 as 59.3 %.
  const factors = is.unit === "percent" && cell.unit !== "%" ? [1, 100] : [1];
  const decimals = cell.decimals;
  const holds = factors.some((factor) => {
    const range = { low: cell.value * factor, high: cell.value * factor };
    // Printed with fewer digits than stated: the cell itself is a rounding.
    const shown =
      is.decimals > decimals + Math.log10(factor)
        ? rangeOf(cell.value, decimals)
        : { low: cell.value, high: cell.value };
    return boundHolds(
      { low: Math.min(range.low, shown.low * factor), high: Math.max(range.high, shown.high * factor) },
      is,
    );
  });
  return {
    left,
    relation: signs[is.bound],
    right: is.value,
    ...(signs[is.bound] === "=" ? { tolerance: 10 ** -is.decimals } : {}),
    holds,
  };
}

function closest(relations: readonly Relation[], value: number): Relation {
  return relations.reduce((best, relation) =>
    Math.abs(relation.left.value - value) < Math.abs(best.left.value - value) ? relation : best,
  );
}

function change(expression: Change, tables: readonly CellTable[]): Reported {
  const { scope, subject, object, from, to, by } = expression;
  const pairs =
    subject !== undefined && object !== undefined
      ? pairsOf(tables, scope, subject, object)
      : neighbours(tables, expression);
  const relations = pairs.map((pair) => [printed(pair.object, from), printed(pair.subject, to)]);
  if (relations.length === 0) {
    const known = subject !== undefined && object !== undefined;
    return known
      ? notChecked(expression, "no table has both sides of the change in one case")
      : { verdict: "fails", relation: `${wordsOf(expression)}: no two such cells`, comparisons: [] };
  }
  if (by !== undefined && !amountsTo(from, to, by)) {
    const words = `${wordsOf(expression)}: ${numberWords(by)} does not follow from ${numberWords(from)} and ${numberWords(to)}`;
    return { verdict: "fails", relation: words, comparisons: relations.slice(0, 8).flat() };
  }
  const held = relations.filter((both) => both.every((relation) => relation.holds));
  const shown = held.length > 0 ? held : relations.slice(0, 8);
  return {
    verdict: held.length > 0 ? "holds" : "fails",
    relation: `${wordsOf(expression)}: ${held.length} of ${relations.length} cases`,
    comparisons: shown.flat(),
  };
}

/** Whether a change is what a text says it amounts to: in percent of the first, in points, or in either. */
export function amountsTo(from: StatedNumber, to: StatedNumber, by: StatedNumber): boolean {
  const [a, b] = [rangeOf(from.value, from.decimals), rangeOf(to.value, to.decimals)];
  const relative = by.unit === "points" ? undefined : percentChange(a, b);
  const sizes = [differenceOf(b, a), ...(relative === undefined || by.unit === undefined ? [] : [relative])];
  const stated = { ...by, value: Math.abs(by.value) };
  return sizes.some(
    (size) => boundHolds(size, stated) || boundHolds({ low: -size.high, high: -size.low }, stated),
  );
}

/** Pairs of cells that print the two numbers and differ in one label. */
function neighbours(tables: readonly CellTable[], { scope, subject, from, to }: Change): Pair[] {
  const found: Pair[] = [];
  for (const table of tables.filter((candidate) => scope.tables.includes(candidate.number))) {
    const cells = cellsIn(table, scope.where);
    const starts = cells.filter((cell) => printed(cell, from).holds);
    const ends = cells.filter(
      (cell) => printed(cell, to).holds && (subject === undefined || fits(cell, subject)),
    );
    for (const start of starts) {
      for (const end of ends) {
        const different = Object.keys(end.at).filter(
          (dimension) => end.at[dimension] !== start.at[dimension],
        );
        if (different.length === 1 && Object.keys(start.at).length === Object.keys(end.at).length) {
          found.push({
            table,
            subject: end,
            object: start,
            key: `${table.number} ${caseKey(end, different)}`,
          });
        }
      }
    }
  }
  return found;
}

function count(expression: Count, tables: readonly CellTable[]): Reported {
  const labels = new Set<string>();
  for (const table of tables.filter(({ number }) => expression.scope.tables.includes(number))) {
    for (const cell of cellsIn(table, expression.scope.where)) {
      const label = cell.at[expression.dimension];
      if (label !== undefined && summaryAt(table, cell, expression.dimension) === undefined)
        labels.add(label);
    }
  }
  if (labels.size === 0) return notChecked(expression, `no table has the dimension ${expression.dimension}`);
  return {
    verdict: labels.size === expression.is ? "holds" : "fails",
    relation: `${wordsOf(expression)}: ${formatNumber(labels.size)} (${[...labels].join(", ")})`,
    comparisons: [],
  };
}

function rounded(number: number): number {
  return Number(number.toPrecision(12));
}
