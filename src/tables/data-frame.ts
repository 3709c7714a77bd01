import type { ResultsTable } from "../evaluation/results-table.js";
import { Mime, type MimeBundle } from "../notebook/mime.js";
import { type CellValue, type DataFrame, danfojs } from "./danfojs.js";
import { resultsHtml, resultsText } from "./results-view.js";

export type { DataFrame } from "./danfojs.js";

const displayMethod = Symbol.for("Jupyter.display");

/**
 * A results table as a danfojs DataFrame, for sorting and filtering by hand. As the value of a cell it shows
 * itself as the results table it was made of, intervals and tests included, and leaves the table's record
 * (`application/vnd.claimbook.results+json`) in the notebook. Frames derived from it show themselves plainly.
 *
 * Columns: the row heading, `group` where rows have groups, then for each column of the table its key (the
 * value), `KEY low` and `KEY high` (95 % interval) where any row has one, and `KEY n` (sample size). A cell that
 * the table does not have is NaN.
 *
 * @throws ClaimbookError (`could-not-run`) when danfojs' bundle was never built
 */
export function resultsFrame(table: ResultsTable): DataFrame {
  const { columns, rows } = flatten(table);
  const { DataFrame } = danfojs();
  // Said rather than guessed: danfojs guesses from the first rows, and takes a column of missing values for text.
  const frame = new DataFrame(rows, { columns, dtypes: columns.map((name) => typeOf(table, name)) });
  Object.defineProperty(frame, displayMethod, {
    value: (): MimeBundle => ({
      [Mime.results]: table,
      [Mime.html]: resultsHtml(table),
      [Mime.plain]: resultsText(table),
    }),
  });
  return frame;
}

function flatten(table: ResultsTable): { columns: string[]; rows: CellValue[][] } {
  const grouped = table.rows.some((row) => row.group !== undefined);
  const parts = table.columns.map(({ key }) => ({
    key,
    interval: table.rows.some((row) => row.cells[key]?.interval !== undefined),
  }));
  const columns = [
    table.rowHeading,
    ...(grouped ? ["group"] : []),
    ...parts.flatMap(({ key, interval }) => [
      key,
      ...(interval ? [`${key} low`, `${key} high`] : []),
      `${key} n`,
    ]),
  ];
  const rows = table.rows.map((row) => [
    row.label,
    ...(grouped ? [row.group ?? ""] : []),
    ...parts.flatMap(({ key, interval }) => {
      const cell = row.cells[key];
      const bounds = cell?.interval ?? [Number.NaN, Number.NaN];
      return [cell?.value ?? Number.NaN, ...(interval ? bounds : []), cell?.n ?? Number.NaN];
    }),
  ]);
  return { columns, rows };
}

function typeOf(table: ResultsTable, column: string): "string" | "int32" | "float32" {
  if (column === table.rowHeading || column === "group") return "string";
  return column.endsWith(" n") ? "int32" : "float32";
}
