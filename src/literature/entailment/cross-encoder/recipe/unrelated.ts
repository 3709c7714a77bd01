import type { ClaimPair } from "../../../../datasets/claims/index.js";
import { words } from "../../../../datasets/text.js";
import type { Random } from "../../../../random.js";

/** Alike evidence of other groups that a claim's is drawn from. */
const nearest = 12;

/**
 * Pairs that are "not found": a claim beside evidence of another group. Evidence is drawn from the twelve most alike
 * of other groups (cosine of word counts times inverse document frequency): on the claim's topic, and yet silent on
 * it. What is most alike of all is passed over, since it may well speak of the claim.
 *
 * @param share of such pairs whose evidence is drawn from all instead, off topic
 */
export class UnrelatedEvidence {
  readonly #pairs: readonly ClaimPair[];
  readonly #weights: Map<string, number>;
  readonly #vectors: Map<string, number>[];
  readonly #postings = new Map<string, number[]>();
  /** One pair for each text of evidence. */
  readonly #texts: ClaimPair[];

  constructor(pairs: readonly ClaimPair[]) {
    this.#pairs = pairs;
    const byText = new Map(
      pairs.filter(({ evidence }) => evidence.length > 0).map((each) => [each.evidence.join(" "), each]),
    );
    this.#texts = [...byText.values()];
    const bags = [...byText.keys()].map(bagOf);
    const counts = new Map<string, number>();
    for (const bag of bags) for (const word of bag.keys()) counts.set(word, (counts.get(word) ?? 0) + 1);
    this.#weights = new Map([...counts].map(([word, count]) => [word, Math.log(bags.length / count)]));
    this.#vectors = bags.map((bag) => this.#unit(bag));
    for (const [index, vector] of this.#vectors.entries()) {
      for (const word of vector.keys()) {
        const list = this.#postings.get(word);
        if (list) list.push(index);
        else this.#postings.set(word, [index]);
      }
    }
  }

  /** As many "not found" pairs, of different claims where there are enough. */
  draw(count: number, share: number, random: Random): ClaimPair[] {
    const claims: ClaimPair[] = [];
    while (claims.length < count) claims.push(...random.shuffle(this.#pairs).slice(0, count - claims.length));
    return claims.map((pair, index) => {
      const other = random.float() < share ? this.#any(pair, random) : this.#near(pair, random);
      return {
        ...pair,
        id: `${pair.id} beside ${other.id} (${index})`,
        evidence: other.evidence,
        label: "not found",
      };
    });
  }

  #any(pair: ClaimPair, random: Random): ClaimPair {
    const others = this.#texts.filter(({ group }) => group !== pair.group);
    return random.pick(others);
  }

  #near(pair: ClaimPair, random: Random): ClaimPair {
    const scores = new Map<number, number>();
    for (const [word, weight] of this.#unit(bagOf(pair.claim))) {
      for (const index of this.#postings.get(word) ?? []) {
        scores.set(index, (scores.get(index) ?? 0) + weight * this.#vectors[index]!.get(word)!);
      }
    }
    const best = [...scores]
      .filter(([index]) => this.#texts[index]!.group !== pair.group)
      .sort(([a, left], [b, right]) => right - left || a - b)
      .slice(2, 2 + nearest);
    return best.length === 0 ? this.#any(pair, random) : this.#texts[random.pick(best)[0]]!;
  }

  #unit(bag: ReadonlyMap<string, number>): Map<string, number> {
    const weighted = [...bag].map(([word, count]) => [word, count * (this.#weights.get(word) ?? 0)] as const);
    const length = Math.sqrt(weighted.reduce((sum, [, weight]) => sum + weight * weight, 0)) || 1;
    return new Map(
      weighted.filter(([, weight]) => weight > 0).map(([word, weight]) => [word, weight / length]),
    );
  }
}

function bagOf(text: string): Map<string, number> {
  const bag = new Map<string, number>();
  for (const word of words(text)) bag.set(word, (bag.get(word) ?? 0) + 1);
  return bag;
}
