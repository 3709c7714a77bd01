import { Random } from "../random.js";
import type { ClusterSums } from "./clustered-sample.js";

export interface RandomizationOptions {
  seed: number;
  /** Random sign patterns; defaults to 10,000. With so few clusters that all patterns are no more, all are tried. */
  permutations?: number;
}

/**
 * Two-sided paired randomisation test (Fisher; for retrieval: Smucker, Allan and Carterette 2007): were the two
 * methods interchangeable, each cluster's difference could as well have the other sign. All queries of a cluster
 * flip together. p = (b + 1) / (m + 1) for b of m random patterns at least as extreme as what was seen; exact,
 * b / 2^clusters, when all patterns are tried. The test speaks about the models at hand (values averaged over
 * their seeds); the bootstrap interval also carries the variation between seeds.
 *
 * @param differences sums by cluster of (left - right)
 * @returns p in (0, 1]; 1 when no cluster differs
 */
export function randomizationTest(differences: ClusterSums, options: RandomizationOptions): number {
  const permutations = options.permutations ?? 10_000;
  const { sums, weights } = differences;
  const byCluster = new Float64Array(weights.length);
  for (const row of sums) for (let c = 0; c < row.length; c++) byCluster[c]! += row[c]! / sums.length;
  // A cluster without a difference counts the same under either sign.
  const d = byCluster.filter((value) => value !== 0);
  if (d.length === 0) return 1;
  const size = d.reduce((sum, value) => sum + Math.abs(value), 0);
  // Sums in another order differ in the last bits: a pattern equal to what was seen must count as equal.
  const seen = Math.abs(d.reduce((sum, value) => sum + value, 0)) - 1e-12 * size;
  if (d.length <= 30 && 2 ** d.length <= permutations) {
    let extreme = 0;
    for (let pattern = 0; pattern < 2 ** d.length; pattern++) {
      let sum = 0;
      for (let c = 0; c < d.length; c++) sum += (pattern >>> c) & 1 ? d[c]! : -d[c]!;
      if (Math.abs(sum) >= seen) extreme++;
    }
    return extreme / 2 ** d.length;
  }
  const random = new Random(options.seed).fork("randomisation");
  let extreme = 0;
  for (let m = 0; m < permutations; m++) {
    let sum = 0;
    let bits = 0;
    for (let c = 0; c < d.length; c++) {
      if (c % 30 === 0) bits = random.int(2 ** 30);
      sum += bits & 1 ? d[c]! : -d[c]!;
      bits >>>= 1;
    }
    if (Math.abs(sum) >= seen) extreme++;
  }
  return (extreme + 1) / (permutations + 1);
}
