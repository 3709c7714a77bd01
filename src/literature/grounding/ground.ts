import type { Grounding, Passage } from "../../claims/model.js";
import type { Library } from "../library/library.js";
import { isSection, type LocatedPassage } from "../library/work.js";
import { contentWords, TermWeights } from "../words/content-words.js";
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

export interface GroundOptions {
  /** Only this work. */
  work?: string;
  /** Passages of this section win when they match about as well as others. */
  section?: string;
  /** How many passages are shown; at least one. Defaults to 2. */
  limit?: number;
}

/** Lexical score from which on a passage supports a claim. Set on the case table of the tests, not calibrated. */
export const supportThreshold = 0.6;
/** Score given at most to a passage that lacks a number of the claim, or points the other way. */
const doubtCap = 0.45;
/** Share of the claim's words (directions aside) from which on a clause is taken to be about the same thing. */
const sameWords = 0.85;
/** Score given at most when the claim names something that the searched texts never mention. */
const unknownNameCap = 0.2;
/** What a passage of the section asked for may lag behind and still win. */
const sectionBonus = 0.05;

interface Match {
  passage: LocatedPassage;
  score: number;
  /** Share of the passage's words that the claim has: the more to the point of two equal passages wins. */
  precision: number;
  reason: string | undefined;
  contradicts: boolean;
}

const weights = new WeakMap<Library, TermWeights>();

/**
 * Looks in a library for statements that say what a claim says.
 *
 * The score (0..1) of a passage is the share of the claim's content words that it contains, by stem, weighted by
 * how rare they are in the library; names and words of direction count double. A number of the claim that the passage lacks, a direction
 * (more, worse) or comparison that it gives the other way round, or a name that none of the texts mentions keep the score
 * below the threshold. `supported`: the best score reaches `supportThreshold`. `contradicted`: the same words
 * in one clause with the opposite direction, a negation, or the compared things swapped, and no passage that
 * supports it; nothing subtler is recognised. `not found`: anything else, with the closest passages shown. `not checked`: there is no text to ask.
 *
 * `confidence` is a logistic curve of the score, 0.5 at the threshold. It orders claims; it is not calibrated.
 */
export function ground(library: Library, claim: string, options: GroundOptions = {}): Grounding {
  const { work, section, limit = 2 } = options;
  const scope =
    work === undefined
      ? library.passages
      : library.passages.filter((passage) => passage.work === library.work(work));
  if (scope.length === 0) {
    const note = work === undefined ? "The library holds no text." : `The library holds no text of ${work}.`;
    return { verdict: "not checked", passages: [], note };
  }
  const words = contentWords(claim);
  if (words.length < 2) {
    return { verdict: "not checked", passages: [], note: "The claim has too few words to look for." };
  }

  const unknown = namesNowhere(words, scope);
  const judge = new Judge(claim, words, weightsOf(library));
  const matches = scope
    .map((passage) => judge.match(passage))
    .map((match) => ({
      ...match,
      score: unknown.length > 0 ? Math.min(match.score, unknownNameCap) : match.score,
    }))
    .map((match) => ({ match, rank: match.score + bonus(match, section) }))
    // A stable sort: equal ranks stay in the order of the text.
    .sort((a, b) => b.rank - a.rank || b.match.precision - a.match.precision)
    .map(({ match }) => match);
  const best = matches[0]!;
  const contradicting = unknown.length > 0 ? undefined : matches.find((match) => match.contradicts);
  const supported = best.score >= supportThreshold;

  if (contradicting !== undefined && supported) {
    return {
      verdict: "not found",
      passages: [cite(best), cite(contradicting)],
      confidence: confidenceOf(doubtCap),
      note: "Passages disagree: one says it, another says the opposite in nearly the same words.",
    };
  }
  if (contradicting !== undefined) {
    return {
      verdict: "contradicted",
      passages: [cite(contradicting)],
      confidence: confidenceOf(0),
      note: "The source says the opposite in nearly the same words.",
    };
  }
  const shown = matches.filter((match) => match.score > 0).slice(0, Math.max(1, limit));
  return {
    verdict: supported ? "supported" : "not found",
    passages: (supported ? shown.filter((match) => match.score >= supportThreshold) : shown).map(cite),
    confidence: confidenceOf(best.score),
    ...(supported ? {} : { note: whyNot(best, unknown, scope) }),
  };
}

/** Scores passages against one claim. */
class Judge {
  readonly #words: readonly Word[];
  readonly #weights: TermWeights;
  readonly #clause: Clause;
  readonly #total: number;

  constructor(claim: string, words: readonly Word[], termWeights: TermWeights) {
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
function namesNowhere(words: readonly Word[], scope: readonly LocatedPassage[]): Word[] {
  const names = words.filter((word) => word.kind === "name");
  if (names.length === 0) return [];
  const known = new Set<string>();
  for (const work of new Set(scope.map((passage) => passage.work))) {
    for (const word of wordsOf(work.item.title)) known.add(word.term);
  }
  for (const passage of scope) for (const word of wordsOf(passage.text)) known.add(word.term);
  return names.filter((name) => !known.has(name.term));
}

function whyNot(best: Match, unknown: readonly Word[], scope: readonly LocatedPassage[]): string {
  if (unknown.length > 0) {
    const works = new Set(scope.map((passage) => passage.work.id));
    const where = works.size === 1 ? `the text of ${[...works][0]}` : "the library";
    return `${unknown.map((word) => `"${word.surface}"`).join(", ")} appears nowhere in ${where}.`;
  }
  return (
    best.reason ?? `No passage matches well enough (${best.score.toFixed(2)}, needed ${supportThreshold}).`
  );
}

function bonus(match: Match, section: string | undefined): number {
  return section !== undefined && isSection(match.passage.heading, section) ? sectionBonus : 0;
}

function cite({ passage, score }: Match): Passage {
  const { work, locator, text, start, end, source } = passage;
  return {
    work: work.id,
    ...(locator === undefined ? {} : { locator }),
    text,
    start,
    end,
    sha256: source.sha256,
    score,
    ...(source.summary ? { summary: true } : {}),
  };
}

function confidenceOf(score: number): number {
  return Math.round(100 / (1 + Math.exp(-8 * (score - supportThreshold)))) / 100;
}

function round(score: number): number {
  return Math.round(score * 1e4) / 1e4;
}

function weightsOf(library: Library): TermWeights {
  let known = weights.get(library);
  if (known === undefined) {
    known = new TermWeights(library.passages);
    weights.set(library, known);
  }
  return known;
}
