import { captionParts } from "../text-table.js";
import { ends, isApart } from "./layout.js";
import type { PdfLine } from "./line.js";

/** The lines of a caption that begins at a line. */
export function captionLines(lines: readonly PdfLine[], at: number): PdfLine[] {
  const first = lines[at] as PdfLine;
  const taken = [first];
  for (
    let next = lines[at + taken.length];
    next !== undefined && taken.length < 20;
    next = lines[at + taken.length]
  ) {
    const last = taken.at(-1) as PdfLine;
    const [left, right] = last.column;
    const full = last.right - left > 0.6 * (right - left);
    if (next.table !== undefined || isApart(last, next) || next.segments.length > 1 || next.y < last.y) break;
    if (
      next.page !== first.page ||
      Math.abs(next.size - first.size) > 0.6 ||
      captionParts(next.text) !== undefined
    )
      break;
    if (!full || (ends.test(last.text) && last.right < right - 0.15 * (right - left))) break;
    taken.push(next);
  }
  return taken;
}
