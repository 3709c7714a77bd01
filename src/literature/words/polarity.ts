import { isContent } from "./stop-words.js";
import { stem, type Word, wordsOf } from "./words.js";

/** Which way two statements about the same thing point. `unknown` when no simple rule can tell. */
export type Agreement = "same" | "opposite" | "unknown";

const list = (words: string) => words.split(" ").map((word) => stem(word));
/** Pairs of directions. Amount and quality stay apart: less bias is better, fewer hits are not. */
const axes: readonly { name: string; plus: ReadonlySet<string>; minus: ReadonlySet<string> }[] = [
  {
    name: "amount",
    plus: new Set(
      list(
        "more higher highest high greater greatest larger largest increase raise grow above longer faster most amplify",
      ),
    ),
    minus: new Set(
      list(
        "less lower lowest low fewer fewest smaller smallest decrease reduce reduction decline below shorter slower least mitigate shrink drop diminish lessen",
      ),
    ),
  },
  {
    name: "quality",
    plus: new Set(
      list(
        "better best outperform improve improvement superior stronger strongest strong surpass exceed beat ahead gain good well benefit",
      ),
    ),
    minus: new Set(
      list(
        "worse worst underperform inferior degrade weaker weakest weak hurt harm worsen trail behind lag poor poorly bad badly suffer",
      ),
    ),
  },
];
const negations = new Set(
  "not no never without neither nor cannot none don't doesn't didn't isn't aren't wasn't weren't can't won't hasn't haven't hadn't".split(
    " ",
  ),
);
/** Verbs that compare by themselves: what stands before them is compared with what stands after. */
const comparingVerbs = new Set(list("outperform underperform surpass exceed beat"));
const pivotWords = new Set(["than", "over", "versus", "vs", "ahead", "behind"]);
const clauseBreak = /[;:]|,(?!\d)|(?<=\s)(?:but|although|though|whereas|while|because|where|which)(?=\s)/giu;

/** A part of a sentence that says one thing. */
export interface Clause {
  /** Stems of the content words, without those that give direction. */
  terms: ReadonlySet<string>;
  /** +1 or -1 by axis; 0 where words of both directions occur. */
  signs: ReadonlyMap<string, number>;
  negated: boolean;
  /** Terms only before, and only after, the point of comparison. */
  sides: { left: ReadonlySet<string>; right: ReadonlySet<string> } | undefined;
}

/** Whether a stem tells a direction (more, worse, reduce, ...). */
export function isDirection(term: string): boolean {
  return directionOf(term) !== undefined;
}

/** The axis of a word of direction, and its sign. */
export function directionOf(term: string): { axis: string; sign: number } | undefined {
  const axis = axes.find(({ plus, minus }) => plus.has(term) || minus.has(term));
  return axis === undefined ? undefined : { axis: axis.name, sign: axis.plus.has(term) ? 1 : -1 };
}

/** A sentence as a whole, and its clauses where it has several. */
export function clausesOf(sentence: string): { whole: Clause; parts: Clause[] } {
  const parts = sentence.split(clauseBreak).filter((part) => part.trim() !== "");
  return { whole: analyse(sentence), parts: parts.length < 2 ? [] : parts.map(analyse) };
}

/**
 * Compares the directions of two clauses whose words are otherwise the same.
 *
 * @param negation whether a negation in only one of them turns the direction; where the second is a sentence of
 *   several clauses, nobody knows what its negation belongs to
 */
export function agreement(a: Clause, b: Clause, negation = true): Agreement {
  const sides = sidesAgree(a, b);
  if (sides === "unknown" || (!negation && a.negated !== b.negated)) return "unknown";
  const turned = (a.negated !== b.negated ? -1 : 1) * (sides === "opposite" ? -1 : 1);
  const used = axes.filter(({ name }) => a.signs.has(name) || b.signs.has(name));
  if (used.length === 0) return turned === 1 ? "same" : "opposite";
  const products = used.map(({ name }) => (a.signs.get(name) ?? 0) * (b.signs.get(name) ?? 0) * turned);
  if (products.every((product) => product === 1)) return "same";
  return products.every((product) => product === -1) ? "opposite" : "unknown";
}

function analyse(text: string): Clause {
  // A comparison that comes first goes last: the sides are then the same for both orders.
  const words = wordsOf(text.replace(/^\s*((?:compared|relative) (?:with|to) [^,]+),\s*(.*)$/is, "$2 $1"));
  const signs = new Map<string, number>();
  const terms = new Set<string>();
  let negated = false;
  for (const word of words) {
    if (negations.has(word.surface.toLowerCase().replace("’", "'"))) negated = !negated;
    const direction = directionOf(word.term);
    if (direction !== undefined) {
      const { axis, sign } = direction;
      signs.set(axis, (signs.get(axis) ?? sign) === sign ? sign : 0);
    } else if (isContent(word) && !isComparison(word)) terms.add(word.term);
  }
  return { terms, signs, negated, sides: signs.size === 0 ? undefined : sidesOf(words) };
}

/** What stands before, and what after, the point of comparison. */
function sidesOf(words: readonly Word[]): Clause["sides"] {
  const pivot = words.findIndex((word, i) => isPivot(word, words[i + 1]));
  if (pivot < 0) return undefined;
  const before = contentOf(words.slice(0, pivot));
  const after = contentOf(words.slice(pivot + 1));
  const left = new Set([...before].filter((term) => !after.has(term)));
  const right = new Set([...after].filter((term) => !before.has(term)));
  return { left, right };
}

function contentOf(words: readonly Word[]): Set<string> {
  return new Set(
    words.filter((w) => isContent(w) && !isDirection(w.term) && !isComparison(w)).map((w) => w.term),
  );
}

function isPivot(word: Word, next: Word | undefined): boolean {
  if (pivotWords.has(word.surface.toLowerCase()) || comparingVerbs.has(word.term)) return true;
  const following = next?.surface.toLowerCase();
  return isComparison(word) && (following === "with" || following === "to");
}

/** `compared` and `relative` only introduce the other side. */
export function isComparison(word: Word): boolean {
  return word.kind === "word" && (word.term === stem("compared") || word.term === stem("relative"));
}

/** How the compared things of two clauses stand to each other; `same` too where neither compares. */
export function sidesAgree(a: Clause, b: Clause): Agreement {
  if (a.sides === undefined && b.sides === undefined) return "same";
  if (a.sides === undefined) return meet(a.terms, b.sides!.right) ? "unknown" : "same";
  if (b.sides === undefined) return meet(b.terms, a.sides.right) ? "unknown" : "same";
  if (sidesMeet(a, b)) return "same";
  const leftToRight = meet(a.sides.left, b.sides.right);
  const rightToLeft = meet(a.sides.right, b.sides.left);
  if (!leftToRight && !rightToLeft) return "same";
  return leftToRight && rightToLeft ? "opposite" : "unknown";
}

/** Whether two clauses compare, and share something on either side of the comparison. */
export function sidesMeet(a: Clause, b: Clause): boolean {
  if (a.sides === undefined || b.sides === undefined) return false;
  return meet(a.sides.left, b.sides.left) && meet(a.sides.right, b.sides.right);
}

function meet(x: ReadonlySet<string>, y: ReadonlySet<string>): boolean {
  return [...x].some((term) => y.has(term));
}
