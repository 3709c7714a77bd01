import { softmax } from "./softmax.js";

/** Vector scaling (Guo et al. 2017, arXiv 1706.04599) with one temperature: `softmax(scores / temperature + bias)`. */
export interface Calibration {
  temperature: number;
  bias: readonly number[];
}

export const uncalibrated: Calibration = { temperature: 1, bias: [0, 0, 0] };

/** Probabilities of scores. */
export function calibrated(scores: readonly number[], { temperature, bias }: Calibration): number[] {
  return softmax(scores.map((score, k) => score / temperature + bias[k]!));
}

/**
 * Fits temperature and biases by weighted maximum likelihood, by gradient descent with a falling step; a class that
 * never occurs keeps a small share (add-one smoothing), since what was not seen is not impossible.
 */
export function fitCalibration(
  scores: readonly (readonly number[])[],
  labels: readonly number[],
  weights: readonly number[] = labels.map(() => 1),
): Calibration {
  const classes = scores[0]?.length ?? 3;
  const total = weights.reduce((a, b) => a + b, 0) + classes;
  const bias = new Array<number>(classes).fill(0);
  let inverse = 1;
  for (let step = 0; step < 400; step++) {
    const gradient = new Array<number>(classes).fill(0);
    let slope = 0;
    for (const [i, row] of scores.entries()) {
      const shares = softmax(row.map((score, k) => score * inverse + bias[k]!));
      for (let k = 0; k < classes; k++) {
        const error = (shares[k]! - (labels[i] === k ? 1 : 0)) * weights[i]!;
        gradient[k]! += error;
        slope += error * row[k]!;
      }
    }
    // One made-up row of every class at no score at all.
    const prior = softmax(bias);
    for (let k = 0; k < classes; k++) gradient[k]! += classes * prior[k]! - 1;
    const rate = 2 / (1 + step / 100);
    for (let k = 0; k < classes; k++) bias[k]! -= (rate * gradient[k]!) / total;
    inverse = Math.max(0.05, inverse - (0.3 * rate * slope) / total);
  }
  return { temperature: 1 / inverse, bias };
}

/**
 * The temperature, without biases, of the highest likelihood over several sets of scores that weigh the same; within
 * a set, each class that occurs weighs the same too. So it holds for data of unknown shares of classes.
 */
export function fitTemperature(
  sets: readonly { scores: readonly (readonly number[])[]; labels: readonly number[] }[],
): number {
  const lossAt = (temperature: number) => {
    let loss = 0;
    for (const { scores, labels } of sets) {
      const counts = new Map<number, number>();
      for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
      for (const [i, row] of scores.entries()) {
        const shares = softmax(row.map((score) => score / temperature));
        loss -= Math.log(shares[labels[i]!]!) / (counts.get(labels[i]!)! * counts.size);
      }
    }
    return loss;
  };
  let best = { temperature: 1, loss: Number.POSITIVE_INFINITY };
  for (let step = -20; step <= 40; step++) {
    const temperature = 2 ** (step / 20);
    const loss = lossAt(temperature);
    if (loss < best.loss) best = { temperature, loss };
  }
  return best.temperature;
}
