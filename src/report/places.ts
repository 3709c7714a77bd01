/**
 * The address of a work at the place that is cited: the page of a PDF where the locator names one, and the very
 * sentence in the page of an abstract (a text fragment: browsers that do not know them just open the page).
 *
 * @param locator e.g. `section 4.1`, `p. 7`, `abstract`
 * @param quote the source's own words
 */
export function placeIn(url: string, locator: string | undefined, quote: string | undefined): string {
  if (url.includes("#")) return url;
  const page = /\b(?:page|p\.)\s*(\d{1,4})\b/i.exec(locator ?? "")?.[1];
  if (page !== undefined) {
    const arxiv = /^https?:\/\/arxiv\.org\/abs\/(\S+)$/i.exec(url)?.[1];
    if (arxiv !== undefined) return `https://arxiv.org/pdf/${arxiv}#page=${page}`;
    return /\.pdf$/i.test(url) ? `${url}#page=${page}` : url;
  }
  const inAbstract = locator === undefined || /^abstract$/i.test(locator.trim());
  return inAbstract && quote !== undefined ? `${url}${textFragment(quote)}` : url;
}

/** `#:~:text=first%20words,last%20words` (URL Fragment Text Directives, WICG). */
function textFragment(quote: string): string {
  const words = quote.split(/\s+/).filter((word) => word !== "");
  if (words.length < 4) return "";
  // Half of a surrogate pair cannot be encoded.
  const part = (some: readonly string[]) =>
    encodeURIComponent(some.join(" ").replace(/\p{Surrogate}/gu, "\ufffd")).replaceAll("-", "%2D");
  if (words.length <= 8) return `#:~:text=${part(words)}`;
  return `#:~:text=${part(words.slice(0, 4))},${part(words.slice(-4))}`;
}

/** A text in three parts: what stands before a quotation in its sentence, the quotation, and what follows. */
export interface InSentence {
  before: string;
  quote: string;
  after: string;
}

const widest = 400;

/**
 * A quotation within its sentence, from a longer text of the same source; undefined where the text does not hold
 * it, or where the quotation is the whole sentence already. White space counts as one blank.
 */
export function inSentence(quote: string, text: string): InSentence | undefined {
  const whole = text.replace(/\s+/g, " ");
  const at = whole.indexOf(quote);
  if (at === -1 || quote === "") return undefined;
  const end = at + quote.length;
  const left = whole.slice(Math.max(0, at - widest), at);
  const right = whole.slice(end, end + widest);
  const stop = /[.!?。！？။।؟]["'”’»)\]]*\s*/gu;
  let from = 0;
  for (const { index, 0: mark } of left.matchAll(stop)) from = index + mark.length;
  const closed = /[.!?。！？။।؟]["'”’»)\]]*\s*$/u.test(quote);
  const first = closed ? undefined : stop.exec(right);
  const to = closed ? 0 : first == null ? right.length : first.index + first[0].trimEnd().length;
  const before = left.slice(from);
  const after = right.slice(0, to);
  return before.trim() === "" && after.trim() === "" ? undefined : { before, quote, after };
}
