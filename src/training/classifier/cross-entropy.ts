export interface CrossEntropyOptions {
  /** What an example of each label counts. Defaults to 1 each. */
  weights?: readonly number[];
  /** Share of the target that is spread evenly over all labels (Szegedy et al. 2016, arXiv 1512.00567), 0 to 1. Defaults to 0. */
  smoothing?: number;
}

/**
 * Softmax cross-entropy, the weighted mean over a batch, and its gradient, in double precision; what
 * `torch.nn.CrossEntropyLoss(weight, label_smoothing)` computes. On the host: there are a few numbers only, and the
 * loss has to be read anyway.
 *
 * @param logits B x labels, row-major
 * @param targets the label of each example, from 0
 */
export function crossEntropy(
  logits: ArrayLike<number>,
  targets: ArrayLike<number>,
  { weights, smoothing = 0 }: CrossEntropyOptions = {},
): { loss: number; gradient: Float32Array } {
  const size = targets.length;
  const width = logits.length / size;
  const weightOf = (label: number) => weights?.[label] ?? 1;
  let total = 0;
  for (let i = 0; i < size; i++) total += weightOf(targets[i]!);
  const gradient = new Float32Array(logits.length);
  let loss = 0;
  for (let i = 0; i < size; i++) {
    const row = Array.from({ length: width }, (_, label) => logits[i * width + label]!);
    const logs = logSoftmax(row);
    const target = targets[i]!;
    const wanted = row.map(
      (_, label) =>
        ((label === target ? (1 - smoothing) * weightOf(target) : 0) +
          (smoothing / width) * weightOf(label)) /
        total,
    );
    const mass = wanted.reduce((sum, share) => sum + share, 0);
    for (let label = 0; label < width; label++) {
      loss -= wanted[label]! * logs[label]!;
      gradient[i * width + label] = mass * Math.exp(logs[label]!) - wanted[label]!;
    }
  }
  return { loss, gradient };
}

/** Natural logarithms of the softmax of some logits divided by a temperature. */
export function logSoftmax(logits: readonly number[], temperature = 1): number[] {
  const scaled = logits.map((logit) => logit / temperature);
  const highest = Math.max(...scaled);
  const rest = Math.log(scaled.reduce((sum, logit) => sum + Math.exp(logit - highest), 0));
  return scaled.map((logit) => logit - highest - rest);
}
