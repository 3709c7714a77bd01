import MarkdownIt from "markdown-it";
import type { SectionId } from "./model.js";

/** Where a piece of narrative belongs: a section of the report, or the parts of its first page. */
export type Place = SectionId | "title" | "abstract" | "answer" | "references";

export interface Piece {
  /** What a heading of level 1 or 2 opened; undefined for text that stands before the first heading of its cell. */
  place: Place | undefined;
  /** Text of a heading that is no canonical section: it becomes a heading of level 3 within Results. */
  heading?: string;
  markdown: string;
}

const parser = new MarkdownIt({ html: false });

/** Names under which notebooks write the sections of a report. */
const names: readonly [RegExp, Place][] = [
  [/^abstract|^summary$/, "abstract"],
  [/^(in short|answer|short answer|the answer)$/, "answer"],
  [/^(introduction|background|motivation)$/, "introduction"],
  [/^(methodology|methods?|approach|experimental set-?up)$/, "methodology"],
  [/^(results?|findings|results and discussion)$/, "results"],
  [/^(limitations?|threats to validity|limitations and threats)$/, "limitations"],
  [/^((extracted )?claims)$/, "claims"],
  [/^(references|bibliography)$/, "references"],
];

/** The section that a heading names, numbered or not: `2. Methods` is `methodology`. */
export function placeOf(heading: string): Place | undefined {
  const name = heading
    .replace(/^[\d.]+\s+/, "")
    .replace(/[:.]$/, "")
    .trim()
    .toLowerCase();
  return names.find(([pattern]) => pattern.test(name))?.[1];
}

/**
 * Splits one Markdown cell at its headings of level 1 and 2. A level-1 heading is the title; `isTitle` says
 * whether it still may be (only the first of a notebook is), else it counts as one of level 2.
 */
export function splitMarkdown(source: string, isTitle: () => boolean): Piece[] {
  const lines = source.split("\n");
  const tokens = parser.parse(source, {});
  const pieces: Piece[] = [];
  let current: Piece = { place: undefined, markdown: "" };
  let from = 0;
  const close = (until: number) => {
    current.markdown = lines.slice(from, until).join("\n").trim();
    if (current.markdown !== "" || current.place !== undefined || current.heading !== undefined) {
      pieces.push(current);
    }
  };
  for (const [i, token] of tokens.entries()) {
    if (token.type !== "heading_open" || token.level !== 0 || token.map === null) continue;
    if (token.tag !== "h1" && token.tag !== "h2") continue;
    const text = tokens[i + 1]?.content ?? "";
    close(token.map[0]);
    from = token.map[1];
    if (token.tag === "h1" && isTitle()) current = { place: "title", heading: text, markdown: "" };
    else {
      const place = placeOf(text);
      current =
        place === undefined ? { place: "results", heading: text, markdown: "" } : { place, markdown: "" };
    }
  }
  close(lines.length);
  return pieces;
}

/** Moves headings down so that the highest that can occur is `top` and none goes below level 6. */
export function shiftHeadings(markdown: string, by: number): string {
  if (by === 0) return markdown;
  const lines = markdown.split("\n");
  for (const token of parser.parse(markdown, {})) {
    if (token.type !== "heading_open" || token.map === null || !/^#/.test(token.markup)) continue;
    const line = token.map[0];
    const level = Math.min(6, token.markup.length + by);
    lines[line] = (lines[line] ?? "").replace(/#+/, "#".repeat(level));
  }
  return lines.join("\n");
}
