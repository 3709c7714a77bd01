import { escapeHtml } from "../claims/escape.js";
import { marks } from "../claims/marks.js";
import type { ResultsTable } from "../evaluation/results-table.js";
import { commonN } from "./sample-size.js";

type Row = ResultsTable["rows"][number];
type Column = ResultsTable["columns"][number];
type Cell = Row["cells"][string];

const arrows = { higher: "↑", lower: "↓" } as const;
const minus = "−";

/** The table as a notebook shows it: every value with its 95 % interval and sample size, then the tests. */
export function resultsHtml(table: ResultsTable): string {
  const headings = table.columns.map((column) => `<th>${escapeHtml(heading(table, column))}</th>`).join("");
  const width = table.columns.length + 1;
  const body = byGroup(table)
    .map(([group, rows]) => {
      const title =
        group === undefined
          ? ""
          : `<tr><th colspan="${width}" style="text-align:left">${escapeHtml(group)}</th></tr>`;
      return title + rows.map((row) => rowHtml(table, row)).join("");
    })
    .join("");
  const tests = testLines(table);
  const list =
    tests.length === 0
      ? ""
      : `<details><summary>${escapeHtml(testsHeading(table))}</summary><ul>${tests
          .map((line) => `<li>${escapeHtml(line)}</li>`)
          .join("")}</ul></details>`;
  const note = notes(table)
    .map((line) => `<p>${escapeHtml(line)}</p>`)
    .join("");
  return (
    `<div><table style="font-variant-numeric:tabular-nums"><caption style="text-align:left">` +
    `<strong>${escapeHtml(table.title)}</strong>${bracketsNote(table)}</caption><thead><tr>` +
    `<th style="text-align:left">${escapeHtml(table.rowHeading)}</th>${headings}</tr></thead>` +
    `<tbody>${body}</tbody></table>${note}${list}</div>`
  );
}

/** The same table in columns of plain text. */
export function resultsText(table: ResultsTable): string {
  const lines = [[table.rowHeading, ...table.columns.map((column) => heading(table, column))]];
  for (const [group, rows] of byGroup(table)) {
    if (group !== undefined) lines.push([group]);
    for (const row of rows) {
      lines.push([
        row.label,
        ...table.columns.map((column) => cellText(table, column, row.cells[column.key])),
      ]);
    }
  }
  const widths = lines
    .filter((line) => line.length > 1)
    .reduce<number[]>((most, line) => line.map((text, at) => Math.max(most[at] ?? 0, text.length)), []);
  const text = lines.map((line) =>
    line
      .map((part, at) => (at === 0 ? part.padEnd(widths[0] ?? 0) : part.padStart(widths[at] ?? 0)))
      .join("  "),
  );
  const tests = testLines(table);
  return [
    `${table.title}${bracketsNote(table)}`,
    ...text.map((line) => line.trimEnd()),
    ...notes(table),
    ...(tests.length === 0 ? [] : [`${testsHeading(table)}:`, ...tests.map((line) => `  ${line}`)]),
  ].join("\n");
}

/** Counts have no interval, and then nothing is said of any. */
function bracketsNote(table: ResultsTable): string {
  const any = table.rows.some((row) => Object.values(row.cells).some((cell) => cell.interval !== undefined));
  return any ? " (95 % intervals in brackets)" : "";
}

function rowHtml(table: ResultsTable, row: Row): string {
  const cells = table.columns
    .map(
      (column) =>
        `<td style="text-align:right">${escapeHtml(cellText(table, column, row.cells[column.key]))}</td>`,
    )
    .join("");
  return `<tr><th style="text-align:left;font-weight:normal">${escapeHtml(row.label)}</th>${cells}</tr>`;
}

/** Groups in the order in which they first appear. */
function byGroup(table: ResultsTable): [string | undefined, Row[]][] {
  const groups = new Map<string | undefined, Row[]>();
  for (const row of table.rows) {
    const rows = groups.get(row.group);
    if (rows === undefined) groups.set(row.group, [row]);
    else rows.push(row);
  }
  return [...groups];
}

function heading(table: ResultsTable, column: Column): string {
  const n = commonN(table, column);
  const size = n === undefined ? "" : ` (n = ${n})`;
  return `${column.label} ${arrows[column.better]}${size}`;
}

function cellText(table: ResultsTable, column: Column, cell: Cell | undefined): string {
  if (cell === undefined) return "–";
  const size = commonN(table, column) === undefined ? ` (n = ${cell.n})` : "";
  const { reported } = cell;
  const printed =
    reported === undefined
      ? ""
      : ` ¦ ${fixed(reported.value, column.digits)} ${marks[reported.verdict].symbol}`;
  return `${fixed(cell.value, column.digits)}${between(cell.interval, column.digits)}${size}${printed}`;
}

function notes({ note, reported, rows }: ResultsTable): string[] {
  if (reported === undefined) return note === undefined ? [] : [note];
  const verdicts = new Set(
    rows.flatMap((row) => Object.values(row.cells).map((cell) => cell.reported?.verdict)),
  );
  const key = (["holds", "fails", "inconclusive", "not checked"] as const)
    .filter((verdict) => verdicts.has(verdict))
    .map((verdict) => `${marks[verdict].symbol} ${verdict}`);
  const said = `After the bar: ${reported.source}. ${reported.check} ${key.join(", ")}.`;
  return [...(note === undefined ? [] : [note]), said];
}

function testsHeading(table: ResultsTable): string {
  const correction = table.correction === undefined ? "" : `, ${table.correction}`;
  return `Paired comparisons${correction}`;
}

function testLines(table: ResultsTable): string[] {
  return table.comparisons.map(({ column: key, left, right, difference, interval, pCorrected }) => {
    const column = table.columns.find((c) => c.key === key);
    const digits = column?.digits ?? 3;
    const p = pCorrected < 0.001 ? "p < 0.001" : `p = ${pCorrected.toFixed(3)}`;
    return `${column?.label ?? key}: ${left} ${minus} ${right} = ${fixed(difference, digits)}${between(interval, digits)}, ${p}`;
  });
}

function between(interval: readonly [number, number] | undefined, digits: number): string {
  return interval === undefined ? "" : ` [${fixed(interval[0], digits)}, ${fixed(interval[1], digits)}]`;
}

function fixed(value: number, digits: number): string {
  return value.toFixed(digits).replace("-", minus);
}
