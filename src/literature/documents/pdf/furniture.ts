import type { PdfSegment } from "./line.js";
import type { PdfPage } from "./page.js";

/**
 * Takes out what pages carry round their text: running heads and feet (the same words, but for numbers, at the same
 * height of several pages' margins), page numbers, and numbers of lines in the margin.
 */
export function withoutFurniture(
  pages: readonly { page: PdfPage; segments: readonly PdfSegment[] }[],
): PdfSegment[][] {
  const seen = new Map<string, Set<number>>();
  for (const { page, segments } of pages) {
    for (const segment of segments) {
      const key = furnitureKey(segment, page);
      if (key !== undefined) seen.set(key, (seen.get(key) ?? new Set()).add(page.number));
    }
  }
  const often = Math.max(2, Math.min(3, Math.ceil(pages.length * 0.4)));
  return pages.map(({ page, segments }) => {
    const numbered = lineNumbers(segments);
    return segments.filter((segment) => {
      if (numbered.has(segment)) return false;
      const key = furnitureKey(segment, page);
      if (key === undefined) return true;
      // A page number needs no second one, at the very edge.
      const atEdge = segment.y > 0.93 * page.height || segment.y < 0.06 * page.height;
      if (
        atEdge &&
        /^(?:page\s*)?[-–—]?\s*(?:\d{1,4}(?:\s*(?:\/|of)\s*\d{1,4})?|[ivxlc]{1,6})\s*[-–—]?$/i.test(
          segment.text,
        )
      )
        return false;
      return (seen.get(key)?.size ?? 0) < often;
    });
  });
}

/** Height and words, without numbers; undefined for what does not stand in the upper or lower margin. */
function furnitureKey(segment: PdfSegment, page: PdfPage): string | undefined {
  const top = segment.y < 0.1 * page.height;
  if (!top && segment.y < 0.9 * page.height) return undefined;
  const words = segment.text
    .replace(/\p{N}+/gu, "#")
    .replace(/\s+/g, " ")
    .toLowerCase()
    .slice(0, 80);
  return `${top ? "top" : "bottom"} ${Math.round(segment.y / 4)} ${words}`;
}

/** Numbers of lines, as manuscripts under review have them: many, alone, in one column at the text's left or right. */
function lineNumbers(segments: readonly PdfSegment[]): Set<PdfSegment> {
  const numbers = segments.filter((segment) => /^\d{1,4}$/.test(segment.text));
  if (numbers.length < 15) return new Set();
  const left = Math.min(...segments.map((segment) => segment.x));
  const right = Math.max(...segments.map((segment) => segment.right));
  for (const edge of [numbers.filter((n) => n.x - left < 12), numbers.filter((n) => right - n.right < 12)]) {
    if (edge.length < 15) continue;
    const sorted = [...edge].sort((a, b) => a.y - b.y).map((number) => Number(number.text));
    const rising = sorted.filter((value, i) => i > 0 && value > (sorted[i - 1] ?? 0)).length;
    if (rising >= 0.9 * (sorted.length - 1)) return new Set(edge);
  }
  return new Set();
}
