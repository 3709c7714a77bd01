import { contentWords } from "../words/content-words.js";

/** Damping of PageRank (Brin and Page 1998), as TextRank takes it (Mihalcea and Tarau 2004). */
const damping = 0.85;
const rounds = 40;
const mostSharing = 100;
/** Strongest links of a text that are followed; those of others to it come on top. */
const mostLinks = 40;
/** BM25 (Robertson and Zaragoza 2009). */
const k1 = 1.2;
const b = 0.75;

/**
 * How central each text is among all: TextRank over cosine similarities of tf-idf weighted words; the highest is 1.
 * A text that shares no word with others has 0.
 */
export function textRank(texts: readonly string[]): number[] {
  const vectors = unitVectors(texts);
  const links: Map<number, number>[] = texts.map(() => new Map());
  const having = new Map<string, number[]>();
  vectors.forEach((vector, i) => {
    for (const [term, weight] of vector) {
      const earlier = having.get(term) ?? [];
      // What so many texts share tells none of them apart.
      if (earlier.length >= mostSharing) continue;
      for (const j of earlier) {
        const sum = (links[i]!.get(j) ?? 0) + weight * vectors[j]!.get(term)!;
        links[i]!.set(j, sum);
        links[j]!.set(i, sum);
      }
      earlier.push(i);
      having.set(term, earlier);
    }
  });
  const near = links.map((row) => [...row].sort((x, y) => y[1] - x[1] || x[0] - y[0]).slice(0, mostLinks));
  const kept = near.map((row) => new Map(row));
  near.forEach((row, i) => {
    for (const [j, weight] of row) kept[j]!.set(i, weight);
  });
  const edges = kept.map((row) => [...row].sort((x, y) => x[0] - y[0]));
  const total = edges.map((row) => row.reduce((sum, [, weight]) => sum + weight, 0));
  let rank: number[] = texts.map((_, i) => (total[i] === 0 ? 0 : 1));
  for (let round = 0; round < rounds; round++) {
    rank = edges.map((row, i) => {
      if (total[i] === 0) return 0;
      let sum = 0;
      for (const [j, weight] of row) sum += (weight / total[j]!) * rank[j]!;
      return 1 - damping + damping * sum;
    });
  }
  return toTop(rank);
}

/** BM25 of each text for a question, the highest 1; all 0 where no text shares a word with it. */
export function closeness(question: string, texts: readonly string[]): number[] {
  const asked = [...new Set(contentWords(question).map(({ term }) => term))];
  const terms = texts.map((text) => contentWords(text).map(({ term }) => term));
  const mean = terms.reduce((sum, each) => sum + each.length, 0) / Math.max(1, terms.length);
  const weights = new Map(
    asked.map((term) => {
      const n = terms.filter((each) => each.includes(term)).length;
      return [term, Math.log(1 + (terms.length - n + 0.5) / (n + 0.5))];
    }),
  );
  return toTop(
    terms.map((each) =>
      asked.reduce(
        (sum, term) =>
          each.includes(term)
            ? sum +
              (weights.get(term)! * (k1 + 1)) / (1 + k1 * (1 - b + (b * each.length) / Math.max(1, mean)))
            : sum,
        0,
      ),
    ),
  );
}

function unitVectors(texts: readonly string[]): Map<string, number>[] {
  const terms = texts.map((text) => contentWords(text).map(({ term }) => term));
  const frequency = new Map<string, number>();
  for (const each of terms) for (const term of each) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  return terms.map((each) => {
    const weights = each.map((term): [string, number] => [
      term,
      Math.log((texts.length + 1) / (frequency.get(term)! + 0.5)),
    ]);
    const length = Math.sqrt(weights.reduce((sum, [, weight]) => sum + weight * weight, 0));
    return new Map(weights.map(([term, weight]) => [term, length === 0 ? 0 : weight / length]));
  });
}

function toTop(values: readonly number[]): number[] {
  const top = Math.max(0, ...values);
  return values.map((value) => (top === 0 ? 0 : value / top));
}
