import { logSoftmax } from "./cross-entropy.js";

/**
 * The temperature that makes logits honest probabilities: the one with the least cross-entropy on pairs that were not
 * trained on (Guo et al. 2017, arXiv 1706.04599). It changes no decision.
 *
 * @param logits one row for each example
 * @returns between 0.05 and 20, to three digits
 */
export function fitTemperature(logits: readonly (readonly number[])[], targets: readonly number[]): number {
  const loss = (log: number) =>
    logits.reduce((sum, row, index) => sum - logSoftmax(row, Math.exp(log))[targets[index]!]!, 0);
  // Unimodal in the logarithm: golden-section search.
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(0.05), Math.log(20)];
  for (let i = 0; i < 40; i++) {
    const [a, b] = [high - ratio * (high - low), low + ratio * (high - low)];
    if (loss(a) < loss(b)) high = b;
    else low = a;
  }
  return Number(Math.exp((low + high) / 2).toPrecision(3));
}
