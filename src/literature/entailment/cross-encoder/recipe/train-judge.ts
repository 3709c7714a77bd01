import { mkdir } from "node:fs/promises";
import path from "node:path";
import { CLAIM_LABELS, type ClaimPair } from "../../../../datasets/claims/index.js";
import { ClaimbookError } from "../../../../errors.js";
import type { PairClassifier } from "../../../../models/classifier/index.js";
import { writeWhole } from "../../../../notebook/whole-file.js";
import {
  type ClassifierTraining,
  fitTemperature,
  type LabelledPair,
  trainClassifier,
} from "../../../../training/classifier/index.js";
import { fitCalibration } from "../../feature-model/calibration.js";
import { CrossEncoder, evidenceText } from "../cross-encoder.js";
import { type JudgeFile, judgeFileName, judgeSchema, labelPlaces } from "../judge-file.js";
import { pickedLogits } from "../probabilities.js";

/** Everything of a training that is not data. */
export interface JudgeRecipe {
  /** Most tokens of claim and evidence together. */
  maxLength: number;
  /** Lowest layer that is trained. */
  from: number;
  batchSize: number;
  learningRate: number;
  headLearningRate: number;
  /** As in `ClassifierTraining`. */
  layerDecay: number;
  /** Whether the labels weigh the same in the loss, however often each occurs. */
  balanced: boolean;
  smoothing: number;
  /** Share of tokens hidden in a step. */
  hide: number;
  seed: number | string;
}

export interface JudgeTraining {
  classifier: PairClassifier;
  recipe: JudgeRecipe;
  /** Pairs of each epoch. */
  epochs: readonly (readonly ClaimPair[])[];
  /** Pairs that are not trained on: the temperature is fitted to them. */
  calibration: readonly ClaimPair[];
  /**
   * Whether these are of the domain that is to be judged, so that how often each label occurs in them tells something:
   * then biases are fitted beside the temperature. Defaults to false.
   */
  ownDomain?: boolean;
  /** As in `ClassifierTraining`. */
  below?: ClassifierTraining["below"];
  /** Folder for checkpoints, and what they belong to. */
  checkpoints?: ClassifierTraining["checkpoints"];
  signal?: AbortSignal;
  onProgress?: ClassifierTraining["onProgress"];
  onNotice?: (notice: string) => void;
}

/** Trains a classifier to judge claims, then fits its temperature. */
export async function trainJudge(training: JudgeTraining): Promise<{ judge: CrossEncoder; file: JudgeFile }> {
  const { classifier, recipe, epochs, calibration, checkpoints, signal, below, onProgress, onNotice } =
    training;
  const { maxLength, from, batchSize, learningRate, headLearningRate, smoothing, hide, seed } = recipe;
  const { layerDecay, balanced } = recipe;
  const hideWith = classifier.encoding.idOf("<mask>") ?? classifier.encoding.idOf("[MASK]");
  if (hide > 0 && hideWith === undefined) {
    throw new ClaimbookError("the tokenizer has no token that hides another", {
      kind: "usage",
      where: "hide",
      wayOut: "Set it to 0.",
    });
  }
  const examples: LabelledPair[][] = [];
  for (const pairs of epochs) examples.push(await labelled(classifier, pairs, maxLength));
  const heed = signal ? { signal } : {};
  await trainClassifier({
    classifier,
    epochs: examples,
    seed,
    batchSize,
    learningRate,
    headLearningRate,
    layerDecay,
    from,
    loss: { smoothing, ...(balanced ? { weights: evenWeights(examples.flat()) } : {}) },
    hide,
    ...(hideWith === undefined ? {} : { hideWith }),
    ...(below ? { below } : {}),
    ...(checkpoints ? { checkpoints } : {}),
    ...heed,
    ...(onProgress ? { onProgress } : {}),
    ...(onNotice ? { onNotice } : {}),
  });
  const uncalibrated: JudgeFile = { schema: judgeSchema, temperature: 1, maxLength, training: {} };
  const asked = calibration.filter(({ evidence }) => evidence.length > 0);
  const logits = await new CrossEncoder(classifier, uncalibrated).logits(asked, signal);
  const picked = logits.map((windows) => pickedLogits(windows)!);
  const labels = asked.map(({ label }) => CLAIM_LABELS.indexOf(label));
  const fitted = training.ownDomain
    ? fitCalibration(picked, labels)
    : { temperature: fitTemperature(picked, labels) };
  const file: JudgeFile = { ...uncalibrated, ...fitted };
  return { judge: new CrossEncoder(classifier, file), file };
}

/** For each label the weight at which all labels that occur weigh the same, 1 on average over the examples. */
export function evenWeights(examples: readonly { label: number }[]): number[] {
  const counts = CLAIM_LABELS.map((_, label) => examples.filter((each) => each.label === label).length);
  const there = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count === 0 ? 0 : examples.length / there / count));
}

/** Writes a judge as `crossEncoder` reads it; its own file last. */
export async function saveJudge(folder: string, classifier: PairClassifier, file: JudgeFile): Promise<void> {
  await mkdir(folder, { recursive: true });
  await classifier.save(folder);
  await writeWhole(path.join(folder, judgeFileName), `${JSON.stringify(file, undefined, 2)}\n`);
}

async function labelled(
  classifier: PairClassifier,
  pairs: readonly ClaimPair[],
  maxLength: number,
): Promise<LabelledPair[]> {
  const places = labelPlaces(classifier.config.labels, "model");
  const tokens = await classifier.tokens(
    pairs.map(({ claim, evidence }) => [claim, evidenceText(claim, evidence)] as const),
    { maxLength },
  );
  return pairs.map(({ label }, index) => ({
    tokens: tokens[index]!,
    label: places[CLAIM_LABELS.indexOf(label)]!,
  }));
}
