import { ClaimbookError } from "../errors.js";
import type { ClusterSums } from "./clustered-sample.js";
import { studentTail } from "./student-t.js";

export interface TTest {
  /** Mean of the differences over its standard error; infinite when all differences are alike and not 0. */
  t: number;
  /** Degrees of freedom: clusters - 1. */
  df: number;
  /** Two-sided. */
  p: number;
}

/**
 * Two-sided paired t-test over clusters (with a cluster per query: the usual paired t-test over queries). The
 * difference is the ratio of sums that `compareMethods` reports; its standard error comes from the clusters'
 * deviations from it (for clusters of equal weight exactly Student's). Values are averaged over seeds, as in
 * `randomizationTest`.
 *
 * @param differences sums by cluster of (left - right), from `sumByCluster(difference(...))`
 * @throws ClaimbookError (failed) for fewer than two clusters
 */
export function pairedTTest({ sums, weights }: ClusterSums): TTest {
  const clusters = weights.length;
  if (clusters < 2) {
    throw new ClaimbookError(`a t-test cannot be had from ${clusters} cluster`, {
      kind: "failed",
      where: "paired t-test",
      wayOut: "Evaluate queries of more pictures, or choose another unit.",
    });
  }
  const difference = new Float64Array(clusters);
  for (const row of sums) for (let c = 0; c < clusters; c++) difference[c]! += row[c]! / sums.length;
  const total = weights.reduce((a, b) => a + b, 0);
  const mean = difference.reduce((a, b) => a + b, 0) / total;
  let squares = 0;
  let size = 0;
  for (let c = 0; c < clusters; c++) {
    squares += (difference[c]! - mean * weights[c]!) ** 2;
    size += difference[c]! ** 2;
  }
  const df = clusters - 1;
  // Differences that are all alike leave only the rounding of sums behind.
  if (squares <= 1e-28 * size) squares = 0;
  const error = Math.sqrt((squares * clusters) / df) / total;
  if (error === 0) return mean === 0 ? { t: 0, df, p: 1 } : { t: mean > 0 ? Infinity : -Infinity, df, p: 0 };
  const t = mean / error;
  return { t, df, p: studentTail(t, df) };
}
