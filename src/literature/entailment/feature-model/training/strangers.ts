import type { ClaimPair } from "../../../../datasets/claims/index.js";
import type { Random } from "../../../../random.js";
import { contentWords } from "../../../words/content-words.js";
import type { MadePair } from "./made-pair.js";

/**
 * Each group's first supported claim beside evidence of another group that shares many of its words: what is not
 * there is not found, however close the subject.
 */
export function strangersPairs(pairs: readonly ClaimPair[], random: Random, perClaim = 1): MadePair[] {
  const byGroup = new Map<string, ClaimPair>();
  for (const pair of pairs) {
    if (!byGroup.has(pair.group) && pair.evidence.length > 0) byGroup.set(pair.group, pair);
  }
  const holders = [...byGroup.values()];
  const postings = new Map<string, number[]>();
  for (const [index, { evidence }] of holders.entries()) {
    for (const { term } of contentWords(evidence.join("\n").slice(0, 4000))) {
      postings.set(term, [...(postings.get(term) ?? []), index]);
    }
  }
  const made: MadePair[] = [];
  const claims = new Set<string>();
  for (const pair of pairs) {
    if (claims.has(pair.claim)) continue;
    claims.add(pair.claim);
    const scores = new Float64Array(holders.length);
    for (const { term } of contentWords(pair.claim)) {
      const found = postings.get(term) ?? [];
      const weight = Math.log(1 + holders.length / (1 + found.length));
      for (const index of found) scores[index]! += weight;
    }
    const ranked = [...scores.keys()]
      .filter((index) => holders[index]!.group !== pair.group)
      .sort((a, b) => scores[b]! - scores[a]! || a - b);
    for (let i = 0; i < perClaim; i++) {
      // Mostly close strangers, some at random.
      const pool = random.float() < 0.7 ? Math.min(12, ranked.length) : ranked.length;
      if (pool === 0) continue;
      const other = holders[ranked[random.int(pool)]!]!;
      made.push({
        dataSet: pair.dataSet,
        id: `${pair.id} beside ${other.id}${i === 0 ? "" : ` ${i}`}`,
        group: pair.group,
        claim: pair.claim,
        evidence: [...other.evidence],
        label: "not found",
        change: "other source",
      });
    }
  }
  return made;
}
