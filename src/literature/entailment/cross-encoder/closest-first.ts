import { normalized } from "../../../datasets/text.js";

const longest = 4000;

/**
 * Sentences in the order of their likeness to a claim: the cosine of their character trigrams, so that it needs no
 * words of any language. Equals keep their order.
 */
export function closestFirst(claim: string, sentences: readonly string[]): string[] {
  if (sentences.length < 2) return [...sentences];
  const wanted = trigrams(claim);
  const scored = sentences.map((sentence, index) => ({
    sentence,
    index,
    score: cosine(wanted, trigrams(sentence)),
  }));
  return scored.sort((a, b) => b.score - a.score || a.index - b.index).map(({ sentence }) => sentence);
}

function trigrams(text: string): Map<string, number> {
  const marked = ` ${normalized(text.slice(0, longest))} `;
  const counts = new Map<string, number>();
  for (let i = 0; i + 3 <= marked.length; i++) {
    const part = marked.slice(i, i + 3);
    counts.set(part, (counts.get(part) ?? 0) + 1);
  }
  return counts;
}

function cosine(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let product = 0;
  for (const [part, count] of a) product += count * (b.get(part) ?? 0);
  const length = (counts: ReadonlyMap<string, number>) => {
    let sum = 0;
    for (const count of counts.values()) sum += count * count;
    return Math.sqrt(sum);
  };
  return product === 0 ? 0 : product / (length(a) * length(b));
}
