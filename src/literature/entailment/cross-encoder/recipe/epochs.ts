import type { ClaimLabel, ClaimPair, DocumentVerdict } from "../../../../datasets/claims/index.js";
import type { CorpusData } from "../../../../datasets/parallel/parallel-corpus.js";
import { Random } from "../../../../random.js";
import { turnedPairs } from "../../feature-model/training/made-pairs.js";
import { closestFirst } from "../closest-first.js";
import { pairedClaims } from "./paired-claims.js";
import { translatedPairs } from "./translated-pairs.js";
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
 * What the first training sees, in two rounds.
 *
 * 1. Easy pairs, short and clear: sentences of citint's documents beside themselves, as they stand or shortened
 *    (supported), with a direction, negation or number turned (contradicted); claims of one document against each
 *    other. From them a model learns to compare; from the judged pairs alone it does not begin to in thousands.
 * 2. The judged pairs: citint, COVID-Fact's supported claims and as many of their edits, and a share of the easy ones.
 *
 * In both a third is "not found": claims beside evidence of others, mostly on their topic.
 */
export function baseEpochs(data: BaseData, seed: number | string): ClaimPair[][] {
  const random = new Random(seed);
  const sources = data.citint
    .filter(({ evidence }) => evidence.length > 0)
    .map(({ group, evidence }) => ({ group, sentences: evidence }));
  const turned = turnedPairs(sources, random.fork("turned")).map((pair) => ({
    ...pair,
    evidence: closestFirst(pair.claim, pair.evidence).slice(0, closest),
  }));
  const paired = pairedClaims(data.verdicts);
  const supported = data.covidfact.filter(({ label }) => label === "supported");
  const edits = random.fork("edits").shuffle(data.covidfact.filter(({ label }) => label === "contradicted"));
  const easy = [...balanced(turned, 1500, random.fork("easy")), ...paired];
  const again = [...balanced(turned, 500, random.fork("again")), ...paired];
  return [
    withUnrelated(easy, random.fork("first")),
    withUnrelated(
      [...data.citint, ...supported, ...edits.slice(0, supported.length), ...again],
      random.fork("second"),
    ),
  ];
}

/**
 * What is trained on after that: pairs in two languages, with a share of the judged ones, so that they are not forgotten.
 * After the first training alone, what does not use the evidence's words passes for contradicted.
 */
export function translationEpoch(
  { citint, covidfact }: BaseData,
  corpus: CorpusData,
  seed: number | string,
): ClaimPair[] {
  const random = new Random(seed).fork("translations");
  const some = (pairs: readonly ClaimPair[], label: ClaimLabel, count: number) =>
    random.shuffle(pairs.filter((pair) => pair.label === label)).slice(0, count);
  const translated = translatedPairs(corpus, random.fork("pairs"));
  const judged = withUnrelated(
    [
      ...some(covidfact, "supported", 600),
      ...some(covidfact, "contradicted", 300),
      ...some(citint, "supported", 300),
      ...some(citint, "contradicted", 300),
    ],
    random.fork("unrelated"),
  );
  return [
    ...(["supported", "contradicted", "not found"] as const).flatMap((label) => some(translated, label, 800)),
    ...judged,
  ];
}

/** As many of each label, at random. */
function balanced(pairs: readonly ClaimPair[], each: number, random: Random): ClaimPair[] {
  return (["supported", "contradicted"] as const).flatMap((wanted) =>
    random.shuffle(pairs.filter(({ label }) => label === wanted)).slice(0, each),
  );
}

/** With so many claims beside evidence of others in the same data set that a third is "not found". */
function withUnrelated(pairs: readonly ClaimPair[], random: Random): ClaimPair[] {
  const judged = pairs.filter(({ evidence }) => evidence.length > 0);
  const dataSets = [...new Set(judged.map(({ dataSet }) => dataSet))];
  return [
    ...judged,
    ...dataSets.flatMap((dataSet) => {
      const own = judged.filter((pair) => pair.dataSet === dataSet);
      const missing = own.filter(({ label }) => label === "not found").length;
      const count = Math.max(0, Math.round((own.length - missing) / 2) - missing);
      return new UnrelatedEvidence(own).draw(count, offTopic, random.fork(dataSet));
    }),
  ];
}
