import { ClaimbookError } from "../errors.js";
import { Random } from "../random.js";
import { type BootstrapOptions, quantile } from "./bootstrap.js";

/** How two columns of numbers go together, with what a reader needs to judge it. */
export interface Correlation {
  /** -1..1. */
  value: number;
  /** Percentile bootstrap interval. */
  interval: [number, number];
  level: number;
  /** Two-sided permutation test of no association; p = (b + 1) / (m + 1). */
  p: number;
  /** Points counted. */
  n: number;
  /** Units that were resampled. */
  clusters: number;
}

export interface CorrelationOptions extends BootstrapOptions {
  /** Defaults to `spearman`. */
  method?: "spearman" | "pearson";
  /**
   * Unit of each point that is drawn as a whole, e.g. the pair of languages of a query where x is the distance of
   * languages; the permutation test is then one of the units' means. Every point is its own unit by default.
   */
  clusters?: ArrayLike<number | string>;
  /** Defaults to 10,000. */
  permutations?: number;
}

/** Pearson's product-moment correlation; NaN when one side does not vary. */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const n = x.length;
  let [meanX, meanY] = [0, 0];
  for (let i = 0; i < n; i++) {
    meanX += x[i]! / n;
    meanY += y[i]! / n;
  }
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [a, b] = [x[i]! - meanX, y[i]! - meanY];
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  // What rounding leaves of numbers that are all alike is no variation.
  const flat = (squares: number, mean: number) => squares <= 1e-28 * n * mean * mean;
  if (flat(xx, meanX) || flat(yy, meanY)) return Number.NaN;
  return Math.max(-1, Math.min(1, xy / Math.sqrt(xx) / Math.sqrt(yy)));
}

/** Spearman's rank correlation: Pearson's of the ranks, equal values sharing the mean of theirs. */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return pearson(meanRanks(x), meanRanks(y));
}

/**
 * A correlation with a percentile bootstrap interval and a permutation test, e.g. of a measure with a typological
 * distance. Points of which x or y is NaN are left out. Resamples in which a side does not vary are drawn again.
 *
 * @throws ClaimbookError (usage) for sides of different lengths; (failed) for fewer than three units, or when a side
 *   does not vary
 */
export function correlation(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: CorrelationOptions,
): Correlation {
  const { clusters, level = 0.95, resamples = 2000, permutations = 10_000 } = options;
  if (x.length !== y.length || (clusters !== undefined && clusters.length !== x.length)) {
    throw failed(`${x.length} numbers and ${y.length} do not go together`, "usage");
  }
  const of = options.method === "pearson" ? pearson : spearman;
  const members = new Map<number | string, number[]>();
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i]!) || Number.isNaN(y[i]!)) continue;
    const cluster = clusters?.[i] ?? i;
    const list = members.get(cluster);
    if (list === undefined) members.set(cluster, [i]);
    else list.push(i);
  }
  const units = [...members.values()];
  const points = units.flat();
  const take = (side: ArrayLike<number>, which: readonly number[]) =>
    Float64Array.from(which, (i) => side[i]!);
  const value = of(take(x, points), take(y, points));
  if (units.length < 3 || Number.isNaN(value)) {
    throw failed(
      units.length < 3 ? `${units.length} units show no correlation` : "one of the two sides does not vary",
      "failed",
    );
  }
  const random = new Random(options.seed).fork("correlation");
  const drawn = new Float64Array(resamples);
  for (let r = 0; r < resamples; ) {
    const sample = units.flatMap(() => units[random.int(units.length)]!);
    const resampled = of(take(x, sample), take(y, sample));
    if (!Number.isNaN(resampled)) drawn[r++] = resampled;
  }
  drawn.sort();
  return {
    value,
    interval: [quantile(drawn, (1 - level) / 2), quantile(drawn, (1 + level) / 2)],
    level,
    p: permutationP(of, unitMeans(x, units), unitMeans(y, units), random.fork("permutation"), permutations),
    n: points.length,
    clusters: units.length,
  };
}

function permutationP(
  of: typeof pearson,
  x: Float64Array,
  y: Float64Array,
  random: Random,
  permutations: number,
): number {
  // Ranks do not change under permutation: rank once.
  const [a, b] = of === spearman ? [meanRanks(x), meanRanks(y)] : [x, y];
  const seen = Math.abs(pearson(a, b)) - 1e-12;
  // Means that do not vary show nothing.
  if (Number.isNaN(seen)) return 1;
  const moved = a.slice();
  let extreme = 0;
  for (let m = 0; m < permutations; m++) {
    for (let i = moved.length - 1; i > 0; i--) {
      const j = random.int(i + 1);
      [moved[i], moved[j]] = [moved[j]!, moved[i]!];
    }
    if (Math.abs(pearson(moved, b)) >= seen) extreme++;
  }
  return (extreme + 1) / (permutations + 1);
}

function unitMeans(side: ArrayLike<number>, units: readonly (readonly number[])[]): Float64Array {
  return Float64Array.from(units, (points) => points.reduce((sum, i) => sum + side[i]!, 0) / points.length);
}

function meanRanks(values: ArrayLike<number>): Float64Array {
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]!] === values[order[from]!]) to++;
    for (let k = from; k <= to; k++) ranks[order[k]!] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return ranks;
}

function failed(what: string, kind: "usage" | "failed"): ClaimbookError {
  return new ClaimbookError(what, {
    kind,
    where: "correlation",
    wayOut: "Give one x and one y per point, of at least three points that differ.",
  });
}
