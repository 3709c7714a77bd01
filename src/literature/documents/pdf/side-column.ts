import type { PdfSegment } from "./line.js";

/** A narrow column of notes beside running text, as journals set it beside the abstract. */
export interface SideColumn {
  notes: readonly PdfSegment[];
  text: readonly PdfSegment[];
  above: readonly PdfSegment[];
  below: readonly PdfSegment[];
  /** Where the running text begins. */
  x: number;
}

const fewestLines = 5;

/**
 * Looks for lines that begin far to the right, one below the other, and reach beyond the page's middle, with notes beside them.
 * Rows of a table have their cells on one baseline; notes have baselines of their own.
 */
export function sideColumn(
  segments: readonly PdfSegment[],
  left: number,
  right: number,
): SideColumn | undefined {
  const width = right - left;
  const far = segments
    .filter(
      (segment) =>
        segment.x - left > 0.15 * width &&
        segment.x - left < 0.45 * width &&
        segment.right - segment.x > 0.45 * width,
    )
    .sort((a, b) => a.y - b.y);
  for (const [at, first] of far.entries()) {
    const lines = [first];
    for (const next of far.slice(at + 1)) {
      const last = lines.at(-1) ?? first;
      if (next.y - last.y > 2.5 * last.size) break;
      if (Math.abs(next.x - first.x) < 3) lines.push(next);
    }
    if (lines.length < fewestLines) continue;
    const found = withNotes(segments, lines, first.x, right);
    if (found !== undefined) return found;
  }
  return undefined;
}

function withNotes(
  segments: readonly PdfSegment[],
  lines: readonly PdfSegment[],
  x: number,
  right: number,
): SideColumn | undefined {
  const [first] = lines;
  const last = lines.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const beside = (segment: PdfSegment) => Math.abs(segment.x - x) < 3 && segment.right <= right;
  // A heading may stand over it.
  const top = Math.min(
    ...segments
      .filter((one) => beside(one) && first.y - one.y < 3.5 * first.size && one.y <= first.y)
      .map((one) => one.y - 0.5 * one.size),
  );
  const bottom = last.y + 1.8 * last.size;
  const within = segments.filter((one) => one.y >= top && one.y <= bottom);
  const notes = within.filter((one) => one.right < x);
  const text = within.filter((one) => one.x >= x - 3);
  if (notes.length < 3 || notes.length + text.length < within.length) return undefined;
  const shared = notes.filter((note) => text.some((one) => Math.abs(one.y - note.y) < 0.5)).length;
  if (shared > notes.length / 2) return undefined;
  return {
    notes,
    text,
    above: segments.filter((one) => one.y < top),
    below: segments.filter((one) => one.y > bottom),
    x,
  };
}
