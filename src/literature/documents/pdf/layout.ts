import type { PdfLine } from "./line.js";

/** How a line that ends a sentence ends. */
export const ends = /[.!?。！？:।።።۔؟][)\]"'”’」]*(?:\[?\d{1,3}\]?)?$/u;

/** Names the column of a page that a line stands in. */
export function marginKey(line: PdfLine): string {
  return `${line.page} ${Math.round(line.column[0])}`;
}

/** More room between two lines than within a paragraph. */
export function isApart(above: PdfLine, below: PdfLine): boolean {
  if (above.page !== below.page || above.column[0] !== below.column[0]) return true;
  return below.y - above.y > 1.6 * Math.max(above.size, below.size) || below.y < above.y;
}

/** The height that most characters have. */
export function bodySize(lines: readonly PdfLine[]): number {
  const sizes = new Map<number, number>();
  for (const line of lines) {
    const size = Math.round(line.size * 4) / 4;
    sizes.set(size, (sizes.get(size) ?? 0) + line.text.length);
  }
  return [...sizes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 10;
}
