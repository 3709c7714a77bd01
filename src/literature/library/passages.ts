import { splitSentences } from "../documents/sentences.js";

/** One statement of a text: a sentence, or a list item. */
export interface TextPassage {
  text: string;
  /** Character range in the file's text (UTF-16 code units, as `String.prototype.slice` counts). */
  start: number;
  end: number;
  /** The heading above it, e.g. `4.1 Summary of main results`; undefined before the first heading. */
  heading: string | undefined;
}

/**
 * Splits a text (plain or Markdown) into passages. Headings (`#` to `######`) open sections, each list item is
 * one passage, paragraphs are cut into sentences; HTML comments and a leading YAML block are passed over.
 */
export function passagesOf(text: string): TextPassage[] {
  const masked = mask(text);
  const passages: TextPassage[] = [];
  let heading: string | undefined;
  let block: { start: number; end: number; item: boolean } | undefined;
  const flush = () => {
    if (block !== undefined) passages.push(...cut(masked, block, heading));
    block = undefined;
  };
  for (const line of masked.matchAll(/[^\n]*(?:\n|$)/g)) {
    const content = line[0].trimEnd();
    const start = line.index;
    const end = start + content.length;
    const title = /^#{1,6}\s+(.*?)\s*#*$/.exec(content);
    const item = /^\s*(?:[-*+•]|\d+[.)])\s+(?=\S)/.exec(content);
    if (title !== null) {
      flush();
      heading = title[1];
    } else if (content.trim() === "") flush();
    else if (item !== null) {
      flush();
      block = { start: start + item[0].length, end, item: true };
    } else if (block === undefined) block = { start, end, item: false };
    else block.end = end;
  }
  flush();
  return passages;
}

/** Blanks out what is not part of the text, keeping every offset. */
function mask(text: string): string {
  const blank = (part: string) => part.replace(/[^\n]/g, " ");
  return text
    .replace(/^\uFEFF/, " ")
    .replace(/\r/g, " ")
    .replace(/^\s*---[^\S\n]*\n[\s\S]*?\n---[^\S\n]*(?=\n|$)/, blank)
    .replace(/<!--[\s\S]*?-->/g, blank);
}

function cut(
  text: string,
  block: { start: number; end: number; item: boolean },
  heading: string | undefined,
): TextPassage[] {
  const content = text.slice(block.start, block.end);
  const whole = { start: content.length - content.trimStart().length, end: content.trimEnd().length };
  const ranges = block.item ? (whole.end > whole.start ? [whole] : []) : splitSentences(content);
  return ranges.map(({ start, end }) => ({
    text: content.slice(start, end),
    start: block.start + start,
    end: block.start + end,
    heading,
  }));
}
