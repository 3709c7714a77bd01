import type { Analysis, Token } from "./analysis.js";
import { synonymGroup } from "./cues.js";

/** How telling a term is, 0 upwards. */
export type Weight = (token: Token) => number;

/**
 * How well a claim's word is met by words of the evidence: 1 for the same stem or a shared direction, 0.8 for a
 * plain synonym, 0.7 for a word of the same family (`transmissible`, `transmission`), else 0.
 */
export class Vocabulary {
  readonly #terms = new Set<string>();
  readonly #groups = new Set<number>();
  readonly #prefixes = new Map<string, string[]>();
  readonly #directions = new Set<string>();

  constructor(parts: readonly Analysis[]) {
    for (const { tokens } of parts) {
      for (const { term, directions } of tokens) {
        for (const { axis, sign } of directions) this.#directions.add(`${axis} ${sign}`);
        if (this.#terms.has(term)) continue;
        this.#terms.add(term);
        const group = synonymGroup(term);
        if (group !== undefined) this.#groups.add(group);
        if (term.length >= familyPrefix) {
          const prefix = term.slice(0, familyPrefix);
          const family = this.#prefixes.get(prefix);
          if (family === undefined) this.#prefixes.set(prefix, [term]);
          else family.push(term);
        }
      }
    }
  }

  has(term: string): boolean {
    return this.#terms.has(term);
  }

  meets({ term, kind, directions }: Token): number {
    if (this.#terms.has(term)) return 1;
    if (kind === "number") return 0;
    const group = synonymGroup(term);
    if (group !== undefined && this.#groups.has(group)) return 0.8;
    if (directions.some(({ axis, sign }) => this.#directions.has(`${axis} ${sign}`))) return 0.8;
    return this.#family(term) ? 0.7 : 0;
  }

  /** A word of the evidence that says the opposite of this one. */
  opposes({ term, lower, directions }: Token): boolean {
    if (directions.some(({ axis, sign }) => this.#directions.has(`${axis} ${-sign}`))) return true;
    return [term, lower].some(
      (form) =>
        form.length >= 4 &&
        negatingPrefixes.some(
          (prefix) =>
            this.#terms.has(prefix + form) ||
            (form.startsWith(prefix) &&
              form.length >= prefix.length + 4 &&
              this.#terms.has(form.slice(prefix.length))),
        ),
    );
  }

  #family(term: string): boolean {
    if (term.length < familyPrefix) return false;
    return (this.#prefixes.get(term.slice(0, familyPrefix)) ?? []).some((other) => {
      let same = familyPrefix;
      while (same < term.length && term[same] === other[same]) same++;
      const rest = Math.max(term.length, other.length) - same;
      return rest <= 4 && same >= rest;
    });
  }
}

const familyPrefix = 4;
const negatingPrefixes = ["un", "in", "im", "ir", "il", "non", "dis", "mis", "anti", "de"];

/** Weighted share of the tokens that a vocabulary has; 0 for none. */
export function coverage(
  tokens: readonly Token[],
  vocabulary: Vocabulary,
  weight: Weight,
  soft: boolean,
): number {
  let total = 0;
  let met = 0;
  for (const token of tokens) {
    const w = weight(token);
    total += w;
    met += w * (soft ? vocabulary.meets(token) : vocabulary.has(token.term) ? 1 : 0);
  }
  return total === 0 ? 0 : met / total;
}

/** Length of the longest common subsequence of two lists of terms, over the length of the first (ROUGE-L recall). */
export function subsequenceShare(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0) return 0;
  let previous = new Uint16Array(b.length + 1);
  let current = new Uint16Array(b.length + 1);
  for (const x of a) {
    for (let j = 0; j < b.length; j++) {
      current[j + 1] = x === b[j] ? previous[j]! + 1 : Math.max(previous[j + 1]!, current[j]!);
    }
    [previous, current] = [current, previous];
  }
  return previous[b.length]! / a.length;
}

/** Share of the pairs of neighbouring terms that the other text has too, in this order. */
export function bigramShare(a: readonly string[], others: readonly (readonly string[])[]): number {
  if (a.length < 2) return 0;
  const known = new Set(others.flatMap((terms) => terms.slice(1).map((term, i) => `${terms[i]} ${term}`)));
  return a.slice(1).filter((term, i) => known.has(`${a[i]} ${term}`)).length / (a.length - 1);
}

/** Share of a text's runs of `n` characters that the other has; works for scripts that the stemmer does not know. */
export function gramShare(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0) return 0;
  let met = 0;
  for (const gram of a) if (b.has(gram)) met++;
  return met / a.size;
}

export function gramsOf(text: string, n = 4): Set<string> {
  const plain = ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim()} `;
  const grams = new Set<string>();
  for (let i = 0; i + n <= plain.length; i++) grams.add(plain.slice(i, i + n));
  return grams;
}
