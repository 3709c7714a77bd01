import type { Claim } from "../claims/model.js";
import { contentWords } from "../literature/words/content-words.js";
import { isDirection } from "../literature/words/polarity.js";
import type { Word } from "../literature/words/words.js";
import { workKey } from "../literature/work-id.js";
import type { ReviewSource, ReviewSubject, SubjectClaim } from "./subject.js";
import { tellsDirection } from "./text/direction.js";
import { numbersOf, sameNumber } from "./text/numbers.js";

/** A sentence of a source, and how much of a claim is in it. */
export interface Evidence {
  source: ReviewSource | undefined;
  work: string;
  text: string;
  locator: string | undefined;
  /** Weighted share of the claim's words (numbers, directions aside) that the sentence has, 0..1. */
  share: number;
  /** The same the other way round: share of the sentence's words that the claim has. */
  precision: number;
}

/** Statements whose words are kept, once worked out. */
const remembered = 20_000;
const wordsByText = new Map<string, readonly Word[]>();

interface Sentence {
  source: ReviewSource;
  text: string;
  locator: string | undefined;
  terms: ReadonlySet<string>;
  total: number;
}

/** What checks and reviewers ask of a subject, worked out once. */
export class ReviewContext {
  readonly subject: ReviewSubject;
  readonly #sentences: readonly Sentence[];
  readonly #byWork = new Map<string, ReviewSource>();
  readonly #frequency = new Map<string, number>();
  readonly #vocabulary = new Map<ReviewSource, ReadonlySet<string>>();
  readonly #ranked = new Map<string, readonly Evidence[]>();

  constructor(given: ReviewSubject) {
    const subject = clipped(given);
    this.subject = subject;
    const sentences: Sentence[] = [];
    for (const source of subject.sources) {
      if (!this.#byWork.has(workKey(source.work))) this.#byWork.set(workKey(source.work), source);
      const all = [
        ...(source.abstract === undefined || source.sentences.length > 0
          ? []
          : splitRoughly(source.abstract).map((text) => ({ text, locator: "abstract" }))),
        ...source.sentences,
      ];
      for (const { text, locator } of all) {
        const terms = new Set(subjectWords(text).map(({ term }) => term));
        sentences.push({ source, text, locator, terms, total: 0 });
        for (const term of terms) this.#frequency.set(term, (this.#frequency.get(term) ?? 0) + 1);
      }
      this.#vocabulary.set(
        source,
        new Set(
          [source.title, source.abstract ?? "", ...source.sentences.map(({ text }) => text)].flatMap((text) =>
            subjectWords(text).map(({ term }) => term),
          ),
        ),
      );
    }
    this.#sentences = sentences;
    for (const sentence of sentences) {
      sentence.total = [...sentence.terms].reduce((sum, term) => sum + this.weight(term), 0);
    }
  }

  /** Whether there is any text of a source at all: without one, no absence can be told. */
  get hasTexts(): boolean {
    return this.#sentences.length > 0;
  }

  source(work: string | undefined): ReviewSource | undefined {
    return work === undefined ? undefined : this.#byWork.get(workKey(work));
  }

  /** ln(1 + N / n): rare words tell more (inverse document frequency over the sentences). */
  weight(term: string): number {
    return Math.log(1 + (this.#sentences.length + 1) / (1 + (this.#frequency.get(term) ?? 0)));
  }

  /** All words of a source, by stem. */
  vocabulary(source: ReviewSource): ReadonlySet<string> {
    return this.#vocabulary.get(source) ?? new Set();
  }

  /** Weighted share of `words` that `terms` has; names count double, plain words that no source has by half. */
  share(words: readonly Word[], terms: ReadonlySet<string>): number {
    let total = 0;
    let had = 0;
    for (const { term, kind } of words) {
      // A plain word that no source has is the report's own way to put it; a name that none has tells.
      const own = kind === "word" && !this.#frequency.has(term) ? 0.5 : 1;
      const weight = own * this.weight(term) * (kind === "name" ? 2 : 1);
      total += weight;
      if (terms.has(term)) had += weight;
    }
    return total === 0 ? 0 : had / total;
  }

  /** Sentences of all sources that have words of the claim, the closest first. */
  ranked(claim: Claim): readonly Evidence[] {
    const known = this.#ranked.get(claim.text);
    if (known !== undefined) return known;
    const words = subjectWords(claim.text);
    const own = new Set(words.map(({ term }) => term));
    const ranked = this.#sentences
      .map(({ source, text, locator, terms, total }) => {
        const common = [...terms].reduce((sum, term) => sum + (own.has(term) ? this.weight(term) : 0), 0);
        return {
          source,
          work: source.work,
          text,
          locator,
          share: this.share(words, terms),
          precision: total === 0 ? 0 : common / total,
        };
      })
      .filter(({ share }) => share > 0)
      .sort((a, b) => b.share - a.share || b.precision - a.precision)
      .slice(0, 40);
    this.#ranked.set(claim.text, ranked);
    return ranked;
  }

  /**
   * The sentence of one work, or of all works but that one, that says most of a claim, numbers and directions
   * included; `says` is 0..1.
   */
  best(claim: Claim, work: string, where: "in" | "outside"): (Evidence & { says: number }) | undefined {
    const whole = contentWords(claim.text);
    const numbers = numbersOf(claim.text);
    return this.ranked(claim)
      .filter((each) => (workKey(each.work) === workKey(work)) === (where === "in"))
      .map((each) => {
        const terms = new Set(contentWords(each.text).map(({ term }) => term));
        const printed = numbersOf(each.text);
        const lost = numbers.filter((number) => !printed.some((other) => sameNumber(number, other))).length;
        const says =
          this.share(whole, terms) * (numbers.length === 0 ? 1 : 1 - (0.5 * lost) / numbers.length);
        return { ...each, says };
      })
      .sort((a, b) => b.says - a.says)[0];
  }

  /**
   * What a claim rests on: the passages and the quote that it was recorded with, and the closest sentences of the
   * cited work (of every work, where none is cited), the closest first.
   */
  evidenceOf({ claim }: SubjectClaim, atLeast = 0.6): Evidence[] {
    const words = subjectWords(claim.text);
    const recorded = [
      ...claim.grounding.passages.map(({ work, text, locator }) => ({ work, text, locator })),
      ...(claim.source?.quote === undefined
        ? []
        : [{ work: claim.source.work, text: claim.source.quote.text, locator: claim.source.locator }]),
    ].map(({ work, text, locator }) => {
      const terms = subjectWords(text);
      const has = new Set(terms.map(({ term }) => term));
      const own = new Set(words.map(({ term }) => term));
      return {
        source: this.source(work),
        work,
        text,
        locator,
        share: this.share(words, has),
        precision: this.share(terms, own),
      };
    });
    const cited = claim.source?.work;
    const read = this.ranked(claim).filter(
      ({ work }) =>
        cited === undefined || this.source(cited) === undefined || workKey(work) === workKey(cited),
    );
    const seen = new Set<string>();
    return [...recorded, ...read]
      .filter(({ share }) => share >= atLeast)
      .filter(({ text }) => {
        const key = text.replace(/\s+/g, " ").trim();
        return !seen.has(key) && seen.add(key) !== undefined;
      })
      .sort((a, b) => b.share - a.share || b.precision - a.precision);
  }
}

/** Content words without numbers and without words of direction: what a statement is about. */
export function subjectWords(text: string): readonly Word[] {
  const known = wordsByText.get(text);
  if (known !== undefined) return known;
  const words = contentWords(text).filter(
    ({ term, kind, surface }) =>
      kind !== "number" && !isDirection(term) && !tellsDirection(surface.toLowerCase()),
  );
  if (wordsByText.size >= remembered) wordsByText.clear();
  if (text.length < 2000) wordsByText.set(text, words);
  return words;
}

/** Longest statement or passage that is looked at: no sentence is longer, and work grows with the square of it. */
const longest = 2000;

/** Texts of strangers may be of any length; what is beyond the limit is not judged. */
function clipped(subject: ReviewSubject): ReviewSubject {
  const clip = (text: string) => (text.length > longest ? text.slice(0, longest) : text);
  return {
    ...subject,
    claims: subject.claims.map((entry) => ({
      ...entry,
      claim: {
        ...entry.claim,
        text: clip(entry.claim.text),
        ...(entry.claim.source?.quote === undefined
          ? {}
          : {
              source: {
                ...entry.claim.source,
                quote: { ...entry.claim.source.quote, text: clip(entry.claim.source.quote.text) },
              },
            }),
        grounding: {
          ...entry.claim.grounding,
          passages: entry.claim.grounding.passages.map((each) => ({ ...each, text: clip(each.text) })),
        },
      },
    })),
    sources: subject.sources.map((source) => ({
      ...source,
      sentences: source.sentences.map((each) => ({ ...each, text: clip(each.text) })),
    })),
  };
}

/** Sentences of an abstract that no document model has cut. */
function splitRoughly(text: string): string[] {
  return text.split(/(?<=[.!?。！？।])\s+/u).filter((part) => part.trim() !== "");
}
