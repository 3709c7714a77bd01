import { oneLine } from "../one-line.js";
import { claimRow } from "../report/synthesis/claim-rows.js";
import type { SynthesisClaim } from "../report/synthesis/document.js";

/** A mark and the confidence after it, wherever in a line they stand. */
const rowEnd =
  /(?<!\d\s{0,2})(?<mark>[✓✔☑✅×✗✘✕☒❌\uFFFD])\s*(?<confidence>[01](?:[.,]\d{1,4})?(?![\d.,]*\d)|[-–—](?=\s|$))/gu;
/** Borders of a Markdown table, printed as they were written. */
const borders = /(?<!\S)\|(?:[-:]+\|)*(?!\S)/gu;
const head = /\bclaim\s+verified\s+confidence\b/giu;
/** Letters that a claim has at least. */
const leastClaim = 8;

/**
 * The rows of a table of claims whose cells and line ends are lost, as in the running text of a PDF: every claim ends
 * where a mark and a number stand. A cross after a digit is taken for a multiplication sign; a glyph of which the PDF
 * does not tell the letter (U+FFFD) is a mark that nobody can read.
 *
 * @param runningTitle what pages repeat at their head, and so stands among the claims
 */
export function flowingRows(text: string, runningTitle = ""): SynthesisClaim[] {
  const title = oneLine(runningTitle);
  const line = oneLine(text.replace(borders, " ")).replace(head, " ");
  const claims = title.length < 20 ? line : line.replaceAll(title, " ");
  const rows: SynthesisClaim[] = [];
  let start = 0;
  for (const end of claims.matchAll(rowEnd)) {
    const { mark = "", confidence = "" } = end.groups ?? {};
    const said = oneLine(claims.slice(start, end.index).replace(/^[\s|]+|[\s|]+$/gu, " "));
    if (said.length < leastClaim) continue;
    rows.push(claimRow(said, mark, confidence));
    start = end.index + end[0].length;
  }
  return rows;
}
