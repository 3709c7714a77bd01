import { type ClaimPair, foldsByGroup } from "../../../../datasets/claims/index.js";
import { Random } from "../../../../random.js";
import type { JudgeRecipe } from "./train-judge.js";
import { UnrelatedEvidence } from "./unrelated.js";

/** For a judge of any claims, from an encoder that has never judged anything. */
export const defaultRecipe: JudgeRecipe = {
  maxLength: 112,
  from: 3,
  batchSize: 16,
  learningRate: 1e-4,
  headLearningRate: 5e-4,
  layerDecay: 0.9,
  balanced: true,
  smoothing: 0.05,
  hide: 0.05,
  seed: 1,
};

/** Going on with other pairs. */
export const continuedRecipe: JudgeRecipe = { ...defaultRecipe, learningRate: 6e-5, headLearningRate: 2e-4 };

/** A tenth of the groups apart, for the temperature. */
export function keepApart(pairs: readonly ClaimPair[]): { train: ClaimPair[]; apart: ClaimPair[] } {
  const [apart, ...rest] = foldsByGroup(pairs, 10, "calibration");
  return { train: rest.flat(), apart: apart! };
}

/**
 * Judged pairs of several sources to calibrate on, with half as many again of each source's claims beside evidence of
 * others: as common as in the epochs of the training.
 */
export function calibrationPairs(
  sources: readonly (readonly ClaimPair[])[],
  seed: number | string,
): ClaimPair[] {
  return sources.flatMap((pairs, source) => [
    ...pairs,
    ...new UnrelatedEvidence(pairs).draw(
      Math.round(pairs.length / 2),
      0.25,
      new Random(seed).fork(`calibration ${source}`),
    ),
  ]);
}
