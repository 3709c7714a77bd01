import type { DocumentBuilder } from "../builder.js";
import type { LineJoiner } from "../line-joiner.js";
import type { PdfLine } from "./line.js";

/**
 * Finds the title, the largest lines at the top of the first page, and gives it to the builder with what stands above.
 *
 * @param given the title, where it is known
 * @param body height of the running text
 * @returns how many lines it took
 */
export function readTitle(
  lines: readonly PdfLine[],
  given: string | undefined,
  body: number,
  builder: DocumentBuilder,
  joiner: LineJoiner,
): number {
  const top = lines.filter((line) => line.page === lines[0]?.page).slice(0, 25);
  const masthead = mastheads(top);
  const isTag = (line: PdfLine) => line.tag === "H1" || line.tag === "Title";
  const tagged = top.findIndex(isTag);
  const largest = Math.max(...top.filter((line) => !masthead.has(line)).map((line) => line.size));
  const isIt = tagged >= 0 ? isTag : (line: PdfLine) => line.size > 0.97 * largest && !masthead.has(line);
  const first = tagged >= 0 ? tagged : largest > 1.15 * body ? top.findIndex(isIt) : -1;
  if (first < 0) {
    if (given !== undefined) builder.title(given, 1);
    return 0;
  }
  let end = first;
  while (end < top.length && isIt(top[end] as PdfLine) && end - first < 6) end++;
  // What stands small beside a title is none of it.
  const parts = top.slice(first, end).map((line) => ({
    large: line.segments.filter((part) => tagged >= 0 || part.size > 0.8 * line.size),
    line,
  }));
  const text = joiner.join(parts.map(({ large }) => large.map((part) => part.text).join(" ")));
  // What stands above is a masthead.
  for (const line of top.slice(0, first)) builder.paragraph(line.text, { page: line.page });
  builder.title(text, top[first]?.page);
  for (const { large, line } of parts)
    for (const part of line.segments)
      if (!large.includes(part)) builder.paragraph(part.text, { page: line.page });
  return end;
}

/** A journal's name, as large as a title: it stands in the citation beside or over it, or its address below. */
function mastheads(top: readonly PdfLine[]): ReadonlySet<PdfLine> {
  return new Set(
    top.filter(
      (line, at) =>
        top.some(
          (other) =>
            other !== line &&
            other.text.startsWith(`${line.text} `) &&
            /^[\s,]*(?:vol\S*\s)?\d/i.test(other.text.slice(line.text.length)),
        ) || /^journal homepage\b/i.test(top[at + 1]?.text ?? ""),
    ),
  );
}
