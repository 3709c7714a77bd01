import type { CandidateFacts } from "../../src/evaluation/pool.js";

/** The dot product as single-precision arithmetic has it; exact, whatever the order, for small integers. */
export function singleDot(candidates: Float32Array, query: Float32Array): (candidate: number) => number {
  return (c) => {
    let sum = 0;
    for (let j = 0; j < query.length; j++) {
      sum = Math.fround(sum + Math.fround(candidates[c * query.length + j]! * query[j]!));
    }
    return sum;
  };
}

/** Ranks by sorting, the plain way, to hold the counting against. */
export function naiveRanks(
  facts: CandidateFacts,
  scoreOf: (candidate: number) => number,
  group: number,
): { candidate: number; locale: number; inLocale: number; pooled: number }[] {
  const scores = facts.ids.map((_, c) => scoreOf(c));
  const { groups } = facts;
  const isRelevant = (c: number) =>
    "relevant" in groups ? Array.from(groups.relevant[group] ?? []).includes(c) : groups[c] === group;
  const sorted = facts.ids
    .map((_, c) => c)
    .sort(
      (a, b) =>
        scores[b]! - scores[a]! || Buffer.compare(Buffer.from(facts.ids[b]!), Buffer.from(facts.ids[a]!)),
    );
  return sorted
    .filter(isRelevant)
    .map((c) => ({
      candidate: c,
      locale: facts.locales[c]!,
      inLocale: 1 + sorted.filter((o) => facts.locales[o] === facts.locales[c]).indexOf(c),
      pooled: 1 + sorted.indexOf(c),
    }))
    .sort((a, b) => a.locale - b.locale || a.candidate - b.candidate);
}
