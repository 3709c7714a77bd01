/** A multinomial logistic regression: `scores = bias + weights · (x - mean) / scale`, then softmax. */
export interface SoftmaxModel {
  features: readonly string[];
  mean: readonly number[];
  /** Standard deviations; 1 for a feature that never varies. */
  scale: readonly number[];
  /** One row of weights a class. */
  weights: readonly (readonly number[])[];
  bias: readonly number[];
}

export interface SoftmaxFit {
  /** Weight of the squared coefficients beside the mean loss. */
  penalty: number;
  /** Steps of accelerated gradient descent (Nesterov 1983). */
  steps: number;
}

/** Softmax of scores. */
export function softmax(scores: readonly number[]): number[] {
  const top = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - top));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/** Scores of the classes, before the softmax. */
export function scoresOf(model: SoftmaxModel, features: Readonly<Record<string, number>>): number[] {
  const x = model.features.map((name, j) => ((features[name] ?? 0) - model.mean[j]!) / model.scale[j]!);
  return model.weights.map((row, k) => row.reduce((sum, weight, j) => sum + weight * x[j]!, model.bias[k]!));
}

/**
 * Fits by full-batch accelerated gradient descent: the objective is convex and the order of all sums is fixed, so
 * the same rows give the same model.
 *
 * @param rows feature values, one array a row
 * @param labels class of each row, 0 to `classes` - 1
 * @param weights of the rows; only their proportions matter
 */
export function fitSoftmax(
  features: readonly string[],
  rows: readonly (readonly number[])[],
  labels: readonly number[],
  weights: readonly number[],
  classes: number,
  { penalty, steps }: SoftmaxFit,
): SoftmaxModel {
  const n = features.length;
  const total = weights.reduce((a, b) => a + b, 0);
  const mean = features.map((_, j) => rows.reduce((sum, row, i) => sum + row[j]! * weights[i]!, 0) / total);
  const scale = features.map((_, j) => {
    const variance = rows.reduce((sum, row, i) => sum + (row[j]! - mean[j]!) ** 2 * weights[i]!, 0) / total;
    return variance < 1e-12 ? 1 : Math.sqrt(variance);
  });
  const width = n + 1;
  const x = new Float64Array(rows.length * width);
  for (const [i, row] of rows.entries()) {
    for (let j = 0; j < n; j++) x[i * width + j] = (row[j]! - mean[j]!) / scale[j]!;
    x[i * width + n] = 1;
  }
  let current = new Float64Array(classes * width);
  let ahead = current.slice();
  // The loss has curvature of at most half the largest eigenvalue of the features' covariance.
  const rate = 1 / (0.5 * largestEigenvalue(x, width, weights, total) + penalty);
  for (let step = 0; step < steps; step++) {
    const gradient = gradientAt(ahead, x, labels, weights, total, classes, width);
    const next = new Float64Array(current.length);
    for (let at = 0; at < next.length; at++) {
      const decay = at % width === n ? 0 : penalty * ahead[at]!;
      next[at] = ahead[at]! - rate * (gradient[at]! + decay);
    }
    const momentum = step / (step + 3);
    ahead = next.map((value, at) => value + momentum * (value - current[at]!));
    current = next;
  }
  const row = (k: number) => Array.from(current.subarray(k * width, k * width + n));
  return {
    features,
    mean,
    scale,
    weights: Array.from({ length: classes }, (_, k) => row(k)),
    bias: Array.from({ length: classes }, (_, k) => current[k * width + n]!),
  };
}

function gradientAt(
  at: Float64Array,
  x: Float64Array,
  labels: readonly number[],
  weights: readonly number[],
  total: number,
  classes: number,
  width: number,
): Float64Array {
  const gradient = new Float64Array(at.length);
  const scores = new Array<number>(classes);
  for (let i = 0; i < labels.length; i++) {
    const from = i * width;
    for (let k = 0; k < classes; k++) {
      let sum = 0;
      for (let j = 0; j < width; j++) sum += at[k * width + j]! * x[from + j]!;
      scores[k] = sum;
    }
    const shares = softmax(scores);
    for (let k = 0; k < classes; k++) {
      const error = ((shares[k]! - (labels[i] === k ? 1 : 0)) * weights[i]!) / total;
      for (let j = 0; j < width; j++) gradient[k * width + j]! += error * x[from + j]!;
    }
  }
  return gradient;
}

function largestEigenvalue(
  x: Float64Array,
  width: number,
  weights: readonly number[],
  total: number,
): number {
  let vector = new Float64Array(width).fill(1 / Math.sqrt(width));
  let value = 1;
  for (let round = 0; round < 30; round++) {
    const next = new Float64Array(width);
    for (let i = 0; i < weights.length; i++) {
      let dot = 0;
      for (let j = 0; j < width; j++) dot += x[i * width + j]! * vector[j]!;
      dot *= weights[i]! / total;
      for (let j = 0; j < width; j++) next[j]! += dot * x[i * width + j]!;
    }
    value = Math.sqrt(next.reduce((sum, v) => sum + v * v, 0));
    vector = next.map((v) => v / value);
  }
  return value * 1.05;
}
