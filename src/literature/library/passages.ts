/** One statement of a text: a sentence, or a list item. */
export interface TextPassage {
  text: string;
  /** Character range in the file's text (UTF-16 code units, as `String.prototype.slice` counts). */
  start: number;
  end: number;
  /** The heading above it, e.g. `4.1 Summary of main results`; undefined before the first heading. */
  heading: string | undefined;
}

const abbreviation =
  /(?:^|[\s(])(?:e\.g|i\.e|cf|vs|al|etc|resp|approx|Fig|Figs|Eq|Eqs|Sec|Tab|No|Mr|Mrs|Dr|St|\p{Lu})\.$/u;
const sentenceEnd = /[.!?]["'”’)\]]*(?=\s)|[。！？｡।።။។؟]["'”’」』)\]]*/gu;

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
  const cuts: number[] = [];
  if (!block.item) {
    for (const match of text.slice(block.start, block.end).matchAll(sentenceEnd)) {
      const end = block.start + match.index + match[0].length;
      if (!abbreviation.test(text.slice(block.start, end))) cuts.push(end);
    }
  }
  const passages: TextPassage[] = [];
  let from = block.start;
  for (const to of [...cuts, block.end]) {
    const raw = text.slice(from, to);
    const start = from + (raw.length - raw.trimStart().length);
    const trimmed = raw.trim();
    if (trimmed !== "") passages.push({ text: trimmed, start, end: start + trimmed.length, heading });
    from = to;
  }
  return passages;
}
