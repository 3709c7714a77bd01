import type { Comparison } from "./compare.js";
import type { ResultsTable } from "./results-table.js";

/** A family of comparisons as a results table keeps it, under the column that it is about. */
export function comparisonRows(column: string, family: readonly Comparison[]): ResultsTable["comparisons"] {
  return family.map(({ left, right, difference, interval, p, pCorrected }) => ({
    column,
    left,
    right,
    difference,
    interval,
    p,
    pCorrected,
  }));
}
