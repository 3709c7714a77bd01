import { workKey } from "../../literature/work-id.js";
import type { ReviewContext } from "../evidence.js";
import { finding, quoted } from "../kinds.js";
import type { Finding } from "../model.js";
import type { ReviewSource } from "../subject.js";
import { stands } from "./citations.js";

interface Quote {
  work: string;
  text: string;
  start: number;
  end: number;
  sha256: string;
}

/**
 * Quotes that their source does not have: of a text whose sha256 is the one named, the characters at the place
 * named decide; of any other text of the work, whether the words stand in it at all. What stands in another work
 * is a wrong citation, and found as one.
 */
export function quotes(context: ReviewContext): Finding[] {
  return context.subject.claims.flatMap(({ claim }) => {
    const { source, grounding } = claim;
    const given: Quote[] = [
      ...(source?.quote === undefined ? [] : [{ ...source.quote, work: source.work }]),
      ...grounding.passages,
    ];
    const seen = new Set<string>();
    return given.flatMap((quote) => {
      const wrong = wrongWith(quote, context);
      if (wrong === undefined || seen.has(wrong)) return [];
      seen.add(wrong);
      return [finding("quote not in its source", wrong, [claim.id])];
    });
  });
}

function wrongWith(quote: Quote, { subject }: ReviewContext): string | undefined {
  const own = subject.sources.filter(({ work }) => workKey(work) === workKey(quote.work));
  const texts = own.flatMap((source) => source.texts ?? []);
  const named = texts.find(({ sha256 }) => sha256 === quote.sha256);
  const wanted = normal(quote.text);
  if (texts.length === 0 || wanted === "") return undefined;
  // Part of what stands there is there; that it is cut off is for another check to say.
  if (named !== undefined && normal(named.text.slice(quote.start, quote.end)).includes(wanted))
    return undefined;
  // A summary has not the work's own words.
  if (named === undefined && own.some(({ summary }) => summary)) return undefined;
  const has = (text: string | undefined) => text !== undefined && normal(text).includes(wanted);
  if (named !== undefined && has(named.text)) {
    return `The passage ${quoted(quote.text)} of ${quote.work} does not stand at characters ${quote.start} to ${quote.end} of the text named, but elsewhere in it.`;
  }
  // Another version of the text has its places elsewhere; entries of bibliographies are kept apart from texts.
  const kept = own.some(({ abstract, references }) => has(abstract) || references.some(has));
  if (kept || texts.some(({ text }) => has(text))) return undefined;
  if (subject.sources.some((source) => isOther(source, quote.work) && stands(source, quote.text)))
    return undefined;
  return `The passage ${quoted(quote.text)} is quoted from ${quote.work}, whose text does not have it.`;
}

function isOther({ work }: ReviewSource, quoted: string): boolean {
  return workKey(work) !== workKey(quoted);
}

/** Line breaks, ligatures and kinds of hyphens and quotation marks are no difference. */
const normal = (text: string) =>
  text
    .normalize("NFKC")
    .replace(/[\u2018\u2019\u201b]/g, "'")
    .replace(/[\u201c-\u201f]/g, '"')
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/\u00ad/g, "")
    .replace(/\s+/g, " ")
    .trim();
