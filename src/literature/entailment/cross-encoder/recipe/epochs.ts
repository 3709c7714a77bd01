import type { ClaimLabel, ClaimPair, DocumentVerdict } from "../../../../datasets/claims/index.js";
import { Random } from "../../../../random.js";
import { turnedClaims } from "../../feature-model/training/made-pairs.js";
import { pairedClaims } from "./paired-claims.js";
import { UnrelatedEvidence } from "./unrelated.js";

/** Share of "not found" pairs whose evidence is off topic. */
const offTopic = 0.25;

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
