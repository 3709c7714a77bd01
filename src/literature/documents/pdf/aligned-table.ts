import { isDatum } from "../cell-value.js";
import { type RawCell, tableCells } from "../table-grid.js";
import type { PdfLine, PdfSegment } from "./line.js";

/** Lines that make up a table, with how many of them there are. */
export interface AlignedTable {
  rows: RawCell[][];
  /** Lines from the start that belong to it. */
  length: number;
  /** The columns could not be told apart for sure. */
  unsure: boolean;
}

/**
 * Reads a table from how its text is aligned: lines of several pieces, of which the pieces of one column overlap from
 * line to line. Rules are not looked at. A piece that lies over several columns spans them.
 *
 * @param lines from the table's first on; it ends at running text or a wide gap
 * @param captioned a caption says that here is a table: two rows are enough then
 * @returns undefined where no table is
 */
export function alignedTable(lines: readonly PdfLine[], captioned: boolean): AlignedTable | undefined {
  const length = extent(lines);
  const block = lines.slice(0, length);
  const parted = block.filter((line) => line.segments.length > 1);
  if (parted.length < (captioned ? 2 : 3)) return undefined;
  const pieces = parted.flatMap((line) => line.segments);
  const data = pieces.filter((piece) => isDatum(piece.text)).length;
  if (!captioned && data < 0.3 * pieces.length) return undefined;
  const columns = columnsOf(parted);
  if (columns.length < 2) return undefined;
  let unsure = false;
  const rows = block.map((line) => {
    const row = cellsOf(line.segments, columns);
    if (row.unsure) unsure = true;
    return row.cells;
  });
  if (!captioned && isEquation(pieces)) return undefined;
  return { rows: withSplitNames(rows), length, unsure };
}

/** What computers print is aligned too: without a caption, a table names most of its columns. */
export function hasHeader(rows: readonly (readonly RawCell[])[]): boolean {
  const cells = tableCells({ rows });
  return cells.filter(({ column }) => column.some((name) => name !== "")).length > cells.length / 2;
}

/** Displayed equations fall into pieces too: signs and brackets stand alone, or stretch over several lines. */
function isEquation(pieces: readonly PdfSegment[]): boolean {
  const signs = pieces.filter(
    ({ text }) =>
      /[∥∫∑∏√⊤∂=≈≤≥]/u.test(text) || /^[()[\]{}|,.+−-]{1,3}$/u.test(text) || /^\(\d{1,3}[a-z]?\)$/.test(text),
  );
  return signs.length >= 0.2 * pieces.length;
}

/** Rows of pieces, each a cell, laid into columns by where they stand. */
export function alignedRows(pieces: readonly (readonly PdfSegment[])[]): RawCell[][] {
  const columns = columnsOf(pieces.map((segments) => ({ segments })));
  return pieces.map((row) => cellsOf(row, columns).cells);
}

/** How many lines belong together: until running text, a wide gap, another column of the page. */
function extent(lines: readonly PdfLine[]): number {
  const [first] = lines;
  if (first === undefined) return 0;
  let length = 0;
  let lastParted = 0;
  for (const line of lines) {
    const before = lines[length - 1];
    if (before !== undefined) {
      if (line.page !== before.page || line.column[0] !== first.column[0]) break;
      if (line.y - before.y > 3 * Math.max(line.size, before.size) || line.y < before.y) break;
    }
    const [left, right] = line.column;
    const isProse = line.segments.some(
      (part) => part.right - part.x > 0.6 * (right - left) && part.text.length > 40,
    );
    if (isProse || captionLike.test(line.text)) break;
    length++;
    if (line.segments.length > 1) lastParted = length;
    // Single words may head a group of rows; three such lines in a row do not.
    else if (length - lastParted > 2) break;
  }
  return lastParted;
}

const captionLike = /^(?:table|figure|fig\.|tab\.)\s*[A-Z]?\.?\d/i;

interface Column {
  left: number;
  right: number;
}

/** Column edges: pieces of lines with (nearly) as many pieces as any are laid over each other. */
function columnsOf(lines: readonly Pick<PdfLine, "segments">[]): Column[] {
  const counts = lines.map((line) => line.segments.length);
  const most = mode(counts);
  const columns: Column[] = [];
  const typical = lines.filter((line) => line.segments.length >= most);
  for (const piece of typical.flatMap((line) => line.segments)) {
    const over = columns.filter((column) => piece.x < column.right && piece.right > column.left);
    const joined = {
      left: Math.min(piece.x, ...over.map((column) => column.left)),
      right: Math.max(piece.right, ...over.map((column) => column.right)),
    };
    for (const column of over) columns.splice(columns.indexOf(column), 1);
    columns.push(joined);
  }
  return columns.sort((a, b) => a.left - b.left);
}

/** The larger of the most frequent counts above one. */
function mode(counts: readonly number[]): number {
  const times = new Map<number, number>();
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1);
  let best = 2;
  for (const [count, often] of times) {
    const known = times.get(best) ?? 0;
    if (count > 1 && (often > known || (often === known && count > best))) best = count;
  }
  return best;
}

function cellsOf(
  pieces: readonly PdfSegment[],
  columns: readonly Column[],
): { cells: RawCell[]; unsure: boolean } {
  const cells: RawCell[] = [];
  let unsure = false;
  let next = 0;
  for (const piece of pieces) {
    let from = columns.findIndex((column) => piece.x < column.right && piece.right > column.left);
    if (from < 0) from = nearest(columns, (piece.x + piece.right) / 2);
    let to = from;
    while (to + 1 < columns.length && piece.right > (columns[to + 1]?.left ?? Number.POSITIVE_INFINITY)) to++;
    if (from < next) {
      // Two pieces in one column: one cell.
      const last = cells.at(-1);
      unsure = true;
      if (last !== undefined) last.text += ` ${piece.text}`;
      continue;
    }
    for (; next < from; next++) cells.push({ text: "" });
    const header = piece.runs.length > 0 && piece.runs.every((run) => run.tag === "TH");
    cells.push({ text: piece.text, bold: piece.bold && !header, header, colSpan: to - from + 1 });
    next = to + 1;
  }
  return { cells, unsure };
}

function nearest(columns: readonly Column[], x: number): number {
  let best = 0;
  columns.forEach((column, index) => {
    const distance = (at: Column | undefined) => Math.abs(x - ((at?.left ?? 0) + (at?.right ?? 0)) / 2);
    if (distance(column) < distance(columns[best])) best = index;
  });
  return best;
}

/**
 * A heading that stands centred over columns of which only the outer ones lie under its letters (`MLQA-R` over three
 * columns) is given the free columns beside it, as long as the ones below have names.
 */
function withSplitNames(rows: RawCell[][]): RawCell[][] {
  const [top, second] = rows;
  if (top === undefined || second === undefined) return rows;
  const filled = (row: readonly RawCell[]) => row.filter((cell) => cell.text !== "").length;
  if (filled(top) >= filled(second) || second.some((cell) => isDatum(cell.text) && /\./.test(cell.text)))
    return rows;
  const named: { cell: RawCell; middle: number }[] = [];
  let at = 0;
  for (const cell of top) {
    if (cell.text !== "") named.push({ cell, middle: at + ((cell.colSpan ?? 1) - 1) / 2 });
    at += cell.colSpan ?? 1;
  }
  let column = 0;
  const under: number[] = [];
  for (const cell of second) {
    if (cell.text !== "" && column > 0) under.push(column);
    column += cell.colSpan ?? 1;
  }
  const groups = named.filter(({ middle }) => middle > 0);
  if (groups.length === 0 || under.length % groups.length !== 0) return rows;
  const share = under.length / groups.length;
  const fits = groups.every(({ middle }, index) => {
    const [from, to] = [under[index * share] ?? 0, under[(index + 1) * share - 1] ?? 0];
    return middle >= from && middle <= to;
  });
  if (!fits || share < 2) return rows;
  const laid: RawCell[] = [];
  const first = named.find(({ middle }) => middle === 0);
  for (let empty = 0; empty < (under[0] ?? 0); empty++)
    laid.push(empty === 0 && first ? first.cell : { text: "" });
  for (const { cell } of groups) laid.push({ ...cell, colSpan: share });
  return [laid, ...rows.slice(1)];
}
