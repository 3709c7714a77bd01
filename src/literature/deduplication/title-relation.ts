import { isSmallWord, type TitleForm } from "./title-form.js";
import { isTypo, otherPrefix, withinDistance } from "./typo.js";

/**
 * How two titles relate. `same`: the same words. `near`: slips of the pen, small words and inflection aside the
 * same. `shortened`: one lacks the other's subtitle, or its end. `other`: anything else.
 */
export type TitleRelation = "same" | "near" | "shortened" | "other";

/** How often a word occurs over all titles compared: a slip is rare, a word of the field is not. */
export type WordCounts = ReadonlyMap<string, number>;

/** Times that a misspelt word may occur: once, and once more where a database took it over. */
const rare = 2;

export function compareTitles(a: TitleForm, b: TitleForm, counts: WordCounts): TitleRelation {
  if (a.notice !== b.notice || a.words.length === 0 || b.words.length === 0) return "other";
  if (a.joined === b.joined) return "same";
  if (
    a.numbers === b.numbers &&
    (nearWords(a.words, b.words, counts) || nearMiddle(a.words, b.words, counts))
  ) {
    return "near";
  }
  return isShortened(a, b, counts) || isShortened(b, a, counts) ? "shortened" : "other";
}

/** Whether `short` is `long` without its subtitle, or cut off in its course. */
function isShortened(short: TitleForm, long: TitleForm, counts: WordCounts): boolean {
  const content = short.words.filter((word) => !isSmallWord(word)).length;
  if (content < 3 || short.words.length >= long.words.length) return false;
  const head = long.words.slice(0, short.words.length);
  const wholeMain = long.main.length < long.words.length && nearWords(short.words, long.main, counts);
  // Parts are told apart by what a subtitle says: "Part 2" in the longer one is no mere subtitle.
  const tail = long.words.slice(wholeMain ? long.main.length : short.words.length);
  if (tail.length <= (wholeMain ? 2 : 1) && tail.some((word) => /\d/.test(word))) return false;
  if (tail.some((word) => tellsParts.has(word))) return false;
  if (wholeMain) return true;
  // A title that a database cut off at some length keeps most of its words, the last one perhaps in part.
  if (content < 6 || short.words.length < 0.6 * long.words.length) return false;
  const last = short.words.length - 1;
  return (
    nearWords(short.words.slice(0, last), head.slice(0, last), counts) &&
    (short.words[last] === head[last] || head[last]!.startsWith(short.words[last]!))
  );
}

const tellsParts = new Set(
  "part parts volume vol supplement supplementary appendix correction erratum reply response comment protocol followup update updated addendum rejoinder discussion extended abstract".split(
    " ",
  ),
);

/**
 * The same words in the same order, but for slips, small words and words written together or apart. The two lists are
 * walked side by side; each step takes what explains the next words at the least cost.
 */
function nearWords(x: readonly string[], y: readonly string[], counts: WordCounts): boolean {
  if (Math.abs(x.length - y.length) > 6) return false;
  const content = Math.max(x.length, y.length);
  const allowed = content < 4 ? 1 : Math.max(2, Math.floor(content / 4));
  let slips = 0;
  let i = 0;
  let j = 0;
  while (i < x.length || j < y.length) {
    const step = nextStep(x.slice(i, i + 2), y.slice(j, j + 2), counts);
    if (step === undefined) return false;
    [i, j, slips] = [i + step[0], j + step[1], slips + step[2]];
    if (slips > allowed) return false;
  }
  return true;
}

/** How many words of each list are explained, and by how many slips. */
function nextStep(
  [one, next]: readonly string[],
  [other, after]: readonly string[],
  counts: WordCounts,
): readonly [number, number, number] | undefined {
  if (one !== undefined && one === other) return [1, 1, 0];
  if (one !== undefined && other !== undefined) {
    if (next !== undefined && sameRun(one + next, other)) return [2, 1, 0];
    if (after !== undefined && sameRun(other + after, one)) return [1, 2, 0];
    if (next !== undefined && after !== undefined) {
      // The space went one letter too far, or two neighbours changed places.
      if (one + next === other + after || (one === after && other === next)) return [2, 2, 1];
    }
    if (one.length === 1 && isUnspaced(one)) {
      // One character of Chinese or Japanese was dropped.
      if (next !== undefined && next === other && !telling.includes(one)) return [1, 0, 1];
      if (after !== undefined && after === one && !telling.includes(other)) return [0, 1, 1];
    }
    if (isSlip(one, other, counts)) return [1, 1, 1];
    if (isSmallWord(one) !== isSmallWord(other) && smallSlip(one, other)) return [1, 1, 1];
  }
  if (one !== undefined && isSmallWord(one)) return [1, 0, 0];
  if (other !== undefined && isSmallWord(other)) return [0, 1, 0];
  return undefined;
}

/** `te` for "the", `jde` for "de". */
function smallSlip(a: string, b: string): boolean {
  return Math.max(a.length, b.length) >= 2 && !/\d/.test(a + b) && withinDistance(a, b, 1);
}

/** Characters that tell parts and opposites apart. */
const telling = "上下前后後中一二三四五六七八九十百男女不非无無未有正负負左右内外內大小高低甲乙丙新旧舊老少";

function isUnspaced(word: string): boolean {
  return /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/u.test(word);
}

/** Two slips beside each other, across words: the letters of what differs are nearly the same all the same. */
function nearMiddle(x: readonly string[], y: readonly string[], counts: WordCounts): boolean {
  let start = 0;
  while (start < x.length && x[start] === y[start]) start++;
  let end = 0;
  while (end < Math.min(x.length, y.length) - start && x.at(-1 - end) === y.at(-1 - end)) end++;
  const one = x.slice(start, x.length - end);
  const other = y.slice(start, y.length - end);
  if (one.length > 4 || other.length > 4 || one.length + other.length < 3) return false;
  const known = [...one, ...other].filter((word) => (counts.get(word) ?? 0) > rare && !isSmallWord(word));
  return (
    known.length <= Math.min(one.length, other.length) && one.join("").length >= 8 && onlySlips(one, other, 3)
  );
}

/** Whether titles that are not near to each other may both be slips of a third one. */
export function maySlipFromOne(a: TitleForm, b: TitleForm): boolean {
  return a.numbers === b.numbers && onlySlips(a.words, b.words, 4);
}

function onlySlips(one: readonly string[], other: readonly string[], most: number): boolean {
  return (
    withinDistance(one.join(""), other.join(""), most) &&
    !one.some((word) => other.some((each) => word !== each && otherPrefix(word, each)))
  );
}

function sameRun(a: string, b: string): boolean {
  return a === b || (a.length >= 8 && withinDistance(a, b, 1) && isTypo(a, b));
}

function isSlip(a: string, b: string, counts: WordCounts): boolean {
  if (inflected(a, b)) return true;
  if (a.length === 1 && b.length === 1) {
    return isUnspaced(a) && isUnspaced(b) && !telling.includes(a) && !telling.includes(b);
  }
  const [few, many] = [counts.get(a) ?? 0, counts.get(b) ?? 0].sort((x, y) => x - y) as [number, number];
  if (few > rare) return false;
  if (isTypo(a, b)) return true;
  // `dts` for "dots": only where the collection knows one of the two well and the other not at all.
  return many >= 4 && Math.min(a.length, b.length) === 3 && withinDistance(a, b, 1);
}

/** system and systems. */
function inflected(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length < 4) return false;
  return (
    long === `${short}s` ||
    long === `${short}es` ||
    (short.endsWith("y") && long === `${short.slice(0, -1)}ies`)
  );
}
