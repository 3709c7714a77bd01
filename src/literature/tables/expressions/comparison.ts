import type { Reported } from "../../../claims/model.js";
import type { CellTable, TableCell } from "../cells/cells.js";
import { metricAt, reportedCell } from "../cells/select.js";
import { type Relation, relate } from "../printed/relation.js";
import { type Pair, pairsOf, rivalsOf } from "./cases.js";
import type { Comparison, Rank } from "./expression.js";
import { judge, meanPair, notChecked, numeric, rounded } from "./judged.js";

/** The subject against each object, case by case or in the mean. */
export function comparison(expression: Comparison, tables: readonly CellTable[]): Reported {
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

/** The place of the subject among its rivals, case by case. */
export function rank(expression: Rank, tables: readonly CellTable[]): Reported {
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
