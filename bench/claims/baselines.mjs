// The two baselines: word overlap and BM25, each a single score of claim and evidence.
import MiniSearch from "minisearch";
import { contentWords } from "../../dist/literature/words/content-words.js";

/** Share of the claim's content words (stems) that the evidence has: what the generator of the seeds goes by. */
export function wordOverlap(pairs) {
  return pairs.map(({ claim, evidence }) => {
    const asked = new Set(contentWords(claim).map(({ term }) => term));
    const known = new Set(contentWords(evidence.join("\n")).map(({ term }) => term));
    return asked.size === 0 ? 0 : [...asked].filter((term) => known.has(term)).length / asked.size;
  });
}

/** BM25+ of the claim against its evidence, among the evidence of all pairs of the data set, per word of the claim. */
export function bm25(pairs) {
  const terms = (text) => contentWords(text).map(({ term }) => term);
  const texts = [...new Set(pairs.map(({ evidence }) => evidence.join("\n")))];
  const idOf = new Map(texts.map((text, id) => [text, id]));
  const index = new MiniSearch({ fields: ["text"], tokenize: terms, processTerm: (term) => term });
  index.addAll(texts.map((text, id) => ({ id, text })));
  const known = new Map();
  return pairs.map(({ claim, evidence }) => {
    if (!known.has(claim))
      known.set(claim, new Map(index.search(claim, { combineWith: "OR" }).map((hit) => [hit.id, hit.score])));
    return (known.get(claim).get(idOf.get(evidence.join("\n"))) ?? 0) / Math.max(1, terms(claim).length);
  });
}
