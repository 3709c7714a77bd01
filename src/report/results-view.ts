import type { ResultsTable } from "../evaluation/results-table.js";
import { fixed } from "./numbers.js";
import { significanceOf } from "./significance.js";
import { type VerdictMark, verdictMark } from "./verdict-marks.js";

type Column = ResultsTable["columns"][number];
type Row = ResultsTable["rows"][number];

export interface ValueView {
  value: string;
  /** `±0.006` when the interval is symmetric to the digits shown, else `[0.38, 0.44]`; undefined without interval. */
  interval: string | undefined;
  /** The best of its group of rows in this column; ties share it. */
  best: boolean;
  /** Letters of the rows that it is significantly better than; see significance.ts. */
  beats: string[];
  /** What a source printed in this place, with the mark of the verdict on it. */
  reported: { value: string; mark: VerdictMark } | undefined;
}

export interface RowView {
  label: string;
  /** By which the marks of significance name the row; undefined where the table has no marks. */
  letter: string | undefined;
  values: (ValueView | undefined)[];
}

/** A results table as both renderers set it. */
export interface ResultsView {
  heading: string;
  columns: { label: string; arrow: "↑" | "↓"; better: Column["better"] }[];
  groups: { name: string | undefined; rows: RowView[] }[];
  /** `n = 1200`, or the range over the cells. */
  n: string;
  /** Said under the table: what bold and grey mean, as far as they occur. */
  key: string;
}

export function resultsView(table: ResultsTable): ResultsView {
  const names = [...new Set(table.rows.map((row) => row.group))];
  const significance = significanceOf(table);
  const groups = names.map((name) => {
    const rows = table.rows.filter((row) => row.group === name);
    const columnBest = table.columns.map((column) =>
      bestOf(
        column.better,
        rows.flatMap((row) => shown(row, column)),
      ),
    );
    return {
      name,
      rows: rows.map((row) => {
        const rowBest = bestOf(
          table.columns[0]?.better ?? "higher",
          table.columns.flatMap((column) => shown(row, column)),
        );
        return {
          label: row.label,
          letter: significance.some ? significance.letterOf(row) : undefined,
          values: table.columns.map((column, c) =>
            valueView(
              column,
              row,
              table.best === "row" ? rowBest : columnBest[c],
              significance.beats(row, column.key),
            ),
          ),
        };
      }),
    };
  });
  const sizes = table.rows.flatMap((row) => Object.values(row.cells).map((cell) => cell.n));
  const values = groups
    .flatMap((group) => group.rows.flatMap((row) => row.values))
    .filter((v) => v !== undefined);
  const key = [
    values.some((v) => v.best) ? "Bold: best" : "",
    significance.some ? "raised letters: better than the rows of these letters, corrected p < 0.05" : "",
    values.some((v) => v.interval?.startsWith("±")) ? "±: half-width of the 95 % interval" : "",
    values.some((v) => v.interval?.startsWith("[")) ? "[low, high]: 95 % interval" : "",
    rangeOf(sizes),
    reportedKey(table, values),
  ].filter((part) => part !== "");
  return {
    heading: table.rowHeading,
    columns: table.columns.map(({ label, better }) => ({
      label,
      better,
      arrow: better === "higher" ? "↑" : "↓",
    })),
    groups,
    n: rangeOf(sizes),
    key: key.length === 0 ? "" : `${key.join("; ")}.`,
  };
}

interface Shown {
  value: number;
  text: string;
}

function shown(row: Row, column: Column): Shown[] {
  const value = row.cells[column.key]?.value;
  return value === undefined ? [] : [{ value, text: fixed(value, column.digits) }];
}

/** The best value by the digits shown: two values that look equal are both best. */
function bestOf(better: Column["better"], values: readonly Shown[]): string | undefined {
  if (values.length < 2) return undefined;
  return values.reduce((a, b) => ((better === "higher" ? b.value > a.value : b.value < a.value) ? b : a))
    .text;
}

function valueView(
  column: Column,
  row: Row,
  best: string | undefined,
  beats: string[],
): ValueView | undefined {
  const cell = row.cells[column.key];
  if (cell === undefined) return undefined;
  const value = fixed(cell.value, column.digits);
  const { reported } = cell;
  return {
    value,
    interval: intervalText(cell.value, cell.interval, column.digits),
    best: value === best,
    beats,
    reported:
      reported === undefined
        ? undefined
        : { value: fixed(reported.value, column.digits), mark: verdictMark(reported.verdict) },
  };
}

/** `after the bar: arXiv:2408.10536, Table 1 (what the verdict asks): ✓ holds, ✗ fails`. */
function reportedKey({ reported }: ResultsTable, values: readonly ValueView[]): string {
  if (reported === undefined) return "";
  const marks = new Map(
    values.flatMap(({ reported }) => (reported ? [[reported.mark.label, reported.mark]] : [])),
  );
  const list = [...marks.values()].map(({ symbol, label }) => `${symbol} ${label}`).join(", ");
  return `after the bar: ${reported.source}. ${reported.check} ${list}`;
}

function intervalText(
  value: number,
  interval: readonly [number, number] | undefined,
  digits: number,
): string | undefined {
  if (interval === undefined) return undefined;
  const below = value - interval[0];
  const above = interval[1] - value;
  // Symmetric as far as the digits shown can tell, within one unit of the last digit.
  if (Math.abs(above - below) <= 1.01 * 10 ** -digits && below >= 0 && above >= 0) {
    return `±${fixed((interval[1] - interval[0]) / 2, digits)}`;
  }
  return `[${fixed(interval[0], digits)}, ${fixed(interval[1], digits)}]`;
}

function rangeOf(sizes: readonly number[]): string {
  if (sizes.length === 0) return "";
  const low = Math.min(...sizes);
  const high = Math.max(...sizes);
  return low === high ? `n = ${low}` : `n = ${low} to ${high}`;
}
