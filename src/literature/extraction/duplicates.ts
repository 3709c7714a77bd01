import { contentWords } from "../words/content-words.js";
import { agreement, clausesOf, sidesMeet } from "../words/polarity.js";
import { stem, wordsOf } from "../words/words.js";

/** Two statements are the same from here on: share of the weight of their words that both have. */
const alike = 0.75;
/** The same where each has words that the other lacks: one may stand for another thing, not be another word. */
const alikeInOtherWords = 0.85;

const stems = (words: string) => new Set(words.split(" ").map(stem));
/** Pairs beyond those of more and less: what one word affirms, the other denies. */
const opposites: readonly (readonly [ReadonlySet<string>, ReadonlySet<string>])[] = [
  [
    "promote activate induce stimulate enhance facilitate",
    "inhibit suppress block prevent impair abolish attenuate",
  ],
  [
    "increase rise raise grow gain amplify elevate higher more larger greater",
    "decrease fall lower reduce decline drop loss lose shrink fewer less smaller mitigate",
  ],
  [
    "improve better outperform exceed surpass superior",
    "worsen worse degrade harm underperform inferior trail deteriorate",
  ],
  ["positive positively", "negative negatively inverse inversely"],
  ["presence present", "absence absent lack"],
  ["early earlier before advance", "late later after delay"],
  ["support confirm", "refute contradict reject"],
  ["sensitive", "resistant"],
  ["gain", "loss"],
  ["recent current", "lifetime past former"],
  ["vivo", "vitro"],
  ["male men man boy", "female women woman girl"],
  ["adult", "child children infant adolescent"],
  ["young younger", "old older"],
  ["summer wet", "winter dry"],
  ["first", "second third last"],
  ["success succeed", "fail failure"],
  ["monolingual", "multilingual cross-lingual crosslingual"],
].map(([a, b]) => [stems(a!), stems(b!)] as const);
const prefixes: readonly (readonly [string, string])[] = [
  ["up", "down"],
  ["over", "under"],
  ["hyper", "hypo"],
  ["", "non"],
  ["", "un"],
  ["", "in"],
  ["pre", "post"],
];
const strength = new Set(
  "all most some few none every each only always never mostly partly consistently rarely sometimes both any several".split(
    " ",
  ),
);
const hedges = new Set(
  "may might could can possibly perhaps probably likely suggest suggests appear appears seem seems".split(
    " ",
  ),
);
const statistic = /[-−+±]?\d[\d,]*(?:\.\d+)?(?:\s?(?:%|per\s?cent\b|percent\b))?/giu;

/** `The authors' results show that …` says no more than what comes after. */
const reportFrame =
  /^the authors' (?:results|findings|data|observations|experiments|analysis|study|paper|work) (?:\p{L}+ )?(?:show|suggest|indicate|demonstrate|reveal|confirm|find)(?:s|ed)? that /iu;

/** A statement as comparison sees it. */
export interface Compared {
  /** Content words in order of first mention. */
  terms: readonly string[];
  names: ReadonlySet<string>;
  numbers: string;
  strength: string;
  hedged: boolean;
  whole: ReturnType<typeof clausesOf>["whole"];
  passive: boolean;
  /** Whose things it speaks of (`the authors' study`), by their work; undefined where it speaks of nobody's. */
  owner: string | undefined;
}

/** @param work whose authors `the authors` are */
export function compared(text: string, work = ""): Compared {
  const words = wordsOf(text);
  const lower = words.map(({ surface }) => surface.toLowerCase());
  const content = contentWords(text);
  return {
    terms: content.filter(({ kind }) => kind !== "number").map(({ term }) => term),
    names: new Set(content.filter(({ kind }) => kind === "name").map(({ term }) => term)),
    numbers: numbersAsWritten(text).join(" "),
    strength: [...new Set(lower.filter((word) => strength.has(word)))].sort().join(" "),
    hedged: lower.some((word) => hedges.has(word)),
    owner: /\bthe authors'/iu.test(text.replace(reportFrame, "")) ? work : undefined,
    whole: clausesOf(text).whole,
    passive:
      /\b(?:is|are|was|were|been|be)\s+(?:\p{L}+ly\s+)?\p{L}+(?:ed|en|wn)\s+(?:[^.]{0,60}\s)?by\b/iu.test(
        text,
      ),
  };
}

/** Numbers as written, without thousands' commas; `12 %` is `12%`, and is not `12`. In rising order of their text. */
export function numbersAsWritten(text: string): string[] {
  return [...new Set([...text.normalize("NFKC").matchAll(statistic)].map(([found]) => plain(found)))].sort();
}

function plain(number: string): string {
  return number
    .replace(/,/g, "")
    .replace(/\s?(?:%|per\s?cent|percent)$/iu, "%")
    .replace("−", "-")
    .replace(/^\+/, "");
}

/** How telling each word is among the statements that are compared. */
export function termWeights(statements: readonly Compared[]): (term: string) => number {
  const frequency = new Map<string, number>();
  for (const { terms } of statements)
    for (const term of terms) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  return (term) => 1 + Math.log((statements.length + 1) / ((frequency.get(term) ?? 0) + 0.5));
}

/** Share of the weight of the words of both that both have (Dice, weighted): 0..1. */
export function overlap(a: Compared, b: Compared, weight: (term: string) => number): number {
  const ofB = new Set(b.terms);
  const sum = (terms: readonly string[]) => terms.reduce((total, term) => total + weight(term), 0);
  const all = sum(a.terms) + sum(b.terms);
  return all === 0 ? 0 : (2 * sum(a.terms.filter((term) => ofB.has(term)))) / all;
}

/**
 * Whether two statements say the same. Much the same words are not enough: numbers, names, quantifiers, hedges,
 * negation, direction and the order of what acts on what must agree as well. In doubt they are two.
 */
export function sameStatement(a: Compared, b: Compared, weight: (term: string) => number): boolean {
  if (a.owner !== b.owner) return false;
  if (a.numbers !== b.numbers || a.strength !== b.strength || a.hedged !== b.hedged) return false;
  if (!within(a.names, b.terms) || !within(b.names, a.terms)) return false;
  const contained = within(new Set(a.terms), b.terms) || within(new Set(b.terms), a.terms);
  if (overlap(a, b, weight) < (contained ? alike : alikeInOtherWords)) return false;
  if (a.whole.negated !== b.whole.negated || agreement(a.whole, b.whole) !== "same") return false;
  if (opposed(a.terms, b.terms)) return false;
  return sidesMeet(a.whole, b.whole) || a.passive !== b.passive || sameOrder(a.terms, b.terms);
}

function within(names: ReadonlySet<string>, terms: readonly string[]): boolean {
  return [...names].every((name) => terms.includes(name));
}

/** Whether a word that only one has is the opposite of a word that only the other has. */
export function opposed(a: readonly string[], b: readonly string[]): boolean {
  const onlyA = a.filter((term) => !b.includes(term));
  const onlyB = b.filter((term) => !a.includes(term));
  return onlyA.some((x) =>
    onlyB.some(
      (y) =>
        opposites.some(([plus, minus]) => (plus.has(x) && minus.has(y)) || (plus.has(y) && minus.has(x))) ||
        prefixes.some(([p, q]) => turned(x, y, p, q) || turned(y, x, p, q)),
    ),
  );
}

function turned(x: string, y: string, p: string, q: string): boolean {
  return (
    x.startsWith(p) && y.startsWith(q) && x.length - p.length > 3 && x.slice(p.length) === y.slice(q.length)
  );
}

/** Whether most pairs of shared words come in the same order: `A causes B` is not `B causes A`. */
export function sameOrder(a: readonly string[], b: readonly string[]): boolean {
  const at = new Map(b.map((term, i) => [term, i]));
  const places = a.flatMap((term) => at.get(term) ?? []);
  let same = 0;
  let pairs = 0;
  for (let i = 0; i < places.length; i++) {
    for (let j = i + 1; j < places.length; j++) {
      pairs++;
      if (places[i]! < places[j]!) same++;
    }
  }
  return pairs === 0 || same / pairs >= 0.6;
}

/**
 * Groups statements that say the same. The first of a group stands for it; later ones join the group whose first
 * they equal, the earliest where several fit.
 *
 * @returns indices, each group in rising order
 */
export function groupDuplicates(statements: readonly Compared[]): number[][] {
  const weight = termWeights(statements);
  const groups: number[][] = [];
  /** Groups by the terms of their first statement. */
  const having = new Map<string, number[]>();
  const tooCommon = Math.max(50, statements.length / 10);
  statements.forEach((statement, i) => {
    const near = new Set<number>();
    for (const term of statement.terms) {
      const postings = having.get(term) ?? [];
      if (postings.length <= tooCommon) for (const group of postings) near.add(group);
    }
    const found = [...near]
      .sort((x, y) => x - y)
      .find((group) => sameStatement(statements[groups[group]![0]!]!, statement, weight));
    if (found !== undefined) {
      groups[found]!.push(i);
      return;
    }
    for (const term of new Set(statement.terms)) {
      const postings = having.get(term);
      if (postings === undefined) having.set(term, [groups.length]);
      else postings.push(groups.length);
    }
    groups.push([i]);
  });
  return groups;
}
