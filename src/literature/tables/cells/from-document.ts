import type { Document, DocumentTable } from "../../documents/document.js";
import { decimalsOf } from "../../printed-number.js";
import { type CellTable, type Dimension, plainLabel, summaryOf, type TableCell } from "./cells.js";
import { nameDimensions } from "./dimensions.js";

/** The tables of a full text, those without a number counted as they come. */
export function tablesOfDocument(document: Pick<Document, "work" | "tables">): CellTable[] {
  return cellTables(document.work, document.tables);
}

/**
 * Tables as read from a page: every level of a row's or a column's headers is a dimension. Levels of different
 * tables that share a label are the same dimension.
 */
export function cellTables(work: string, tables: readonly DocumentTable[]): CellTable[] {
  return nameDimensions(tables.map((table, index) => cellTable(work, table, index)));
}

function cellTable(work: string, table: DocumentTable, index: number): CellTable {
  const number = table.number ?? `unnumbered ${index + 1}`;
  const cells: TableCell[] = [];
  for (const cell of table.cells) {
    if (cell.value === undefined || !Number.isFinite(cell.value)) continue;
    const at: Record<string, string> = {};
    place(at, "row", cell.row);
    place(at, "column", cell.column);
    cells.push({
      work,
      table: number,
      at,
      row: cell.row.map(plainLabel).filter(nonEmpty).join(" · "),
      column: cell.column.map(plainLabel).filter(nonEmpty).join(" · "),
      value: cell.value,
      decimals: decimalsOf(cell.text),
      ...(cell.unit === undefined ? {} : { unit: cell.unit }),
      ...(cell.plusMinus === undefined ? {} : { plusMinus: cell.plusMinus }),
      bold: cell.bold,
    });
  }
  return { work, number, caption: table.caption, dimensions: dimensionsOf(cells), cells };
}

function place(at: Record<string, string>, side: "row" | "column", path: readonly string[]): void {
  for (const [level, header] of path.entries()) {
    const label = plainLabel(header);
    if (label !== "") at[level === 0 ? side : `${side} ${level + 1}`] = label;
  }
}

function nonEmpty(text: string): boolean {
  return text !== "";
}

/** The dimensions that cells lie in, with the labels in the order they are met. */
export function dimensionsOf(
  cells: readonly Pick<TableCell, "at">[],
  aliases: Readonly<Record<string, readonly string[]>> = {},
): Dimension[] {
  const labels = new Map<string, Set<string>>();
  for (const { at } of cells) {
    for (const [name, label] of Object.entries(at)) {
      labels.set(name, (labels.get(name) ?? new Set()).add(label));
    }
  }
  return [...labels].map(([name, known]) => ({
    name,
    side: name.startsWith("column") ? "column" : "row",
    labels: [...known].map((label) => {
      const summary = known.size > 1 && !areStatistics(known) ? summaryOf(label) : undefined;
      return {
        name: label,
        aliases: aliases[label] ?? [],
        ...(summary === undefined ? {} : { summary }),
      };
    }),
  }));
}

/** Columns such as Mean, SD, Min, Max describe each row; their mean sums up no other column. */
function areStatistics(labels: ReadonlySet<string>): boolean {
  const pattern =
    /^(?:sd|s\.d\.|std\.?(?: dev\.?)?|standard deviation|se|s\.e\.|min\.?|max\.?|minimum|maximum|range|iqr|n|obs\.?|observations|count|variance|p\d{1,2})$/i;
  return [...labels].some((label) => pattern.test(label.trim()));
}
