import { isSection, type LocatedPassage } from "../library/work.js";
import type { TermWeights } from "../words/content-words.js";
import {
  type Agreement,
  agreement,
  type Clause,
  clausesOf,
  directionOf,
  isDirection,
  sidesAgree,
  sidesMeet,
} from "../words/polarity.js";
import { type Word, wordsOf } from "../words/words.js";
import type { Exactness } from "./exactness.js";

/** Score given at most to a passage that lacks a number of the claim, or points the other way. */
export const doubtCap = 0.45;
/** Share of the claim's words (directions aside) from which on a clause is taken to be about the same thing. */
const sameWords = 0.85;
/** Share of the claim's words, names and directions counted double, from which on nothing of weight is missing. */
const nearlyAll = 0.8;
/** What a passage of the section asked for may lag behind and still win. */
const sectionBonus = 0.05;

/** How telling words are: over a library's passages, or in English at large. */
export type Weights = Pick<TermWeights, "termsOf" | "weight">;

/** A passage beside a claim. */
export interface Match {
  passage: LocatedPassage;
  /** 0..1, how much of the claim's words it has; see `Judge`. */
  score: number;
  /** Share of the passage's words that the claim has: the more to the point of two equal passages wins. */
  precision: number;
  /** Why it does not say the claim, in words. */
  reason: string | undefined;
  contradicts: boolean;
}

/** What the words alone decide. */
export function exactnessOf({ score, reason, contradicts }: Match): Exactness {
  if (contradicts) return "says the opposite";
  if (reason !== undefined) return "falls short";
  return score >= nearlyAll ? "says it" : "open";
}

/** What passages are ordered by. */
export function rankOf({ passage, score }: Match, section: string | undefined): number {
  return score + (section !== undefined && isSection(passage.heading, section) ? sectionBonus : 0);
}

/**
 * Lays passages beside one claim, word by word.
 *
 * The score (0..1) of a passage is the share of the claim's content words that it contains, by stem, weighted by
 * how rare they are in the library; names and words of direction count double. A number of the claim that the
 * passage lacks, a direction (more, worse) or comparison that it gives the other way round keep it low and are the
 * reason given. It contradicts when the same words stand in one clause with the opposite direction, a negation, or
 * the compared things swapped.
 */
export class Judge {
  readonly #words: readonly Word[];
  readonly #weights: Weights;
  readonly #clause: Clause;
  readonly #total: number;

  constructor(claim: string, words: readonly Word[], termWeights: Weights) {
    this.#words = words;
    this.#weights = termWeights;
    this.#clause = clausesOf(claim).whole;
    this.#total = this.#sum(words);
  }

  match(passage: LocatedPassage): Match {
    const terms = this.#weights.termsOf(passage);
    const { whole, parts } = clausesOf(passage.text);
    const raw = this.#sum(this.#words.filter((word) => has(word, terms, [whole, ...parts]))) / this.#total;
    const precision = this.#words.filter((word) => terms.has(word.term)).length / Math.max(1, terms.size);
    const capped = { passage, score: round(Math.min(raw, doubtCap)), precision, contradicts: false };
    const { directions, share } = this.#agreement(whole, parts);
    if (directions === "opposite") return { ...capped, reason: opposite, contradicts: true };
    const missing = this.#words.find((word) => word.kind === "number" && !terms.has(word.term));
    if (missing !== undefined) {
      return { ...capped, reason: `The closest passage does not have the number ${missing.surface}.` };
    }
    if (directions !== "same" && this.#turnedAway(whole, parts)) return { ...capped, reason: otherWay };
    // The same thing said the other way round (X has less than Y, Y has more than X) is said all the same.
    const score = directions === "same" ? Math.max(raw, share) : raw;
    return { passage, score: round(score), precision, reason: undefined, contradicts: false };
  }

  /** Directions of the clause that has the claim's words; undefined when none has them all but a few. */
  #agreement(whole: Clause, parts: readonly Clause[]): { directions: Agreement | undefined; share: number } {
    const part = parts.find((clause) => this.#share(clause) >= sameWords);
    const share = this.#share(part ?? whole);
    if (part !== undefined) return { directions: agreement(this.#clause, part), share };
    if (share < sameWords) return { directions: undefined, share };
    return { directions: agreement(this.#clause, whole, parts.length === 0), share };
  }

  /** Share of the claim's words, directions aside, that a clause has. */
  #share(clause: Clause, words = this.#words.filter((word) => !isDirection(word.term))): number {
    const total = this.#sum(words);
    return total === 0 ? 0 : this.#sum(words.filter((word) => clause.terms.has(word.term))) / total;
  }

  /**
   * The passage only knows the opposite direction, does not compare what the claim compares, or negates the
   * part that the claim is about.
   */
  #turnedAway(whole: Clause, parts: readonly Clause[]): boolean {
    const clauses = parts.length === 0 ? [whole] : parts;
    const compares = [whole, ...parts].some((clause) => sidesMeet(this.#clause, clause));
    if (this.#clause.sides !== undefined ? !compares : sidesAgree(this.#clause, whole) !== "same")
      return true;
    for (const [axis, sign] of this.#clause.signs) {
      if (sign === 0) continue;
      if (whole.signs.get(axis) === -sign) return true;
      const inClause = (clause: Clause) => clause.signs.get(axis) === sign && this.#share(clause) >= 0.5;
      if (whole.signs.get(axis) === 0 && !clauses.some(inClause)) return true;
    }
    return this.#negatedOtherwise(clauses);
  }

  /** Negation belongs to what is said, not to whom it is said of: names are left out to find the clause. */
  #negatedOtherwise(clauses: readonly Clause[]): boolean {
    const said = this.#words.filter((word) => word.kind === "word" && !isDirection(word.term));
    const shares = clauses.map((clause) => this.#share(clause, said));
    const most = Math.max(...shares);
    return most >= 0.5 && clauses[shares.indexOf(most)]!.negated !== this.#clause.negated;
  }

  #sum(words: readonly Word[]): number {
    return words.reduce((sum, word) => sum + this.#weights.weight(word), 0);
  }
}

/** A word of direction is met by any word of the same direction: reduce by less, best by better. */
function has(word: Word, terms: ReadonlySet<string>, clauses: readonly Clause[]): boolean {
  const direction = directionOf(word.term);
  if (direction === undefined) return terms.has(word.term);
  return clauses.some((clause) => clause.signs.get(direction.axis) === direction.sign);
}

const opposite = "The closest passage says the opposite.";
const otherWay = "The closest passage does not compare the same things the same way.";

/** Names of the claim that none of the texts (nor a title) mentions, without regard to case. */
export function namesNowhere(words: readonly Word[], scope: readonly LocatedPassage[]): Word[] {
  const names = words.filter((word) => word.kind === "name");
  if (names.length === 0) return [];
  const known = new Set<string>();
  for (const work of new Set(scope.map((passage) => passage.work))) {
    for (const word of wordsOf(work.item.title)) known.add(word.term);
  }
  for (const passage of scope) for (const word of wordsOf(passage.text)) known.add(word.term);
  return names.filter((name) => !known.has(name.term));
}

function round(score: number): number {
  return Math.round(score * 1e4) / 1e4;
}
