import type { ClaimLabel, ClaimPair } from "../../../../datasets/claims/index.js";
import type { Random } from "../../../../random.js";
import type { Change, MadePair } from "./made-pair.js";
import { reordered, shortened } from "./reworded.js";
import { directionTurned, negationTurned, numberChanged } from "./turned-sentence.js";

/**
 * Claims made of a source's own sentences: as they stand or shortened they are supported by it, with one direction,
 * negation or number changed they are contradicted.
 *
 * @param sources groups with the sentences of each, as `ClaimPair.evidence` gives them
 */
export function turnedPairs(
  sources: readonly { group: string; sentences: readonly string[] }[],
  random: Random,
  dataSet = "made",
): MadePair[] {
  const made: MadePair[] = [];
  for (const { group, sentences } of sources) {
    const usable = sentences.filter(statesSomething);
    if (usable.length === 0) continue;
    const sentence = usable[random.int(usable.length)]!;
    const add = (change: Change, claim: string | undefined, label: ClaimLabel) => {
      if (claim === undefined || claim === sentence) {
        if (change !== "as it stands") return;
      }
      made.push({
        dataSet,
        id: `${group} ${change}`,
        group,
        claim: claim ?? sentence,
        evidence: inOtherOrder(sentences, random),
        label,
        change,
      });
    };
    const plain = shortened(sentence);
    add("as it stands", sentence, "supported");
    add("shortened", plain, "supported");
    add("reordered", reordered(sentence), "supported");
    add(
      "direction",
      directionTurned(random.float() < 0.5 ? sentence : (plain ?? sentence), random),
      "contradicted",
    );
    add(
      "negation",
      negationTurned(random.float() < 0.5 ? sentence : (plain ?? sentence), random),
      "contradicted",
    );
    add("number", numberChanged(sentence, random), "contradicted");
  }
  return made;
}

/** Supported claims with one direction, negation or number changed: their evidence contradicts them. One a claim. */
export function turnedClaims(pairs: readonly ClaimPair[], random: Random): MadePair[] {
  return pairs.flatMap((pair) => {
    if (pair.label !== "supported") return [];
    const changes: readonly [Change, string | undefined][] = [
      ["direction", directionTurned(pair.claim, random)],
      ["negation", negationTurned(pair.claim, random)],
      ["number", numberChanged(pair.claim, random)],
    ];
    const made = changes.flatMap(([change, claim]) =>
      claim === undefined
        ? []
        : [{ ...pair, id: `${pair.id} ${change}`, claim, label: "contradicted" as const, change }],
    );
    return made.length === 0 ? [] : [made[random.int(made.length)]!];
  });
}

function statesSomething(sentence: string): boolean {
  const words = sentence.split(/\s+/).length;
  return (
    words >= 7 &&
    words <= 45 &&
    /^[A-Z]/.test(sentence) &&
    /[a-z]{3}/.test(sentence) &&
    !sentence.includes("?")
  );
}

function inOtherOrder(sentences: readonly string[], random: Random): string[] {
  const order = [...sentences];
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.int(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
