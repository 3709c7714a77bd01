import { CLAIM_LABELS, type ClaimPair } from "../../../../datasets/claims/index.js";
import { Random } from "../../../../random.js";
import { fitCalibration } from "../calibration.js";
import { featuresOf } from "../features.js";
import type { FeatureModelFile } from "../model.js";
import { fitSoftmax, type SoftmaxModel, scoresOf } from "../softmax.js";
import { type MadePair, strangersPairs, turnedPairs } from "./made-pairs.js";

/**
 * The features that carry over: lengths, counts of sentences and the like tell data sets apart, which helps on the
 * data set trained on and hurts on any other, so they stay out of the model that is shipped.
 */
export const robustFeatures: readonly string[] =
  "softBest softAll precisionBest gramBest subsequenceMost bigramAll missingWeight missingNone missingOne namesMissing namesMissingAny numbersMet numbersMissing numbersClash boundTurned same opposite opposedAny opposed upDownAgree upDownClash polarityAgree polarityClash negationTurnedClose hedgeDropped overreach causalLeap stanceAgrees stanceOpposes stanceAnnuls stanceSwaps stanceDenies stanceSilent stanceClosest stanceLooselyAgrees stanceLooselyOpposes stanceParity stanceBalance stanceAgainst negatedBest negatedClaim absolutesClaim comparesSwapped".split(
    " ",
  );

/** Share of the loss that each kind of training pair has; classes then weigh the same. */
export const shares = { citint: 1, covidfact: 1, made: 0.3, strangers: 0.5 } as const;
const penalty = 0.01;
const steps = 400;
const folds = 5;

/**
 * Trains the feature model on pairs of Citation-Integrity and COVID-Fact with made ones beside them: sources' own
 * sentences with a direction, negation or number changed, and claims beside strangers' evidence. Temperature and
 * biases are fitted on scores that models give which have not seen the group (five folds by group).
 */
export function trainFeatureModel(
  data: { citint: readonly ClaimPair[]; covidfact: readonly ClaimPair[] },
  { seed = 7, mostMade = 4000 }: { seed?: number; mostMade?: number } = {},
): FeatureModelFile {
  const random = new Random(seed);
  const parts: Record<keyof typeof shares, readonly ClaimPair[]> = {
    citint: data.citint,
    covidfact: data.covidfact,
    made: some(madePairs(data, random.fork("turned")), mostMade, random.fork("made")),
    strangers: some(
      [
        ...strangersPairs(data.citint, random.fork("strangers citint")),
        ...strangersPairs(data.covidfact, random.fork("strangers covidfact")),
      ],
      mostMade / 2,
      random.fork("strangers"),
    ),
  };
  const rows: { x: number[]; y: number; weight: number; group: string }[] = [];
  for (const [part, pairs] of Object.entries(parts)) {
    for (const pair of pairs) {
      const features = featuresOf(pair);
      rows.push({
        x: robustFeatures.map((name) => features[name]!),
        y: CLAIM_LABELS.indexOf(pair.label),
        weight: shares[part as keyof typeof shares] / pairs.length,
        group: `${pair.dataSet} ${pair.group}`,
      });
    }
  }
  balance(rows);
  const train = (part: typeof rows): SoftmaxModel =>
    fitSoftmax(
      robustFeatures,
      part.map(({ x }) => x),
      part.map(({ y }) => y),
      part.map(({ weight }) => weight),
      3,
      {
        penalty,
        steps,
      },
    );
  const groups = [...new Set(rows.map(({ group }) => group))];
  const foldOf = new Map(
    random
      .fork("folds")
      .sample(groups.length, groups.length)
      .map((g, i) => [groups[g]!, i % folds]),
  );
  const unseen: { scores: number[]; y: number; weight: number }[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const model = train(rows.filter(({ group }) => foldOf.get(group) !== fold));
    for (const row of rows.filter(({ group }) => foldOf.get(group) === fold)) {
      const features = Object.fromEntries(robustFeatures.map((name, j) => [name, row.x[j]!]));
      unseen.push({ scores: scoresOf(model, features), y: row.y, weight: row.weight });
    }
  }
  const calibration = fitCalibration(
    unseen.map(({ scores }) => scores),
    unseen.map(({ y }) => y),
    unseen.map(({ weight }) => weight),
  );
  const model = train(rows);
  return {
    schema: "claimbook/feature-model/1",
    name: "features-1",
    recipe: {
      command: "node bench/claims/train.mjs",
      seed,
      pairs: Object.fromEntries(Object.entries(parts).map(([part, pairs]) => [part, pairs.length])),
      shares,
      penalty,
      steps,
      folds,
    },
    features: robustFeatures,
    mean: model.mean.map(rounded),
    scale: model.scale.map(rounded),
    weights: model.weights.map((row) => row.map(rounded)),
    bias: model.bias.map(rounded),
    calibration: { temperature: rounded(calibration.temperature), bias: calibration.bias.map(rounded) },
  };
}

function madePairs(
  data: { citint: readonly ClaimPair[]; covidfact: readonly ClaimPair[] },
  random: Random,
): MadePair[] {
  return Object.entries(data).flatMap(([name, pairs]) => {
    const sources = new Map<string, { group: string; sentences: readonly string[] }>();
    for (const { group, evidence } of pairs) {
      const key = evidence.join("\n");
      if (key !== "" && !sources.has(key)) sources.set(key, { group, sentences: evidence });
    }
    return turnedPairs([...sources.values()], random, name);
  });
}

/** Gives the three classes the same weight in all, keeping the proportions within each. */
function balance(rows: readonly { y: number; weight: number }[]): void {
  const sums = [0, 0, 0];
  for (const { y, weight } of rows) sums[y]! += weight;
  for (const row of rows) row.weight *= rows.length / (3 * sums[row.y]!);
}

function some<T>(all: readonly T[], most: number, random: Random): readonly T[] {
  if (all.length <= most) return all;
  return random
    .sample(all.length, most)
    .sort((a, b) => a - b)
    .map((index) => all[index]!);
}

/** Six digits: enough for every probability, and the same text on every machine. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
