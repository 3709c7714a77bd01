import type { Reported, ReportedCell } from "../../../claims/model.js";
import type { Quantifier } from "../expressions/expression.js";

export type Relation = Reported["comparisons"][number];

/** Printed decimals are not exact in binary: 0.3 - 0.1 exceeds 0.2. Far below any printed digit. */
const fuzz = 1e-9;

/**
 * Puts a cell in relation to another or to a number.
 *
 * @param tolerance slack in the unit of the values, its border included; it widens what holds
 */
export function relate(
  left: ReportedCell,
  relation: Relation["relation"],
  right: ReportedCell | number,
  tolerance?: number,
): Relation {
  const a = left.value;
  const b = typeof right === "number" ? right : right.value;
  const slack = tolerance === undefined ? 0 : tolerance + fuzz;
  const holds = {
    "<": a < b + slack,
    "<=": a <= b + slack,
    "=": Math.abs(a - b) <= slack,
    ">=": a >= b - slack,
    ">": a > b - slack,
  }[relation];
  return { left, relation, right, ...(tolerance === undefined ? {} : { tolerance }), holds };
}

/**
 * All cases: "holds"; more than half: "holds with exceptions"; else "fails". `most` holds from more than half on,
 * `some` from one.
 */
export function verdictOf(
  held: number,
  cases: number,
  quantifier: Quantifier = "every",
): Reported["verdict"] {
  if (held === cases) return "holds";
  if (quantifier === "some") return held > 0 ? "holds" : "fails";
  if (held * 2 <= cases) return "fails";
  return quantifier === "most" ? "holds" : "holds with exceptions";
}
