import type { Claim } from "../claims/model.js";

export interface ClaimMatch<T> {
  left?: T;
  right?: T;
  matchedBy?: "id" | "text";
  likeness?: number;
}

/** Texts less alike than this are two claims. Rewordings of one sentence lie above 0.6, other claims of the same
 * paper mostly below 0.5. */
const leastLikeness = 0.55;
/** Characters of a text that are compared: a claim is a sentence, and hostile ones must not cost minutes. */
const compared = 1000;
/** Pairs of texts that are compared at most. */
const mostPairs = 250_000;

/**
 * Puts the claims of two reports side by side: those with the same id; of the rest, those whose texts are most alike,
 * the best pair first. Left ones in their order, then those that are on the right only.
 */
export function matchClaims<T extends { claim: Pick<Claim, "id" | "text"> }>(
  left: readonly T[],
  right: readonly T[],
): ClaimMatch<T>[] {
  const byId = new Map(right.map((each) => [each.claim.id, each]));
  const known = new Set(left.map((each) => each.claim.id));
  const partners = new Map<T, ClaimMatch<T>>();
  for (const each of left) {
    const same = byId.get(each.claim.id);
    if (same !== undefined) partners.set(each, { left: each, right: same, matchedBy: "id" });
  }
  const free = right.filter((each) => !known.has(each.claim.id));
  const taken = new Set<T>();
  for (const pair of alike(
    left.filter((each) => !partners.has(each)),
    free,
  )) {
    if (partners.has(pair.left) || taken.has(pair.right)) continue;
    partners.set(pair.left, { ...pair, matchedBy: "text" });
    taken.add(pair.right);
  }
  return [
    ...left.map((each) => partners.get(each) ?? { left: each }),
    ...free.filter((each) => !taken.has(each)).map((each) => ({ right: each })),
  ];
}

/** Pairs that are alike enough, the most alike first; of equals the first ones. */
function alike<T extends { claim: Pick<Claim, "text"> }>(left: readonly T[], right: readonly T[]) {
  if (left.length * right.length > mostPairs) return [];
  const [a, b] = [left, right].map((side) => side.map(({ claim }) => trigrams(claim.text)));
  return left
    .flatMap((one, i) =>
      right.map((other, j) => ({ left: one, right: other, likeness: dice(a![i]!, b![j]!) })),
    )
    .filter((pair) => pair.likeness >= leastLikeness)
    .sort((x, y) => y.likeness - x.likeness);
}

/**
 * How much two texts are alike, 0..1: Dice's coefficient of their character trigrams (Dice 1945), each counted as
 * often as it occurs; case and white space aside.
 */
export function likeness(left: string, right: string): number {
  return dice(trigrams(left), trigrams(right));
}

function trigrams(text: string): Map<string, number> {
  const characters = [..." ", ...text.slice(0, compared).toLowerCase().replace(/\s+/g, " ").trim(), " "];
  const found = new Map<string, number>();
  for (let i = 0; i + 3 <= characters.length; i++) {
    const gram = characters.slice(i, i + 3).join("");
    found.set(gram, (found.get(gram) ?? 0) + 1);
  }
  return found;
}

function dice(left: ReadonlyMap<string, number>, right: ReadonlyMap<string, number>): number {
  const size = (grams: ReadonlyMap<string, number>) => [...grams.values()].reduce((sum, n) => sum + n, 0);
  let shared = 0;
  for (const [gram, n] of left) shared += Math.min(n, right.get(gram) ?? 0);
  const total = size(left) + size(right);
  return total === 0 ? 1 : (2 * shared) / total;
}
