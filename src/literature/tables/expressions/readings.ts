import type { Reported } from "../../../claims/model.js";
import type { CellTable } from "../cells/cells.js";
import type { Difference, SimpleExpression, TableExpression } from "./expression.js";

type Evaluate = (expression: TableExpression, tables: readonly CellTable[]) => Reported;

/**
 * Judges an expression in the ways that its text leaves open, where the numbers themselves tell which is meant:
 * `3.2 %` may be relative or percentage points, a difference may be that of one case or of the mean. One reading
 * that holds is taken; where none does, the verdict is that of the plain one only if the text names a single
 * case, else "not checked".
 */
export function readings(
  expression: TableExpression,
  tables: readonly CellTable[],
  evaluate: Evaluate,
): Reported {
  const parts = expression.kind === "all" ? expression.parts : [expression];
  const chosen: SimpleExpression[] = [];
  for (const part of parts) {
    if (part.kind !== "difference") {
      chosen.push(part);
      continue;
    }
    const read = ofDifference(part, tables, evaluate);
    if ("verdict" in read) return read;
    chosen.push(read);
  }
  return evaluate(chosen.length === 1 ? chosen[0]! : { kind: "all", parts: chosen }, tables);
}

function ofDifference(
  part: Difference,
  tables: readonly CellTable[],
  evaluate: Evaluate,
): Difference | Reported {
  const units = part.by.unit === "percent" ? (["percent", "points"] as const) : [part.by.unit];
  const forms = units.map((unit): Difference => {
    const { unit: _, ...by } = part.by;
    return { ...part, by: unit === undefined ? by : { ...by, unit } };
  });
  const plain = evaluate(part, tables);
  if (plain.verdict === "not checked" || part.by.bound === "up to") return part;
  for (const form of forms) if (evaluate(form, tables).verdict === "holds") return form;
  for (const form of forms) {
    const mean: Difference = { ...form, quantifier: "mean" };
    if (evaluate(mean, tables).verdict === "holds") return mean;
  }
  const cases = plain.comparisons.length;
  const single = forms
    .map((form) => evaluate(form, tables))
    .find((judged) => judged.comparisons.some((c) => c.holds));
  if (cases > 1 && single !== undefined) {
    const which = single.comparisons
      .filter((comparison) => comparison.holds)
      .map(({ left }) => `Table ${left.table}, ${left.row}`);
    return {
      ...single,
      verdict: "not checked",
      why: `it does not say which of ${cases} cases it is about; it is so in ${which.slice(0, 3).join("; ")}`,
    };
  }
  return part;
}
