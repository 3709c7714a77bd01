import { bareText } from "./bare-text.js";
import type { DrawnText } from "./hidden-text.js";

/** Characters that are passed over, at most, to find a run again: what was drawn off the page is not among the runs. */
const reach = 20_000;

/**
 * Finds out by which drawing each run of text was made. pdf.js gives runs in the order of drawing, put together otherwise
 * and without what lies off the page; writing from right to left comes turned round.
 *
 * @returns for each run the piece that most of its characters are from, or undefined
 */
export function matchDrawn(runs: readonly string[], texts: readonly DrawnText[]): (DrawnText | undefined)[] {
  const whole = texts.map(({ text }) => text).join("");
  const starts: number[] = [];
  let length = 0;
  for (const { text } of texts) {
    starts.push(length);
    length += text.length;
  }
  let at = 0;
  return runs.map((run) => {
    const bare = bareText(run);
    if (bare === "") return undefined;
    const found = foundAt(whole, bare, at);
    if (found === undefined) return undefined;
    at = found + bare.length;
    return pieceAt(texts, starts, found + (bare.length >> 1));
  });
}

function foundAt(whole: string, bare: string, at: number): number | undefined {
  const turned = [...bare].reverse().join("");
  if (whole.startsWith(bare, at) || whole.startsWith(turned, at)) return at;
  // Short ones would be found in any text.
  const near = whole.slice(at, at + (bare.length < 4 ? 40 : reach));
  const found = [near.indexOf(bare), near.indexOf(turned)].filter((index) => index >= 0);
  return found.length === 0 ? undefined : at + Math.min(...found);
}

/** By halving: pieces lie behind one another. */
function pieceAt(texts: readonly DrawnText[], starts: readonly number[], at: number): DrawnText | undefined {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return texts[low];
}
