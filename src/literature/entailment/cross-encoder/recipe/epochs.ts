import type { ClaimPair } from "../../../../datasets/claims/index.js";
import { Random } from "../../../../random.js";
import { UnrelatedEvidence } from "./unrelated.js";

/** Share of "not found" pairs whose evidence is off topic. */
const offTopic = 0.25;

/**
 * What each epoch of the first training sees: all of citint; all supported claims of COVID-Fact and as many of their
 * edits, other ones each time (it has more than two for each); and claims of both beside evidence of others, so that
 * a third of an epoch is "not found".
 */
export function baseEpochs(
  citint: readonly ClaimPair[],
  covidfact: readonly ClaimPair[],
  epochs: number,
  seed: number | string,
): ClaimPair[][] {
  const unrelated = [new UnrelatedEvidence(citint), new UnrelatedEvidence(covidfact)];
  const supported = covidfact.filter(({ label }) => label === "supported");
  const contradicted = covidfact.filter(({ label }) => label === "contradicted");
  return Array.from({ length: epochs }, (_, epoch) => {
    const random = new Random(seed).fork(`epoch ${epoch}`);
    const edits = random.shuffle(contradicted).slice(0, supported.length);
    const judged = [...citint, ...supported, ...edits].filter(({ evidence }) => evidence.length > 0);
    const missing = judged.filter(({ label }) => label === "not found").length;
    const count = Math.max(0, Math.round((judged.length - missing) / 2) - missing);
    // As many of each source as it has of the others.
    const first = Math.round((count * citint.length) / judged.length);
    return [
      ...judged,
      ...unrelated[0]!.draw(first, offTopic, random),
      ...unrelated[1]!.draw(count - first, offTopic, random),
    ];
  });
}
