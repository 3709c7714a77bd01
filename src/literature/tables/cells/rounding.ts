/** Binary fractions are not exact: 0.3 - 0.1 exceeds 0.2. Far below any printed digit. */
const fuzz = 1e-9;

/** The values that a printed number may stand for, both ends included. */
export interface Range {
  low: number;
  high: number;
}

/** The step of the last printed digit: 0.01 for two decimals. */
export function unitInLastPlace(decimals: number): number {
  return 10 ** -decimals;
}

/**
 * What a printed number may stand for. Rounding in any way (half up, half to even) moves a value by at most half
 * a step of the last digit; cutting off moves it towards zero by less than a step.
 */
export function rangeOf(value: number, decimals: number): Range {
  const step = unitInLastPlace(decimals);
  // Cutting off the digits of ±0.4 prints 0.
  if (value === 0) return { low: -step, high: step };
  return value > 0
    ? { low: value - step / 2, high: value + step }
    : { low: value - step, high: value + step / 2 };
}

/** Whether one value can stand behind both. */
export function overlap(a: Range, b: Range): boolean {
  const slack = fuzz * Math.max(1, Math.abs(a.low), Math.abs(b.low), Math.abs(a.high), Math.abs(b.high));
  return a.low <= b.high + slack && b.low <= a.high + slack;
}

/** Whether a number could be printed so: `printsAs(0.5934, { value: 0.593, decimals: 3 })`. */
export function printsAs(exact: number, printed: { value: number; decimals: number }): boolean {
  return overlap({ low: exact, high: exact }, rangeOf(printed.value, printed.decimals));
}

export function differenceOf(a: Range, b: Range): Range {
  return { low: a.low - b.high, high: a.high - b.low };
}

export function scaled(range: Range, factor: number): Range {
  const [x, y] = [range.low * factor, range.high * factor];
  return { low: Math.min(x, y), high: Math.max(x, y) };
}

export function meanOf(ranges: readonly Range[]): Range {
  const sum = sumOf(ranges);
  return { low: sum.low / ranges.length, high: sum.high / ranges.length };
}

/**
 * Whether a printed mean can be that of printed values. Whole numbers that a text lists are what they are; digits
 * after the point may have been rounded.
 */
export function meanFits(
  mean: { value: number; decimals: number },
  values: readonly { value: number; decimals: number }[],
): boolean {
  const exact = values.every(({ decimals }) => decimals === 0);
  const ranges = values.map(({ value, decimals }) =>
    exact ? { low: value, high: value } : rangeOf(value, decimals),
  );
  return overlap(meanOf(ranges), rangeOf(mean.value, mean.decimals));
}

export function sumOf(ranges: readonly Range[]): Range {
  return ranges.reduce((sum, { low, high }) => ({ low: sum.low + low, high: sum.high + high }), {
    low: 0,
    high: 0,
  });
}

export function medianOf(ranges: readonly Range[]): Range {
  return { low: median(ranges.map(({ low }) => low)), high: median(ranges.map(({ high }) => high)) };
}

/** Change from `a` to `b` in percent of `a`; undefined where `a` may be zero. */
export function percentChange(a: Range, b: Range): Range | undefined {
  if (a.low <= 0 && a.high >= 0) return undefined;
  const ends = [a.low, a.high].flatMap((from) =>
    [b.low, b.high].map((to) => ((to - from) / Math.abs(from)) * 100),
  );
  return { low: Math.min(...ends), high: Math.max(...ends) };
}

/** How many times `b` a value `a` is; undefined unless both are above zero. */
export function ratioOf(a: Range, b: Range): Range | undefined {
  return a.low > 0 && b.low > 0 ? { low: a.low / b.high, high: a.high / b.low } : undefined;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
