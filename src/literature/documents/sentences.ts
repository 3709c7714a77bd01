import { isAbbreviation } from "./abbreviations.js";

/** Character range of a sentence, without the white space round it. */
export interface SentenceRange {
  start: number;
  end: number;
}

const segmenters = new Map<string, Intl.Segmenter>();

/**
 * Cuts a paragraph into sentences: the boundaries of Unicode's text segmentation (UAX #29, by `Intl.Segmenter`), put
 * right where scientific prose departs from them: abbreviations and initials (`Fig. 2`, `et al.`, `J. Smith`), numbers
 * of sections, citations after the point (`improves.[12]`, `improves.12`), names that begin in lower case
 * (`mBERT is`), remarks in brackets and quotes (`(why?) is`); Tibetan; and Thai, Lao, Khmer and Burmese, where a
 * space is what ends a phrase: a piece longer than `longPhrase` is cut at them.
 *
 * Line breaks count as spaces: a paragraph is one block of text. Every character that is not white space lies in
 * exactly one range.
 *
 * @param language BCP 47 tag; English rules where it is not given or not known
 */
export function splitSentences(paragraph: string, language?: string): SentenceRange[] {
  // A line break would be taken for the end of a sentence; the replacement keeps every offset.
  const text = paragraph.replace(/[\p{Cc}\u2028\u2029]/gu, " ");
  const starts = boundaries(text, language);
  const ranges: SentenceRange[] = [];
  let from = 0;
  for (const to of [...starts, text.length]) {
    if (to <= from) continue;
    if (to < text.length && goesOn(text, from, to)) continue;
    const raw = text.slice(from, to);
    const start = from + raw.length - raw.trimStart().length;
    const end = start + raw.trim().length;
    // A few marks alone (a stray quote, dots) belong to what stands before.
    const previous = ranges.at(-1);
    if (end > start) {
      if (previous !== undefined && end - start <= 4 && !/[\p{L}\p{N}\p{S}]/u.test(raw)) previous.end = end;
      else ranges.push({ start, end });
    }
    from = to;
  }
  return ranges.flatMap((range) => phrases(text, range));
}

/** Where a sentence may begin, in order, without 0. */
function boundaries(text: string, language: string | undefined): number[] {
  const found = new Set<number>();
  for (const index of segmentStarts(text, segmenter(language))) {
    // `improves.[12] The`: the citation belongs to the sentence before.
    const citation = /^\s*[\p{N}\s,;–-]{1,40}\]\s*/u.exec(text.slice(index, index + 60));
    found.add(
      citation !== null && /\[\s*$/.test(text.slice(index - 3, index)) ? index + citation[0].length : index,
    );
  }
  for (const match of text.matchAll(furtherBoundary)) found.add(match.index + match[0].length);
  return [...found].sort((a, b) => a - b);
}

/**
 * Where segments begin, without 0. The text goes through the segmenter in windows, as the time that V8's takes for a
 * segment grows with the length of its text.
 */
function segmentStarts(text: string, by: Intl.Segmenter): number[] {
  const starts: number[] = [];
  let from = 0;
  let width = window;
  while (from < text.length) {
    const segments = [...by.segment(text.slice(from, from + width))];
    const isLast = from + width >= text.length;
    // The last segment of a window may go on behind it: the next window begins with it.
    const whole = isLast ? segments : segments.slice(0, -1);
    for (const { index } of whole) if (from + index > 0) starts.push(from + index);
    if (isLast) break;
    const next = segments.length > 1 ? (segments.at(-1)?.index ?? 0) : 0;
    from += next;
    width = next > 0 ? window : width * 2;
  }
  return starts;
}

const window = 2_000;

// `improves.12,13 The`; `works. mBERT`; the Tibetan shad.
const furtherBoundary =
  /(?<=\p{Ll}{3}[)"”’]?\.)\d{1,3}(?:[,–-]\d{1,3}){0,9}\s+(?=\p{Lu}\p{L})|(?<=\p{Ll}{3}\.)\s+(?=\p{Ll}{1,4}\p{Lu})|[།༎]+\s+/gu;

function goesOn(text: string, from: number, to: number): boolean {
  const before = text.slice(Math.max(from, to - 100), to).trimEnd();
  const after = text.slice(to, to + 40).trimStart();
  if (before.endsWith(".")) return isAbbreviation(before, after);
  // 「…。」と言う: what was said, and that it was.
  if (/[。！？][」』]$/u.test(before)) return /^(?:と|って|など|という)/u.test(after);
  // (why?) is …; “Why?” asked …; Yahoo! answers stays cut, as nobody can tell.
  return /[?!][)\]"'”’»]+$/u.test(before) && /^\p{Ll}/u.test(after);
}

/** Scripts that do without a mark at the end of a sentence. */
const unmarked = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** Characters from which on a piece in such a script is cut at its spaces, and the least that a part then has. */
const longPhrase = 240;
const leastPhrase = 60;

function phrases(text: string, range: SentenceRange): SentenceRange[] {
  if (range.end - range.start <= longPhrase) return [range];
  const parts: SentenceRange[] = [];
  let start = range.start;
  for (const space of text.slice(range.start, range.end).matchAll(/\s+/g)) {
    const at = range.start + space.index;
    const next = at + space[0].length;
    if (at - start < leastPhrase || range.end - next < leastPhrase) continue;
    if (!unmarked.test(text[at - 1] ?? "") || !unmarked.test(text[next] ?? "")) continue;
    parts.push({ start, end: at });
    start = next;
  }
  return [...parts, { start, end: range.end }];
}

function segmenter(language = "en"): Intl.Segmenter {
  const known = segmenters.get(language);
  if (known !== undefined) return known;
  let made: Intl.Segmenter;
  try {
    made = new Intl.Segmenter(language, { granularity: "sentence" });
  } catch {
    // Not a language tag: what a stranger's file says is not to be relied on.
    made = segmenter("en");
  }
  if (segmenters.size < 200) segmenters.set(language, made);
  return made;
}
