import { CLAIM_LABELS, type ClaimLabel } from "../../../../datasets/claims/index.js";
import type { Entailed } from "../../entailment.js";

/** How good judgements are, against labels. */
export interface JudgementScores {
  pairs: number;
  /** Mean of the three labels' F1; a label that is neither given nor found counts 0. */
  macroF1: number;
  accuracy: number;
  /** By label. */
  f1: Record<ClaimLabel, number>;
  /** Share of those found contradicted that are; NaN where none is found. */
  contradictedPrecision: number;
  /** Expected calibration error of the likeliest label, 10 bins of equal width (Guo et al. 2017, arXiv 1706.04599). */
  ece: number;
  /** Mean squared distance of the three probabilities from the label's 1, 0, 0 (Brier 1950); 0 to 2. */
  brier: number;
  /** Rows: labels; columns: what was found, in the order of `CLAIM_LABELS`. */
  confusion: number[][];
}

const bins = 10;

/** @param verdicts places of the verdicts in `CLAIM_LABELS` where they are not the most probable labels */
export function judgementScores(
  judged: readonly Entailed[],
  labels: readonly ClaimLabel[],
  verdicts?: readonly number[],
): JudgementScores {
  const confusion = CLAIM_LABELS.map(() => CLAIM_LABELS.map(() => 0));
  const calibration = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, right: 0 }));
  let brier = 0;
  for (const [index, each] of judged.entries()) {
    const values = [each.supported, each.contradicted, each.notFound];
    const label = CLAIM_LABELS.indexOf(labels[index]!);
    const highest = Math.max(...values);
    const found = values.indexOf(highest);
    confusion[label]![verdicts?.[index] ?? found]!++;
    brier += values.reduce((sum, value, at) => sum + (value - (at === label ? 1 : 0)) ** 2, 0);
    const bin = calibration[Math.min(bins - 1, Math.floor(highest * bins))]!;
    bin.count++;
    bin.confidence += highest;
    bin.right += found === label ? 1 : 0;
  }
  const pairs = judged.length;
  const columns = CLAIM_LABELS.map((_, found) => confusion.reduce((sum, row) => sum + row[found]!, 0));
  const f1 = CLAIM_LABELS.map((_, label) => {
    const given = confusion[label]!.reduce((a, b) => a + b, 0);
    const both = given + columns[label]!;
    return both === 0 ? 0 : (2 * confusion[label]![label]!) / both;
  });
  return {
    pairs,
    macroF1: f1.reduce((a, b) => a + b, 0) / f1.length,
    accuracy: confusion.reduce((sum, row, label) => sum + row[label]!, 0) / pairs,
    f1: Object.fromEntries(CLAIM_LABELS.map((label, at) => [label, f1[at]!])) as Record<ClaimLabel, number>,
    contradictedPrecision: confusion[1]![1]! / columns[1]!,
    ece: calibration.reduce((sum, { confidence, right }) => sum + Math.abs(confidence - right), 0) / pairs,
    brier: brier / pairs,
    confusion,
  };
}
