import { cellValue, isDatum } from "./cell-value.js";
import type { DocumentCell } from "./document.js";

/** A cell as a source writes it, before spans are laid out. */
export interface RawCell {
  text: string;
  bold?: boolean;
  /** The source says that it is a header. */
  header?: boolean;
  rowSpan?: number;
  colSpan?: number;
}

export interface RawTable {
  rows: readonly (readonly RawCell[])[];
  /** Rows at the top that the source says are headers; found by what is in them where it does not say. */
  headRows?: number;
}

/** Widest, longest and largest table that is laid out; more is cut off. */
export const gridLimits = { columns: 500, rows: 5000, cells: 200_000 } as const;

interface Laid {
  text: string;
  bold: boolean;
  header: boolean;
  /** Column and row that the cell begins in. */
  row: number;
  column: number;
  width: number;
}

type Grid = readonly (readonly (Laid | undefined)[])[];

/**
 * Lays out rows with spans and gives the body cells with the headers over and beside them.
 *
 * Head: the rows the source marks, or all before the first with data in it. Row headers: the leading columns the
 * source marks, or in which the body has no data. A row of one cell across the table is the heading of the rows below;
 * a later row of names over columns of data heads the rest of the table anew.
 *
 * @returns empty where nothing but headers is there
 */
export function tableCells(table: RawTable): DocumentCell[] {
  const grid = layOut(table.rows);
  const width = grid.reduce((most, row) => Math.max(most, row.length), 0);
  const head = headRows(grid, table.headRows);
  const side = sideColumns(grid, head, width);
  const cells: DocumentCell[] = [];
  let columns = columnPaths(grid, 0, head, width);
  const ofData = dataColumns(grid, width);
  let group: string[] = [];
  let above: string[] = [];
  for (let row = head; row < grid.length; row++) {
    const line = grid[row] ?? [];
    const spanning = groupHeading(line, row, width, side);
    if (spanning !== undefined) {
      group = spanning === "" ? group : [spanning];
      continue;
    }
    if (row > head && isNewHead(grid, row, side, ofData)) {
      columns = columnPaths(grid, row, row + 1, width);
      continue;
    }
    above = sidePath(line, side, above);
    const path = [...group, ...above.filter((text, index) => text !== "" && text !== above[index - 1])];
    for (let column = side; column < width; column++) {
      const cell = line[column];
      // A cell over several rows or columns stands once, where it begins.
      if (cell === undefined || cell.row !== row || cell.column !== column || cell.text === "") continue;
      cells.push({
        row: path,
        column: columns[column] ?? [],
        text: cell.text,
        ...cellValue(cell.text),
        bold: cell.bold,
        at: { row, column },
      });
    }
  }
  return cells;
}

function layOut(rows: RawTable["rows"]): Grid {
  const grid: (Laid | undefined)[][] = [];
  let placed = 0;
  rows.slice(0, gridLimits.rows).forEach((row, r) => {
    grid[r] ??= [];
    let column = 0;
    for (const raw of row) {
      const line = grid[r] as (Laid | undefined)[];
      while (line[column] !== undefined) column++;
      const wide = span(raw.colSpan, gridLimits.columns - column);
      const tall = span(raw.rowSpan, Math.min(rows.length, gridLimits.rows) - r);
      placed += wide * tall;
      if (column >= gridLimits.columns || placed > gridLimits.cells) break;
      const laid: Laid = {
        text: raw.text.replace(/[^\S\u2009\u202f\u00a0]+/gu, " ").trim(),
        bold: raw.bold ?? false,
        header: raw.header ?? false,
        row: r,
        column,
        width: wide,
      };
      for (let below = r; below < r + tall; below++) {
        grid[below] ??= [];
        const there = grid[below] as (Laid | undefined)[];
        for (let beside = column; beside < column + wide; beside++) there[beside] ??= laid;
      }
      column += wide;
    }
  });
  return grid;
}

function span(asked: number | undefined, most: number): number {
  return asked === undefined || !Number.isInteger(asked) || asked < 1
    ? 1
    : Math.max(1, Math.min(asked, most));
}

function headRows(grid: Grid, told: number | undefined): number {
  if (told !== undefined && told > 0) return Math.min(told, grid.length);
  if (grid.length < 2) return 0;
  let marked = 0;
  while (marked < grid.length && isAll(grid[marked], (cell) => cell.header)) marked++;
  if (marked > 0 && marked < grid.length) return marked;
  const first = grid.findIndex(
    (row) => row.filter((cell) => cell !== undefined && isDatum(cell.text)).length > 0,
  );
  // A table of words only: its first row names the columns.
  if (first < 0) return 1;
  // Years, sizes and shares may name columns.
  const named = isHeaderOfNumbers(grid, first) ? first + 1 : first;
  // A heading across the table right above the data belongs to its rows.
  const width = grid.reduce((most, row) => Math.max(most, row.length), 0);
  let head = named;
  while (head > 1 && groupHeading(grid[head - 1] ?? [], head - 1, width, 1) !== undefined) head--;
  return head;
}

function isAll(row: readonly (Laid | undefined)[] | undefined, holds: (cell: Laid) => boolean): boolean {
  const filled = (row ?? []).filter((cell) => cell !== undefined && cell.text !== "") as Laid[];
  return filled.length > 0 && filled.every(holds);
}

/** 2019, 2020, … or 5%, 30%, … over columns whose values have decimals. */
function isHeaderOfNumbers(grid: Grid, row: number): boolean {
  const top = grid[row] ?? [];
  if (isDatum(top[0]?.text ?? "")) return false;
  const numbers = top.slice(1).filter((cell) => cell !== undefined && cell.text !== "") as Laid[];
  return (
    numbers.length > 0 &&
    numbers.every((cell) => /^(?:@|k\s?=\s?)?\d{1,4}\s?%?$/.test(cell.text)) &&
    grid.slice(row + 1).some((other) => other.slice(1).some((cell) => /\d\.\d/.test(cell?.text ?? ""))) &&
    !grid
      .slice(row + 1)
      .some((other) => other.slice(1).every((cell) => /^\d{1,4}\s?%?$/.test(cell?.text ?? "")))
  );
}

function sideColumns(grid: Grid, head: number, width: number): number {
  const body = grid
    .slice(head)
    .filter((row, index) => groupHeading(row, head + index, width, 1) === undefined);
  let side = 0;
  for (; side < width - 1; side++) {
    const cells = body
      .map((row) => row[side])
      .filter((cell) => cell !== undefined && cell.text !== "") as Laid[];
    if (cells.length === 0) continue;
    if (cells.every((cell) => cell.header)) continue;
    if (cells.some((cell) => isDatum(cell.text))) break;
    // Among columns of words only the first names the row.
    const beyond = body.some((row) =>
      row.slice(side + 1).some((cell) => cell !== undefined && isDatum(cell.text)),
    );
    if (!beyond && side > 0) break;
  }
  // Rows named by numbers: 1, 2, 3 or years down the first column.
  if (
    side === 0 &&
    width > 1 &&
    namesRows(
      body.map((row) => row[0]?.text ?? ""),
      grid[0]?.[0]?.text ?? "",
    )
  )
    return 1;
  return side;
}

function namesRows(texts: readonly string[], corner: string): boolean {
  if (corner !== "" && isDatum(corner)) return false;
  const filled = texts.filter((text) => text !== "");
  return (
    filled.length > 1 &&
    new Set(filled).size === filled.length &&
    filled.every((text) => /^\D{0,3}\d{1,6}%?$|\p{L}/u.test(text))
  );
}

function columnPaths(grid: Grid, from: number, to: number, width: number): string[][] {
  return Array.from({ length: width }, (_, column) => {
    const path: string[] = [];
    for (let row = from; row < to; row++) {
      const cell = grid[row]?.[column];
      if (cell === undefined || cell.text === "") continue;
      // A cell over several head rows is named once, and so is a title across the whole table never.
      if (cell.row !== row && row > from) continue;
      if (cell.width >= width && width > 1) continue;
      path.push(cell.text);
    }
    return path;
  });
}

/** The row's headers, one for each leading column; an empty one before the last is that of the row above. */
function sidePath(line: readonly (Laid | undefined)[], side: number, above: readonly string[]): string[] {
  const path: string[] = [];
  let same = true;
  for (let column = 0; column < side; column++) {
    const text = line[column]?.text ?? "";
    if (text !== "") same = false;
    path.push(text === "" && same && column < side - 1 ? (above[column] ?? "") : text);
  }
  return path;
}

/** Whether most of what a column has in it is data, for each. */
function dataColumns(grid: Grid, width: number): boolean[] {
  return Array.from({ length: width }, (_, column) => {
    const filled = grid.filter((row) => (row[column]?.text ?? "") !== "");
    return filled.filter((row) => isDatum(row[column]?.text ?? "")).length * 2 > filled.length;
  });
}

/** The text of a row that is one heading across the table (empty for an empty row); undefined for other rows. */
function groupHeading(
  line: readonly (Laid | undefined)[],
  row: number,
  width: number,
  side: number,
): string | undefined {
  const filled = [...new Set(line.filter((cell) => cell !== undefined && cell.text !== ""))] as Laid[];
  if (filled.length === 0) return "";
  const [only] = filled;
  if (filled.length > 1 || only === undefined || only.row !== row || isDatum(only.text)) return undefined;
  // One cell across nearly all, or a lone name at the left with nothing beside it in a table of several columns.
  const across = only.width >= Math.max(2, width - side);
  return across || (only.column === 0 && width > 2) ? only.text : undefined;
}

/** Names over columns that hold data elsewhere. */
function isNewHead(grid: Grid, row: number, side: number, ofData: readonly boolean[]): boolean {
  const line = grid[row] ?? [];
  let names = 0;
  for (let column = Math.max(1, side); column < line.length; column++) {
    const cell = line[column];
    if (cell === undefined || cell.text === "") continue;
    if (isDatum(cell.text) || cell.row !== row || ofData[column] !== true) return false;
    names++;
  }
  const next = grid[row + 1]?.slice(side) ?? [];
  return names > 1 && next.some((cell) => cell !== undefined && isDatum(cell.text));
}
