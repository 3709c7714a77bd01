import type { CslItem } from "../literature/search-log.js";
import { workKey } from "../literature/work-id.js";

export interface QuoteInContext {
  before: string;
  quote: string;
  after: string;
}

/** Characters of the text round a quote that are shown. */
const room = 400;

/**
 * A quote within the abstract that the recorded search gave for its work; undefined where the quote stands elsewhere in
 * the work: an executed notebook carries no full texts. White space and case do not tell quotes apart.
 */
export function quoteInContext(
  quote: string,
  work: string,
  records: readonly CslItem[],
): QuoteInContext | undefined {
  const wanted = plain(quote);
  if (wanted === "") return undefined;
  for (const record of records) {
    if (record.abstract === undefined || workKey(record.id) !== workKey(work)) continue;
    const text = plain(record.abstract);
    const at = text.toLowerCase().indexOf(wanted.toLowerCase());
    // Lower case may be longer than what it is made of: then places do not agree.
    if (at < 0 || text.toLowerCase().length !== text.length) continue;
    const end = at + wanted.length;
    const [head, tail] = [text.slice(Math.max(0, at - room), at), text.slice(end, end + room)];
    return {
      before: at > room ? `…${head}` : head,
      quote: text.slice(at, end),
      after: text.length > end + room ? `${tail}…` : tail,
    };
  }
  return undefined;
}

const plain = (text: string) => text.replace(/\s+/g, " ").trim();
