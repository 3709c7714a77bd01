import { isContent } from "../../words/stop-words.js";
import { type Word, wordsOf } from "../../words/words.js";
import { negators } from "./cues.js";
import { type Direction, directionsOf } from "./opposites.js";
import { type Quantity, quantitiesOf } from "./quantities.js";

/** A word of a sentence with what is known of its place. */
export interface Token extends Word {
  lower: string;
  content: boolean;
  /** Index of the clause that it stands in. */
  clause: number;
  /** An odd number of negations has it in its scope. */
  negated: boolean;
  directions: readonly Direction[];
}

/** A sentence taken apart, once for all features. */
export interface Analysis {
  text: string;
  tokens: readonly Token[];
  /** Stems of its content words. */
  terms: ReadonlySet<string>;
  /** Content tokens, the first of each term. */
  content: readonly Token[];
  quantities: readonly Quantity[];
  negations: number;
  question: boolean;
}

/** Longer sentences are cut here: nobody states a claim in so many characters. */
const longest = 3000;
const clauseBreak =
  /[;:()]|,(?!\d)|(?<=\s)(?:but|although|though|whereas|while|because|where|which|who)(?=\s)/giu;
/** How far a negation reaches, in words, at most to the end of its clause. */
const reach = 8;

/** Takes a sentence apart: words, clauses, negations with their scope, directions and numbers. */
export function analyse(sentence: string): Analysis {
  const text = clean(sentence);
  const tokens: Token[] = [];
  let negations = 0;
  for (const [clause, part] of text.split(clauseBreak).entries()) {
    const words = wordsOf(part);
    const scope = new Int8Array(words.length);
    for (const [i, word] of words.entries()) {
      if (!negators.has(lowerOf(word))) continue;
      negations++;
      for (let j = i + 1; j < Math.min(words.length, i + 1 + reach); j++) scope[j]! ^= 1;
      // "X is not": what is denied may stand before it too, in so short a clause.
    }
    for (const [i, word] of words.entries()) {
      const lower = lowerOf(word);
      tokens.push({
        ...word,
        lower,
        content: isContent(word) && !negators.has(lower),
        clause,
        negated: scope[i] === 1,
        directions: directionsOf(lower, word.term),
      });
    }
  }
  const content: Token[] = [];
  const terms = new Set<string>();
  for (const token of tokens) {
    if (!token.content || terms.has(token.term)) continue;
    terms.add(token.term);
    content.push(token);
  }
  return {
    text,
    tokens,
    terms,
    content,
    quantities: quantitiesOf(text),
    negations,
    question:
      /\?\s*$/.test(text) ||
      /^(?:is|are|do|does|did|can|could|will|should|what|why|how|who|which|when)\b/i.test(text),
  };
}

/** Citation markers and mark-up are no words. */
function clean(text: string): string {
  return text
    .slice(0, longest)
    .replace(/<\|[a-z_]{1,20}\|>/g, " ")
    .replace(/\[\s*\d{0,3}(?:\s*[,–-]\s*\d{0,3}){0,20}\s*\]/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

function lowerOf(word: Word): string {
  return word.surface.toLowerCase().replace("’", "'");
}
