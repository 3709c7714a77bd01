import { lineOf, type PdfLine, type PdfSegment } from "./line.js";
import { sideColumn } from "./side-column.js";

/**
 * Lines of a page in reading order. Where a page has two columns (a strip near its middle that hardly any text crosses,
 * with running text on both sides), what crosses the strip cuts the page into bands, and in each band the left column
 * comes before the right one. A narrow column of notes beside running text is read before that text.
 */
export function linesInOrder(segments: readonly PdfSegment[], page: number, width: number): PdfLine[] {
  const left = Math.min(...segments.map((segment) => segment.x));
  const right = Math.max(...segments.map((segment) => segment.right));
  const side = sideColumn(segments, left, right);
  if (side !== undefined) {
    const { notes, text, above, below, x } = side;
    return [
      ...(above.length > 0 ? linesInOrder(above, page, width) : []),
      ...rowsOf(notes).map((row) => lineOf(row, page, [left, x])),
      ...rowsOf(text).map((row) => lineOf(row, page, [x, right])),
      ...(below.length > 0 ? linesInOrder(below, page, width) : []),
    ];
  }
  const rows = rowsOf(segments);
  const gutter = findGutter(segments, left, right, width);
  if (gutter === undefined) return rows.map((row) => lineOf(row, page, [left, right]));
  const lines: PdfLine[] = [];
  let leftLines: PdfLine[] = [];
  let rightLines: PdfLine[] = [];
  const flush = () => {
    lines.push(...leftLines, ...rightLines);
    leftLines = [];
    rightLines = [];
  };
  const across = crossing(rows, gutter, left, right);
  rows.forEach((row, index) => {
    if (across[index] === true) {
      flush();
      lines.push(lineOf(row, page, [left, right]));
      return;
    }
    const [here, there] = [row.filter((part) => part.x < gutter), row.filter((part) => part.x >= gutter)];
    if (here.length > 0) leftLines.push(lineOf(here, page, [left, gutter]));
    if (there.length > 0) rightLines.push(lineOf(there, page, [gutter, right]));
  });
  flush();
  return lines;
}

/** Segments that share a baseline. */
function rowsOf(segments: readonly PdfSegment[]): PdfSegment[][] {
  const rows: PdfSegment[][] = [];
  for (const segment of [...segments].sort((a, b) => a.y - b.y || a.x - b.x)) {
    const row = rows.at(-1);
    const other = row?.[0];
    if (
      row !== undefined &&
      other !== undefined &&
      Math.abs(other.y - segment.y) < 0.3 * Math.max(other.size, segment.size)
    )
      row.push(segment);
    else rows.push([segment]);
  }
  return rows;
}

function findGutter(
  segments: readonly PdfSegment[],
  left: number,
  right: number,
  width: number,
): number | undefined {
  const text = segments.filter((segment) => segment.text.length > 1);
  if (text.length < 16) return undefined;
  const middle = (left + right) / 2;
  let best: { x: number; crossed: number; off: number } | undefined;
  for (let x = middle - 0.12 * width; x <= middle + 0.12 * width; x += 1) {
    const crossed = text.filter((segment) => segment.x < x - 2 && segment.right > x + 2).length;
    const off = Math.abs(x - middle);
    if (best === undefined || crossed < best.crossed || (crossed === best.crossed && off < best.off))
      best = { x, crossed, off };
  }
  if (best === undefined || best.crossed > 0.3 * text.length) return undefined;
  const { x } = best;
  // Running text on both sides: lines nearly as wide as the column, several of them.
  const wide = (from: number, to: number) =>
    text.filter((s) => s.x >= from - 2 && s.right <= to + 2 && s.right - s.x > 0.6 * (to - from)).length;
  const [leftWide, rightWide] = [wide(left, x), wide(x, right)];
  return Math.min(leftWide, rightWide) >= 5 ? x : undefined;
}

/** Rows over the page's full width: what crosses the gutter, and rows of a wide table, whose cells may leave it free. */
function crossing(
  rows: readonly (readonly PdfSegment[])[],
  gutter: number,
  left: number,
  right: number,
): boolean[] {
  const half = Math.min(gutter - left, right - gutter);
  const across = rows.map((row) => row.some((part) => part.x < gutter - 2 && part.right > gutter + 2));
  const cells = rows.map(
    (row) =>
      row.length >= 4 &&
      row.some((part) => part.right <= gutter) &&
      row.some((part) => part.x >= gutter) &&
      row.every((part) => part.right - part.x < 0.5 * half),
  );
  // Only beside a row that does cross: a caption, a heading of the table.
  for (const step of [1, -1]) {
    for (let i = step === 1 ? 0 : rows.length - 1; i >= 0 && i < rows.length; i += step) {
      const near = across[i - step] === true || across[i - 2 * step] === true;
      if (cells[i] === true && near) across[i] = true;
    }
  }
  return across;
}
