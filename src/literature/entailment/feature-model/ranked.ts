import type { Analysis, Token } from "./analysis.js";
import { coverage, type Vocabulary } from "./similarity.js";
import { rareWeight } from "./term-weight.js";

/** Saturation and length normalisation of BM25 (Robertson and Zaragoza 2009). */
const k1 = 1.2;
const b = 0.75;
/** Content words of a usual sentence and of a usual abstract. */
const usualSentence = 14;
const usualText = 90;

/**
 * How well the evidence ranks for a claim when words weigh by how rare they are: the best sentence, all sentences
 * together, and the best beside the rest.
 */
export function rankedBy(
  claim: Analysis,
  sentences: readonly Analysis[],
  all: Vocabulary,
  vocabularyOf: (sentence: Analysis) => Vocabulary,
) {
  const { content } = claim;
  const soft = sentences.map((sentence) => coverage(content, vocabularyOf(sentence), rareWeight, true));
  const order = [...soft].sort((x, y) => y - x);
  const [first = 0, second = 0] = order;
  const missing = content.filter((token) => all.meets(token) === 0);
  const counts = sentences.map(countsOf);
  const together = new Map<string, number>();
  for (const each of counts) for (const [term, n] of each) together.set(term, (together.get(term) ?? 0) + n);
  const words = sentences.reduce((sum, { tokens }) => sum + contentOf(tokens), 0);
  const perSentence = counts.map((each, i) =>
    bm25(content, each, contentOf(sentences[i]!.tokens), usualSentence),
  );
  const most = Math.max(0, ...perSentence);
  const whole = bm25(content, together, words, usualText);
  const ideal = content.reduce((sum, token) => sum + rareWeight(token), 0) / Math.max(1, content.length);
  return {
    rareBest: first,
    rareAll: coverage(content, all, rareWeight, true),
    rareAllHard: coverage(content, all, rareWeight, false),
    rareLead: first - second,
    rareUnion: coverage(content, all, rareWeight, true) - first,
    rareMissing: Math.max(0, ...missing.map(rareWeight)),
    rareMissingWord: Math.max(0, ...missing.filter(({ kind }) => kind === "word").map(rareWeight)),
    rareMet: content.reduce((top, token) => Math.max(top, all.has(token.term) ? rareWeight(token) : 0), 0),
    bm25Best: most,
    bm25All: whole,
    bm25BestShare: ideal === 0 ? 0 : most / ideal,
    bm25AllShare: ideal === 0 ? 0 : whole / ideal,
    bm25Lead: most - mean(perSentence),
  };
}

/** BM25 of the claim's words in a text, per word of the claim. */
function bm25(
  content: readonly Token[],
  counts: ReadonlyMap<string, number>,
  length: number,
  usual: number,
): number {
  let sum = 0;
  for (const token of content) {
    const n = counts.get(token.term) ?? 0;
    sum += (rareWeight(token) * n * (k1 + 1)) / (n + k1 * (1 - b + (b * length) / usual));
  }
  return content.length === 0 ? 0 : sum / content.length;
}

const known = new WeakMap<Analysis, ReadonlyMap<string, number>>();
function countsOf(sentence: Analysis): ReadonlyMap<string, number> {
  let counts = known.get(sentence);
  if (counts === undefined) {
    const made = new Map<string, number>();
    for (const { term, content } of sentence.tokens) if (content) made.set(term, (made.get(term) ?? 0) + 1);
    counts = made;
    known.set(sentence, counts);
  }
  return counts;
}

const contentOf = (tokens: readonly Token[]) =>
  tokens.reduce((sum, { content }) => sum + (content ? 1 : 0), 0);
const mean = (values: readonly number[]) =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
