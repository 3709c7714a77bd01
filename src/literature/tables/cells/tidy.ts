import { ClaimbookError } from "../../../errors.js";
import { decimalsOf } from "../../printed-number.js";
import type { CellTable, TableCell } from "./cells.js";
import { dimensionsOf } from "./from-document.js";

export interface TidyOptions {
  /** Id of the work that printed the tables. */
  work: string;
  /** How to call the file in errors. */
  where?: string;
  /** Caption of each table, by number. */
  captions?: Readonly<Record<string, string>>;
  /** Other names of labels: `{ Hybrid: ["proposed"] }`. */
  aliases?: Readonly<Record<string, readonly string[]>>;
  /** Dimension that the table prints side by side; the others name the row. By default the last but one field. */
  columns?: string;
}

/**
 * Cells one a line: a column `table`, one column for each dimension, a column `value` (CSV, a header line, no
 * quoted fields). Underscores in labels are read as spaces.
 *
 * @throws ClaimbookError (`could-not-run`) naming the line that does not fit
 */
export function tablesOfTidyCsv(text: string, options: TidyOptions): CellTable[] {
  const where = options.where ?? "file of cells";
  const [head = "", ...lines] = text
    .replace(/^\uFEFF/, "")
    .trimEnd()
    .split(/\r?\n/);
  const fields = head.split(",");
  const dimensions = fields.filter((field) => field !== "table" && field !== "value");
  const [tableAt, valueAt] = [fields.indexOf("table"), fields.indexOf("value")];
  if (tableAt < 0 || valueAt < 0) throw malformed(`${where}, line 1`, "has no columns table and value");
  const columns = options.columns ?? dimensions.at(-1) ?? "";
  const byTable = new Map<string, TableCell[]>();
  for (const [index, line] of lines.entries()) {
    const parts = line.split(",");
    const value = Number(parts[valueAt]);
    if (parts.length !== fields.length || parts[valueAt]?.trim() === "" || !Number.isFinite(value)) {
      throw malformed(`${where}, line ${index + 2}`, `is not ${fields.length} fields with a number`);
    }
    const at: Record<string, string> = {};
    for (const dimension of dimensions) {
      const label = parts[fields.indexOf(dimension)]!.replace(/_/g, " ").trim();
      if (label !== "") at[dimension] = label;
    }
    const table = parts[tableAt]!;
    const cells = byTable.get(table) ?? [];
    byTable.set(table, cells);
    cells.push({
      work: options.work,
      table,
      at,
      row: dimensions
        .filter((d) => d !== columns && d in at)
        .map((d) => at[d])
        .join(" · "),
      column: at[columns] ?? "",
      value,
      // 287.0 in a CSV file may be a printed 287.
      decimals: decimalsOf(String(value)),
      bold: false,
    });
  }
  return [...byTable].map(([number, cells]) => ({
    work: options.work,
    number,
    caption: options.captions?.[number] ?? "",
    dimensions: dimensionsOf(cells, options.aliases).map((dimension) => ({
      ...dimension,
      side: dimension.name === columns ? ("column" as const) : ("row" as const),
    })),
    // A CSV writer drops trailing zeros: the most digits of a metric's cells are the digits of all.
    cells: withSharedDigits(cells),
  }));
}

function withSharedDigits(cells: readonly TableCell[]): TableCell[] {
  const most = new Map<string, number>();
  const keyOf = (cell: TableCell) => cell.at.metric ?? "";
  for (const cell of cells) most.set(keyOf(cell), Math.max(most.get(keyOf(cell)) ?? 0, cell.decimals));
  return cells.map((cell) => ({ ...cell, decimals: most.get(keyOf(cell))! }));
}

function malformed(where: string, what: string): ClaimbookError {
  return new ClaimbookError(what, { kind: "could-not-run", where });
}
