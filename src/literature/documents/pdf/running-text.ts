import type { LineJoiner } from "../line-joiner.js";
import type { PdfLine } from "./line.js";

/**
 * The text of a paragraph's lines, words that hyphens part put together.
 *
 * @returns `turns`: where in the text later pages begin
 */
export function runningText(
  lines: readonly PdfLine[],
  joiner: LineJoiner,
): { text: string; turns: { offset: number; page: number }[] } {
  let text = "";
  const turns: { offset: number; page: number }[] = [];
  let page = lines[0]?.page;
  for (const line of lines) {
    const piece = line.text.trim();
    const { drop, put } = text === "" ? { drop: 0, put: "" } : joiner.between(text, piece);
    text = `${text.slice(0, text.length - drop)}${put}`;
    if (page !== line.page) turns.push({ offset: text.length, page: line.page });
    page = line.page;
    text += piece;
  }
  return { text, turns };
}
