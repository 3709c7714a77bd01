import { CLAIM_LABELS, type ClaimPair } from "../../../../datasets/claims/index.js";
import { Random } from "../../../../random.js";
import { calibrated, fitTemperature } from "../calibration.js";
import { macroF1, tuneCuts } from "../cuts.js";
import { featuresOf } from "../features.js";
import type { FeatureModelFile } from "../model.js";
import { fitSoftmax, type SoftmaxModel, scoresOf } from "../softmax.js";
import type { MadePair } from "./made-pair.js";
import { strangersPairs } from "./strangers.js";
import { turnedClaims, turnedPairs } from "./turned-pairs.js";

/**
 * The features that carry over: lengths, counts of sentences and the like tell data sets apart, which helps on the
 * data set trained on and hurts on any other, so they stay out of the model that is shipped.
 */
export const robustFeatures: readonly string[] =
  "softAll precisionBest missingWeight missingNone missingOne namesMissing namesMissingAny numbersMet numbersMissing numbersClash boundTurned same opposite opposedAny opposed upDownAgree upDownClash polarityAgree polarityClash negationTurnedClose hedgeDropped overreach causalLeap stanceAgrees stanceOpposes stanceAnnuls stanceSwaps stanceDenies stanceSilent stanceClosest stanceLooselyAgrees stanceLooselyOpposes stanceParity stanceBalance stanceAgainst comparesSwapped rareBest rareAll rareMissing bm25AllShare exactlyOpposed exactlyShort".split(
    " ",
  );

/** Share of the loss that each kind of training pair has; classes then weigh the same. */
export const shares = { citint: 1, covidfact: 1, made: 0.2, turned: 0.2, strangers: 0.4 } as const;
const penalty = 0.01;
const steps = 400;

type Part = keyof typeof shares;
type DataSet = "citint" | "covidfact";

interface Row {
  x: number[];
  y: number;
  weight: number;
  dataSet: string;
  part: Part;
}

/**
 * Trains the feature model on pairs of Citation-Integrity and COVID-Fact with made ones beside them: sources' own
 * sentences and supported claims with a direction, negation or number changed, and claims beside strangers' evidence.
 *
 * Temperature and cuts are fitted on how the model does away from home: each data set as a model judges it that was
 * trained on the other one alone, and the written pairs of other fields as a model of both judges them. The
 * temperature is the one of highest likelihood where the three verdicts are as frequent (no bias: what share of a
 * stranger's claims is true, nobody knows); the cuts are those of the highest macro-F1 (geometric mean over the three).
 */
export function trainFeatureModel(
  data: Readonly<Record<DataSet, readonly ClaimPair[]>> & { written?: readonly ClaimPair[] },
  { seed = 7, mostMade = 4000 }: { seed?: number; mostMade?: number } = {},
): FeatureModelFile {
  const random = new Random(seed);
  const { citint, covidfact, written = [] } = data;
  const parts: Record<Part, readonly ClaimPair[]> = {
    citint,
    covidfact,
    made: some(madePairs({ citint, covidfact }, random.fork("turned")), mostMade, random.fork("made")),
    turned: [
      ...turnedClaims(citint, random.fork("claims citint")),
      ...turnedClaims(covidfact, random.fork("claims covidfact")),
    ],
    strangers: [
      ...some(strangersPairs(citint, random.fork("strangers citint")), mostMade / 4, random),
      ...some(strangersPairs(covidfact, random.fork("strangers covidfact")), mostMade / 4, random),
    ],
  };
  const rows = Object.entries(parts).flatMap(([part, pairs]) =>
    pairs.map((pair): Row => rowOf(pair, part as Part)),
  );
  const abroad = [
    {
      name: "citint, from covidfact",
      model: fitted(rows.filter(({ dataSet }) => dataSet === "covidfact")),
      on: rowsIn(rows, "citint"),
    },
    {
      name: "covidfact, from citint",
      model: fitted(rows.filter(({ dataSet }) => dataSet === "citint")),
      on: rowsIn(rows, "covidfact"),
    },
    { name: "written, from both", model: fitted(rows), on: written.map((pair) => rowOf(pair, "citint")) },
  ]
    .filter(({ on }) => on.length > 0)
    .map(({ name, model, on }) => ({
      name,
      scores: on.map(({ x }) =>
        scoresOf(model, Object.fromEntries(robustFeatures.map((name, j) => [name, x[j]!]))),
      ),
      labels: on.map(({ y }) => y),
    }));
  const temperature = fitTemperature(abroad);
  const shared = ({ scores, labels }: (typeof abroad)[number]) => ({
    shares: scores.map((row) => calibrated(row, { temperature, bias: [0, 0, 0] })),
    labels,
  });
  const cuts = tuneCuts(abroad.map(shared));
  const model = fitted(rows);
  return {
    schema: "claimbook/feature-model/1",
    name: "features-1",
    recipe: {
      command: "node bench/claims/train.mjs",
      seed,
      pairs: {
        ...Object.fromEntries(Object.entries(parts).map(([part, pairs]) => [part, pairs.length])),
        written: written.length,
      },
      shares,
      penalty,
      steps,
      macroF1: Object.fromEntries(abroad.map((set) => [set.name, rounded(macroF1(shared(set), cuts))])),
    },
    features: robustFeatures,
    mean: model.mean.map(rounded),
    scale: model.scale.map(rounded),
    weights: model.weights.map((row) => row.map(rounded)),
    bias: model.bias.map(rounded),
    calibration: { temperature: rounded(temperature), bias: [0, 0, 0] },
    cuts,
  };
}

/** The real pairs of a data set. */
function rowsIn(rows: readonly Row[], dataSet: DataSet): Row[] {
  return rows.filter((row) => row.part === dataSet);
}

function rowOf(pair: ClaimPair, part: Part): Row {
  const features = featuresOf(pair);
  return {
    x: robustFeatures.map((name) => features[name]!),
    y: CLAIM_LABELS.indexOf(pair.label),
    weight: 1,
    dataSet: pair.dataSet,
    part,
  };
}

function fitted(rows: readonly Row[]): SoftmaxModel {
  const counts = new Map<string, number>();
  const kindOf = ({ part, dataSet }: Row) => `${part} ${dataSet}`;
  for (const row of rows) counts.set(kindOf(row), (counts.get(kindOf(row)) ?? 0) + 1);
  const weighed = rows.map((row) => ({ ...row, weight: shares[row.part] / counts.get(kindOf(row))! }));
  balance(weighed);
  return fitSoftmax(
    robustFeatures,
    weighed.map(({ x }) => x),
    weighed.map(({ y }) => y),
    weighed.map(({ weight }) => weight),
    3,
    { penalty, steps },
  );
}

function madePairs(data: Readonly<Record<DataSet, readonly ClaimPair[]>>, random: Random): MadePair[] {
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
