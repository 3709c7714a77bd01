/**
 * Pearson's chi-square test of counts against asked probabilities.
 *
 * @param expected probabilities in the order of `counts`, together 1; a count where 0 is asked for gives p = 0
 * @returns the probability of counts at least as far off, 0..1
 */
export function chiSquareP(counts: readonly number[], expected: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let statistic = 0;
  let kinds = 0;
  for (const [i, count] of counts.entries()) {
    const mean = total * expected[i]!;
    if (mean === 0) {
      if (count > 0) return 0;
      continue;
    }
    statistic += (count - mean) ** 2 / mean;
    kinds++;
  }
  return kinds < 2 ? 1 : upperGamma((kinds - 1) / 2, statistic / 2);
}

/** Regularised upper incomplete gamma function Q(a, x) (Numerical Recipes, section 6.2: series or continued fraction). */
function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 1000; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - front * sum;
  }
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i < 1000; i++) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    h *= d * c;
  }
  return front * h;
}

/** Stirling's series, with a shifted until it is exact. */
function logGamma(a: number): number {
  let shift = 0;
  let x = a;
  while (x < 12) shift -= Math.log(x++);
  const series = 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5);
  return shift + (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series;
}
