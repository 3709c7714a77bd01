import type { ClaimLabel, ClaimPair, DocumentVerdict } from "../../../../datasets/claims/index.js";
import { Random } from "../../../../random.js";
import { turnedClaims, turnedPairs } from "../../feature-model/training/turned-pairs.js";
import { closestFirst } from "../closest-first.js";
import { pairedClaims } from "./paired-claims.js";
import { UnrelatedEvidence } from "./unrelated.js";

/** Share of "not found" pairs whose evidence is off topic. */
const offTopic = 0.25;

/** Sentences of the evidence of made pairs: fewer tokens, and the point is in them. */
const closest = 2;

export interface BaseData {
  citint: readonly ClaimPair[];
  covidfact: readonly ClaimPair[];
  /** Claims whose documents are not there. */
  verdicts: readonly DocumentVerdict[];
}

/**
 * What the judge that is shipped is trained on: judged pairs, and for contradiction also supported claims of the same
 * sets with a direction, negation or number turned beside the evidence that supports them, so that both labels
 * share as many words with it. Of COVID-Fact's edited claims, two for a claim that they were made of, only some. Claims
 * beside evidence of others are "not found". Each epoch draws its own.
 */
export function baseEpochs(
  { citint, covidfact, verdicts }: BaseData,
  seed: number | string,
  epochs = 1,
): ClaimPair[][] {
  const random = new Random(seed);
  const paired = pairedClaims(verdicts);
  const unrelated = { citint: new UnrelatedEvidence(citint), covidfact: new UnrelatedEvidence(covidfact) };
  return Array.from({ length: epochs }, (_, epoch) => {
    const own = random.fork(`epoch ${epoch}`);
    return [
      ...some(citint, "supported", 900, own),
      ...some(citint, "contradicted", 570, own),
      ...some(citint, "not found", 150, own),
      ...some(covidfact, "supported", 950, own),
      ...some(covidfact, "contradicted", 700, own),
      ...some(turnedClaims(citint, own.fork("citint")), "contradicted", 400, own),
      ...some(turnedClaims(covidfact, own.fork("covidfact")), "contradicted", 250, own),
      ...paired,
      ...unrelated.citint.draw(500, offTopic, own.fork("unrelated citint")),
      ...unrelated.covidfact.draw(800, offTopic, own.fork("unrelated covidfact")),
    ];
  });
}

/**
 * What the first training does not have: claims that are supported nearly word by word. After it alone they pass for
 * contradicted, since there a claim that shares all words but one with its evidence was made by turning that one.
 * Sentences of citint's documents beside themselves, as they stand, shortened or reordered (supported), or with a
 * direction, negation or number turned (contradicted), as many of each; from half of the evidence a quarter of the words
 * are taken out, so that a word which is not there means nothing by itself; and beside those of other documents (not
 * found), half as many. Beside them a share of the judged pairs.
 */
export function plainEpoch({ citint, covidfact }: BaseData, seed: number | string): ClaimPair[] {
  const random = new Random(seed).fork("plain");
  const sources = citint
    .filter(({ evidence }) => evidence.length > 0)
    .map(({ group, evidence }) => ({ group, sentences: evidence }));
  const made = turnedPairs(sources, random.fork("turned"));
  const plain = (["supported", "contradicted"] as const).flatMap((label) =>
    some(made, label, 700, random).map((pair) => {
      const evidence = closestFirst(pair.claim, pair.evidence).slice(0, closest);
      return { ...pair, evidence: random.float() < 0.5 ? evidence : thinned(evidence, random) };
    }),
  );
  return [
    ...plain,
    ...new UnrelatedEvidence(plain).draw(700, offTopic, random.fork("unrelated plain")),
    ...some(citint, "supported", 300, random),
    ...some(citint, "contradicted", 200, random),
    ...some(citint, "not found", 60, random),
    ...some(covidfact, "supported", 300, random),
    ...some(covidfact, "contradicted", 200, random),
    ...new UnrelatedEvidence(citint).draw(250, offTopic, random.fork("unrelated citint")),
    ...new UnrelatedEvidence(covidfact).draw(250, offTopic, random.fork("unrelated covidfact")),
  ];
}

/** Without a quarter of the words. */
function thinned(sentences: readonly string[], random: Random): string[] {
  return sentences.map((sentence) => {
    const words = sentence.split(" ");
    const kept = words.filter(() => random.float() >= 0.25);
    return (kept.length === 0 ? words : kept).join(" ");
  });
}

/**
 * What a judge goes on with in a domain that has judged pairs of its own: all of these in every epoch, and beside them
 * a few of the other sets, others each time, so that it learns fewer of them by heart.
 */
export function domainEpochs(
  pairs: readonly ClaimPair[],
  { citint, covidfact }: Pick<BaseData, "citint" | "covidfact">,
  seed: number | string,
  epochs = 2,
): ClaimPair[][] {
  const random = new Random(seed);
  return Array.from({ length: epochs }, (_, epoch) => {
    const own = random.fork(`epoch ${epoch}`);
    return [
      ...pairs.filter(({ evidence }) => evidence.length > 0),
      ...some(covidfact, "supported", 150, own),
      ...some(covidfact, "contradicted", 75, own),
      ...some(citint, "supported", 75, own),
    ];
  });
}

/** As many of a label, at random; of pairs without evidence none. */
function some(
  pairs: readonly ClaimPair[],
  wanted: ClaimLabel,
  count: number,
  random: Random,
): readonly ClaimPair[] {
  const fit = pairs.filter(({ label, evidence }) => label === wanted && evidence.length > 0);
  return random.shuffle(fit).slice(0, count);
}
