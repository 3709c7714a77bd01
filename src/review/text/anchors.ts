import { subjectWords } from "../evidence.js";
import { numbersOf, type PrintedNumber } from "./numbers.js";

/** A number of a text and the words that it belongs to, each with a weight (nearer is more). */
export interface AnchoredNumber {
  number: PrintedNumber;
  anchors: ReadonlyMap<string, number>;
}

/** A text with more numbers is a table in prose: nobody can tell what belongs to what. */
const most = 24;

/**
 * The numbers of a text with their words. Of a row of numbers that only `and`, commas and units part (`5.2 and 4.1
 * t/ha, respectively`), the k-th belongs to the k-th of the things that are listed; elsewhere distance decides.
 */
export function anchoredNumbers(text: string): AnchoredNumber[] {
  const numbers = numbersOf(text);
  if (numbers.length > most) return [];
  const words = placedWords(text).filter(
    ({ start }) => !numbers.some((number) => start >= number.start && start < number.end),
  );
  const result: AnchoredNumber[] = [];
  for (const group of groups(text, numbers)) {
    const listed = group.length < 2 ? undefined : listedThings(text, group);
    for (const [k, number] of group.entries()) {
      const anchors = new Map<string, number>();
      const near = listed?.[k];
      if (near !== undefined) for (const { term } of subjectWords(near)) anchors.set(term, 1);
      else
        for (const { term, start } of words) {
          const weight = 1 / (1 + gap(text, start, number));
          anchors.set(term, Math.max(anchors.get(term) ?? 0, weight));
        }
      result.push({ number, anchors });
    }
  }
  return result;
}

/**
 * Whether the words that stand nearer to one of two numbers than to the other do so in both texts: 1 for the same
 * preferences, -1 for the opposite ones, 0 where nothing tells (the cosine of the leanings, over common words).
 */
export function preference(
  [a, b]: readonly [AnchoredNumber, AnchoredNumber],
  [x, y]: readonly [AnchoredNumber, AnchoredNumber],
  telling: (term: string) => number,
): number {
  let product = 0;
  let ours = 0;
  let theirs = 0;
  for (const term of new Set([...a.anchors.keys(), ...b.anchors.keys()])) {
    if (!x.anchors.has(term) && !y.anchors.has(term)) continue;
    const weight = telling(term);
    const own = leaning(a.anchors.get(term) ?? 0, b.anchors.get(term) ?? 0);
    const other = leaning(x.anchors.get(term) ?? 0, y.anchors.get(term) ?? 0);
    product += weight * own * other;
    ours += weight * own * own;
    theirs += weight * other * other;
  }
  return ours * theirs === 0 ? 0 : product / Math.sqrt(ours * theirs);
}

/** 1 where only the first is near, -1 where only the second is, 0 where both are as near. */
function leaning(first: number, second: number): number {
  return first + second === 0 ? 0 : (first - second) / (first + second);
}

function placedWords(text: string): { term: string; start: number }[] {
  const found: { term: string; start: number }[] = [];
  for (const match of text.matchAll(/[\p{L}\p{N}][\p{L}\p{M}\p{N}'’@_-]*/gu)) {
    for (const { term } of subjectWords(match[0])) found.push({ term, start: match.index });
  }
  return found;
}

/** Words between two places; a clause's end counts as much as five words, a sentence's end as twelve. */
function gap(text: string, start: number, number: PrintedNumber): number {
  const between = start < number.start ? text.slice(start, number.start) : text.slice(number.end, start);
  const words = between.match(/\S+/g)?.length ?? 0;
  const clauses =
    between.match(/[,;:](?=\s)|\b(?:and|but|while|whereas|against|versus|compared|than)\b/gi)?.length ?? 0;
  const sentences = between.match(/[.!?]\s/g)?.length ?? 0;
  return words + 4 * clauses + 12 * sentences;
}

/** Numbers between which only joining words and units stand. */
function groups(text: string, numbers: readonly PrintedNumber[]): PrintedNumber[][] {
  const result: PrintedNumber[][] = [];
  for (const number of numbers) {
    const last = result.at(-1)?.at(-1);
    const between = last === undefined ? "x" : text.slice(last.end, number.start);
    const joined =
      last !== undefined &&
      /^[\s,;%°]*(?:\p{L}{1,14}(?:\/\p{L}{1,4})?)?[\s,;]*(?:and|or|versus|vs\.?|against|to|compared with)?\s*$/iu.test(
        between,
      ) &&
      /[,;]|and|or|versus|vs|against|compared/i.test(between);
    if (joined) result.at(-1)!.push(number);
    else result.push([number]);
  }
  return result;
}

/** The things before (else after) a row of numbers, as many as there are numbers: `A, B and C`. */
function listedThings(text: string, group: readonly PrintedNumber[]): string[] | undefined {
  const before = text.slice(0, group[0]!.start);
  const after = text.slice(group.at(-1)!.end).replace(/,?\s*respectively.*$/is, "");
  const lists = [before, after].flatMap((side) => listsIn(side, group.length));
  // Things with names come before descriptions: `A1 and B2 have parallel questions and passages in 11 and 7 languages`.
  const named = (parts: readonly string[]) => parts.every((part) => /\p{Lu}.*[\p{Lu}\p{N}-]/u.test(part));
  return /\brespectively\b/i.test(text) ? (lists.find(named) ?? lists[0]) : lists[0];
}

/** The coordinations of `count` parts, the last first; parts are up to four words at the joints. */
function listsIn(text: string, count: number): string[][] {
  const joint = /\s(?:and|or|versus|vs\.?|against|than|over|compared (?:with|to))\s/giu;
  return [...text.matchAll(joint)].reverse().flatMap((match) => {
    const lead = text.slice(0, match.index).split(/[,;]\s/);
    const tail = firstWords(text.slice(match.index + match[0].length), 4);
    if (count === 2) return [[lastWords(lead.at(-1)!, 4), tail]];
    if (lead.length < count - 1) return [];
    const parts = lead.slice(-(count - 1));
    return [[lastWords(parts[0]!, 4), ...parts.slice(1), tail]];
  });
}

const lastWords = (text: string, n: number) => text.trim().split(/\s+/).slice(-n).join(" ");
const firstWords = (text: string, n: number) => text.trim().split(/\s+/).slice(0, n).join(" ");
