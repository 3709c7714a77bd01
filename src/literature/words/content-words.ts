import type { LocatedPassage } from "../library/work.js";
import { isComparison, isDirection } from "./polarity.js";
import { isContent } from "./stop-words.js";
import { type Word, wordsOf } from "./words.js";

/** The content words of a text, first occurrence each. */
export function contentWords(text: string): Word[] {
  const byTerm = new Map<string, Word>();
  for (const word of wordsOf(text)) {
    if (!isContent(word) || isComparison(word)) continue;
    const earlier = byTerm.get(word.term);
    if (earlier === undefined || earlier.kind === "word") byTerm.set(word.term, word);
  }
  return [...byTerm.values()];
}

/** How telling each term is: inverse document frequency over a library's passages. */
export class TermWeights {
  readonly #frequency = new Map<string, number>();
  readonly #terms = new Map<LocatedPassage, ReadonlySet<string>>();
  readonly #count: number;

  constructor(passages: readonly LocatedPassage[]) {
    this.#count = passages.length;
    for (const passage of passages) {
      const terms = new Set(contentWords(passage.text).map((word) => word.term));
      this.#terms.set(passage, terms);
      for (const term of terms) this.#frequency.set(term, (this.#frequency.get(term) ?? 0) + 1);
    }
  }

  /** The content terms of one of the passages. */
  termsOf(passage: LocatedPassage): ReadonlySet<string> {
    return this.#terms.get(passage) ?? new Set(contentWords(passage.text).map((word) => word.term));
  }

  /**
   * ln(1 + (N - n + 0.5) / (n + 0.5)), the inverse document frequency of BM25 (Robertson and Zaragoza 2009),
   * with n no smaller than 2, so that a single rare word cannot decide alone. Names count double, and so do words of direction.
   */
  weight({ term, kind }: Word): number {
    const n = Math.max(2, this.#frequency.get(term) ?? 0);
    return (
      Math.log(1 + Math.max(0, this.#count - n + 0.5) / (n + 0.5)) *
      (kind === "name" || isDirection(term) ? 2 : 1)
    );
  }
}
