import { decimalsOf } from "../../printed-number.js";
import type { PrintedTable, TableFacts } from "../printed/facts.js";
import type { CellTable, TableCell } from "./cells.js";
import { dimensionsOf } from "./from-document.js";

/** The tables of a file of facts; the columns are one more dimension, `method` where the file names none. */
export function tablesOfFacts(facts: TableFacts): CellTable[] {
  return facts.tables.map((table) => tableOf(facts.work, table));
}

function tableOf(work: string, table: PrintedTable): CellTable {
  const columns = table.columnDimension ?? "method";
  const cells: TableCell[] = [];
  // JSON drops trailing zeros: 0.7 beside 0.705 was printed as 0.700.
  const decimals = Math.max(
    ...table.rows.flat().map((v) => (typeof v === "number" ? decimalsOf(String(v)) : 0)),
  );
  for (const row of table.rows) {
    const labels = row.slice(0, table.dimensions.length).map(String);
    const at = Object.fromEntries(table.dimensions.map((name, index) => [name, labels[index]!]));
    for (const [index, { name }] of table.columns.entries()) {
      const value = row[table.dimensions.length + index];
      if (typeof value !== "number") continue;
      cells.push({
        work,
        table: table.table,
        at: { ...at, [columns]: name },
        row: labels.join(" · "),
        column: name,
        value,
        decimals,
        bold: false,
      });
    }
  }
  const aliases = Object.fromEntries(table.columns.map(({ name, aliases = [] }) => [name, aliases]));
  const dimensions = dimensionsOf(cells, aliases).map((dimension) =>
    dimension.name === columns ? { ...dimension, side: "column" as const } : dimension,
  );
  return { work, number: table.table, caption: table.caption, unit: table.unit, dimensions, cells };
}
