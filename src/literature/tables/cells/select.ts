import type { ReportedCell } from "../../../claims/model.js";
import type { Scope, Select } from "../expressions/expression.js";
import { type Metric, metricOf } from "../names/metrics.js";
import type { CellTable, Dimension, Summary, TableCell } from "./cells.js";

/** Whether a cell has one of the labels for each dimension; a dimension that it lacks does not fit. */
export function fits(cell: TableCell, select: Select): boolean {
  return Object.entries(select).every(([dimension, labels]) => {
    const own = cell.at[dimension];
    return own !== undefined && labels.includes(own);
  });
}

/** The cells of a scope, table by table. A dimension that a table lacks is fixed for all of it by its caption. */
export function cellsOf(tables: readonly CellTable[], scope: Scope): TableCell[] {
  return tables
    .filter((table) => scope.tables.includes(table.number))
    .flatMap((table) => cellsIn(table, scope.where));
}

export function cellsIn(table: CellTable, where: Select): TableCell[] {
  const own = Object.fromEntries(
    Object.entries(where).filter(([name]) => dimensionNamed(table, name) !== undefined),
  );
  return table.cells.filter((cell) => fits(cell, own));
}

/** What a cell's labels say that it sums up (`Mean`), if they do. */
export function summaryAt(table: CellTable, cell: TableCell, dimension: string): Summary | undefined {
  return dimensionNamed(table, dimension)?.labels.find((label) => label.name === cell.at[dimension])?.summary;
}

export function dimensionNamed(table: CellTable, name: string): Dimension | undefined {
  return table.dimensions.find((dimension) => dimension.name === name);
}

/** Two cells are of one case when they agree in everything but the given dimensions. */
export function caseKey(cell: TableCell, without: readonly string[]): string {
  const rest = Object.entries(cell.at)
    .filter(([dimension]) => !without.includes(dimension))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(rest);
}

/** What a cell measures, as printed: the label of its metric, or of the outermost header that names a measure. */
export function metricLabel(table: CellTable, cell: TableCell): string {
  const labels = [cell.at.metric ?? "", ...Object.values(cell.at)];
  return (
    labels.find((label) => metricOf(label) !== undefined) ?? cell.at.metric ?? table.unit ?? table.caption
  );
}

/** What is known of the measure of a cell: by its labels, else by what the table says of the whole. */
export function metricAt(table: CellTable, cell: TableCell): Metric | undefined {
  const labels = [cell.at.metric ?? "", ...Object.values(cell.at), table.unit ?? "", table.caption];
  for (const label of labels) {
    const metric = label === "" ? undefined : metricOf(label);
    if (metric !== undefined) return metric;
  }
  return undefined;
}

export function reportedCell({ work, table, row, column, value }: TableCell): ReportedCell {
  return { work, table, row, column, value };
}
