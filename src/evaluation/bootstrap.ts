import { ClaimbookError } from "../errors.js";
import { Random } from "../random.js";
import { type ClusterSums, meanOf, type Sample, sumByCluster } from "./clustered-sample.js";

export interface BootstrapOptions {
  /** Any integer; the same seed gives the same interval on every machine. */
  seed: number;
  /** Defaults to 2,000. */
  resamples?: number;
  /** Coverage of the interval, 0..1; defaults to 0.95. */
  level?: number;
}

/** A mean with what a reader needs to judge it. */
export interface Estimate {
  mean: number;
  /** Percentile bootstrap interval. */
  interval: [number, number];
  level: number;
  /** Queries counted. */
  n: number;
  /** Clusters (pictures) they come from: the number of independent units. */
  clusters: number;
  /** Trained models averaged over. */
  seeds: number;
}

/**
 * Mean of a measure with a percentile bootstrap interval over queries (Efron and Tibshirani 1993, chapter 13).
 *
 * Queries of one cluster are drawn together (cluster bootstrap): 36 translations of one query are not 36
 * independent queries. With more than one seed the trained models are drawn as well, independently of the
 * clusters since every model answers the same queries (Owen 2007, "The pigeonhole bootstrap"); of S seeds S - 1
 * are drawn, which makes the variance of their mean unbiased where S is as small as 3 (Rao and Wu 1988). The
 * interval then speaks about the training method, not about the models at hand.
 *
 * @throws ClaimbookError (usage) as `sumByCluster`; (failed) for fewer than two clusters, which show no variation
 */
export function bootstrapMean(
  values: Sample["values"],
  clusters: Sample["clusters"],
  options: BootstrapOptions & { weights?: ArrayLike<number> },
): Estimate {
  const { weights } = options;
  return bootstrapSums(
    sumByCluster(weights === undefined ? { values, clusters } : { values, clusters, weights }),
    options,
  );
}

/** `bootstrapMean` of a sample that is summed by cluster already. */
export function bootstrapSums(sample: ClusterSums, options: BootstrapOptions): Estimate {
  const level = options.level ?? 0.95;
  const means = resampledMeans(sample, new Random(options.seed).fork("bootstrap"), options.resamples ?? 2000);
  return {
    mean: meanOf(sample),
    interval: [quantile(means, (1 - level) / 2), quantile(means, (1 + level) / 2)],
    level,
    n: sample.n,
    clusters: sample.weights.length,
    seeds: sample.sums.length,
  };
}

/** The means of the resamples, ascending. */
export function resampledMeans(sample: ClusterSums, random: Random, resamples: number): Float64Array {
  const { sums, weights } = sample;
  const clusters = weights.length;
  if (clusters < 2) {
    throw new ClaimbookError(`an interval cannot be had from ${clusters} cluster`, {
      kind: "failed",
      where: "bootstrap over queries",
      wayOut: "Evaluate queries of more pictures, or choose another unit of resampling.",
    });
  }
  if (!Number.isInteger(resamples) || resamples < 1) {
    throw new ClaimbookError(`${resamples} resamples make no interval`, {
      kind: "usage",
      where: "bootstrap",
    });
  }
  const seeds = sums.length;
  const means = new Float64Array(resamples);
  const totals = new Float64Array(seeds);
  for (let r = 0; r < resamples; r++) {
    let weight = 0;
    totals.fill(0);
    for (let i = 0; i < clusters; i++) {
      const c = random.int(clusters);
      weight += weights[c]!;
      for (let s = 0; s < seeds; s++) totals[s]! += sums[s]![c]!;
    }
    let total = totals[0]!;
    if (seeds > 1) {
      total = 0;
      for (let i = 1; i < seeds; i++) total += totals[random.int(seeds)]! / (seeds - 1);
    }
    means[r] = total / weight;
  }
  return means.sort();
}

/** Quantile of ascending values by linear interpolation (type 7 of Hyndman and Fan 1996, NumPy's default). */
export function quantile(ascending: ArrayLike<number>, share: number): number {
  const place = Math.min(1, Math.max(0, share)) * (ascending.length - 1);
  const below = Math.floor(place);
  const low = ascending[below]!;
  const high = ascending[Math.min(below + 1, ascending.length - 1)]!;
  return low + (place - below) * (high - low);
}
