import type { ResultsTable } from "../evaluation/results-table.js";
import { commonN } from "./sample-size.js";

/** How a results table is set in a paper. */
export interface PaperTableOptions {
  /** Print the 95 % intervals; defaults to true. */
  intervals?: boolean;
  /** Corrected p below which a difference is marked; defaults to 0.05. */
  alpha?: number;
}

export interface PaperCell {
  value: string;
  /** Both ends, or undefined without an interval. */
  interval: [string, string] | undefined;
  /** The best of its group (or row), by the digits shown. */
  best: boolean;
  /** Letters of the rows that this one is significantly better than, in this column. */
  beats: string;
  /** Sample size, where the column's cells do not share one. */
  n: string | undefined;
  /** What a source printed in this place. */
  reported: string | undefined;
}

export interface PaperRow {
  label: string;
  /** The letter by which other rows' marks name this one; empty when none can. */
  letter: string;
  cells: (PaperCell | undefined)[];
}

/** A results table as LaTeX and Markdown both set it: plain text, not escaped. */
export interface PaperTable {
  title: string;
  heading: string;
  columns: { label: string; better: "higher" | "lower" }[];
  groups: { name: string | undefined; rows: PaperRow[] }[];
  /** What stands under the table: what bold, letters and brackets mean, sample sizes, tests, the table's note. */
  notes: string[];
}

type Column = ResultsTable["columns"][number];
type Row = ResultsTable["rows"][number];

/** Works out a results table's best values, significance marks and notes. */
export function paperTable(table: ResultsTable, options: PaperTableOptions = {}): PaperTable {
  const { intervals = true, alpha = 0.05 } = options;
  const letters = lettersOf(table);
  const names = [...new Set(table.rows.map((row) => row.group))];
  const groups = names.map((name) => {
    const rows = table.rows.filter((row) => row.group === name);
    return {
      name,
      rows: rows.map((row) => ({
        label: row.label,
        letter: letters.get(nameOf(row)) ?? "",
        cells: table.columns.map((column) => {
          const cell = row.cells[column.key];
          if (cell === undefined) return undefined;
          const value = fixed(cell.value, column);
          const [low, high] = cell.interval ?? [Number.NaN, Number.NaN];
          const rivals = table.best === "row" ? inRow(table, row) : inColumn(rows, column);
          return {
            value,
            interval:
              intervals && cell.interval !== undefined
                ? ([fixed(low, column), fixed(high, column)] as [string, string])
                : undefined,
            best: rivals.length > 1 && value === bestOf(column, rivals),
            beats: beaten(table, row, column, alpha)
              .map((other) => letters.get(other) ?? "")
              .sort()
              .join(""),
            n: commonN(table, column) === undefined ? String(cell.n) : undefined,
            reported: cell.reported === undefined ? undefined : fixed(cell.reported.value, column),
          };
        }),
      })),
    };
  });
  return {
    title: table.title,
    heading: table.rowHeading,
    columns: table.columns.map(({ label, better }) => ({ label, better })),
    groups,
    notes: notesOf(table, groups, alpha),
  };
}

/** How `comparisons` name a row. */
function nameOf(row: Row): string {
  return row.group === undefined ? row.label : `${row.label} (${row.group})`;
}

/** Letters for the rows that comparisons name: a, b, ..., z, aa, ... */
function lettersOf(table: ResultsTable): Map<string, string> {
  const compared = new Set(table.comparisons.flatMap(({ left, right }) => [left, right]));
  const letters = new Map<string, string>();
  for (const row of table.rows) {
    const name = nameOf(row);
    if (!compared.has(name) || letters.has(name)) continue;
    const i = letters.size;
    letters.set(
      name,
      (i < 26 ? "" : String.fromCharCode(96 + Math.floor(i / 26))) + String.fromCharCode(97 + (i % 26)),
    );
  }
  return letters;
}

function beaten(table: ResultsTable, row: Row, column: Column, alpha: number): string[] {
  const own = nameOf(row);
  return table.comparisons.flatMap(({ column: key, left, right, difference, pCorrected }) => {
    if (key !== column.key || pCorrected >= alpha || difference === 0) return [];
    const leftIsBetter = difference > 0 === (column.better === "higher");
    const [winner, loser] = leftIsBetter ? [left, right] : [right, left];
    return winner === own ? [loser] : [];
  });
}

function inColumn(rows: readonly Row[], column: Column): { value: number; text: string }[] {
  return rows.flatMap((row) => {
    const value = row.cells[column.key]?.value;
    return value === undefined ? [] : [{ value, text: fixed(value, column) }];
  });
}

function inRow(table: ResultsTable, row: Row): { value: number; text: string }[] {
  return table.columns.flatMap((column) => inColumn([row], column));
}

function bestOf(column: Column, values: readonly { value: number; text: string }[]): string {
  const better = (a: number, b: number) => (column.better === "higher" ? a > b : a < b);
  return values.reduce((best, each) => (better(each.value, best.value) ? each : best)).text;
}

function notesOf(table: ResultsTable, groups: PaperTable["groups"], alpha: number): string[] {
  const cells = groups.flatMap(({ rows }) => rows.flatMap((row) => row.cells)).filter((c) => c !== undefined);
  const sizes = table.columns.map((column) => commonN(table, column));
  const [first] = sizes;
  const n =
    first !== undefined && sizes.every((size) => size === first)
      ? `n = ${first}.`
      : table.columns
          .flatMap((column, c) => (sizes[c] === undefined ? [] : [`n = ${sizes[c]} (${column.label})`]))
          .join(", ");
  const key = [
    cells.some(({ best }) => best) ? "Bold: best." : "",
    cells.some(({ interval }) => interval !== undefined) ? "In brackets: 95 % interval." : "",
    cells.some(({ beats }) => beats !== "")
      ? `Letters: significantly better than that row (corrected p < ${alpha}).`
      : table.comparisons.length > 0
        ? `No difference with a corrected p < ${alpha}.`
        : "",
    cells.some(({ reported }) => reported !== undefined) ? "After the bar: as reported by the source." : "",
    n === "" || n.endsWith(".") ? n : `${n}.`,
  ].filter((part) => part !== "");
  return [
    ...(key.length === 0 ? [] : [key.join(" ")]),
    ...(table.comparisons.length > 0 && table.correction !== undefined ? [table.correction] : []),
    ...(table.note === undefined ? [] : [table.note]),
  ];
}

function fixed(value: number, { digits }: Column): string {
  return value.toFixed(digits);
}
