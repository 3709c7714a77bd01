/**
 * Holm's step-down correction (Holm 1979): controls the chance of even one false rejection over the family,
 * whatever the dependence. Same order as `p`; never below p, at most 1.
 */
export function holm(p: readonly number[]): number[] {
  const order = p.map((_, i) => i).sort((a, b) => p[a]! - p[b]!);
  const corrected = new Array<number>(p.length);
  let highest = 0;
  order.forEach((i, step) => {
    highest = Math.max(highest, Math.min(1, (p.length - step) * p[i]!));
    corrected[i] = highest;
  });
  return corrected;
}

/**
 * Benjamini and Hochberg's step-up correction (1995): rejecting what is at most q keeps the expected share of false
 * ones among the rejections at q, for tests that are independent or positively dependent. For exploring many
 * comparisons; claims want `holm`. Same order as `p`; never below p, at most 1.
 */
export function benjaminiHochberg(p: readonly number[]): number[] {
  const order = p.map((_, i) => i).sort((a, b) => p[b]! - p[a]!);
  const corrected = new Array<number>(p.length);
  let lowest = 1;
  order.forEach((i, step) => {
    lowest = Math.min(lowest, (p.length / (p.length - step)) * p[i]!);
    corrected[i] = lowest;
  });
  return corrected;
}
