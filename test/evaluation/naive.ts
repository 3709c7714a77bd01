import type { CandidateFacts } from "../../src/evaluation/pool.js";

/** Ranks by scoring in single precision and sorting, the plain way, to hold the counting against. */
export function naiveRanks(
  facts: CandidateFacts,
  candidates: Float32Array,
  query: Float32Array,
  group: number,
): { candidate: number; locale: number; inLocale: number; pooled: number }[] {
  const dim = query.length;
  const scores = facts.ids.map((_, c) => {
    let sum = 0;
    for (let j = 0; j < dim; j++) sum = Math.fround(sum + Math.fround(candidates[c * dim + j]! * query[j]!));
    return sum;
  });
  const sorted = facts.ids
    .map((_, c) => c)
    .sort(
      (a, b) =>
        scores[b]! - scores[a]! || Buffer.compare(Buffer.from(facts.ids[b]!), Buffer.from(facts.ids[a]!)),
    );
  return sorted
    .filter((c) => facts.groups[c] === group)
    .map((c) => ({
      candidate: c,
      locale: facts.locales[c]!,
      inLocale: 1 + sorted.filter((o) => facts.locales[o] === facts.locales[c]).indexOf(c),
      pooled: 1 + sorted.indexOf(c),
    }))
    .sort((a, b) => a.locale - b.locale || a.candidate - b.candidate);
}
