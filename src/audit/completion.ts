import type { LocatedPassage } from "../literature/library/work.js";
import { plain } from "./unique-claims.js";

/** Fewest characters that tell a sentence by its beginning. */
const leastBeginning = 30;

/**
 * The source sentence that a cut-off text is the beginning of: letter by letter, but for white space and case.
 * Sentences in the library's own words do not count, and neither does a beginning that several different sentences
 * share.
 */
export function completionOf(text: string, passages: readonly LocatedPassage[]): LocatedPassage | undefined {
  const beginning = plain(text);
  if (beginning.length < leastBeginning) return undefined;
  const found = new Map<string, LocatedPassage>();
  for (const passage of passages) {
    if (passage.source.summary) continue;
    const whole = plain(passage.text);
    if (whole.length > beginning.length && whole.startsWith(beginning) && !found.has(whole))
      found.set(whole, passage);
  }
  return found.size === 1 ? [...found.values()][0] : undefined;
}
