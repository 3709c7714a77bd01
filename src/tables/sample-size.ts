import type { ResultsTable } from "../evaluation/results-table.js";

/** The sample size that all cells of a column share: it is said once for the column. Undefined where they differ. */
export function commonN(table: ResultsTable, column: ResultsTable["columns"][number]): number | undefined {
  const sizes = new Set(table.rows.flatMap((row) => row.cells[column.key]?.n ?? []));
  return sizes.size === 1 ? [...sizes][0] : undefined;
}
