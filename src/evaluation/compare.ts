import { ClaimbookError } from "../errors.js";
import { Random } from "../random.js";
import { type BootstrapOptions, bootstrapSums, type Estimate } from "./bootstrap.js";
import { rowsOf, type Sample, sumByCluster } from "./clustered-sample.js";
import { benjaminiHochberg, holm } from "./corrections.js";
import { randomizationTest } from "./randomization.js";
import { pairedTTest } from "./t-test.js";

/** Several methods measured on the same queries. */
export interface MethodValues {
  /** Method -> values[seed][query] (or one row of queries); seeds of the same index are paired. */
  values: Record<string, Sample["values"]>;
  clusters: Sample["clusters"];
  weights?: ArrayLike<number>;
  /** Pairs to compare as [left, right]; all pairs in the order of `values` by default. */
  pairs?: readonly (readonly [string, string])[];
}

export interface CompareOptions {
  seed: number;
  /** Chance of any wrong statement over the whole family; defaults to 0.05. */
  alpha?: number;
  /** For the simultaneous intervals; defaults to 10,000, for their ends lie far in the tails. */
  resamples?: number;
  /** Defaults to 10,000. */
  permutations?: number;
  /**
   * How p is corrected: `holm` (default) for claims, since it bounds the chance of any wrong one; `benjamini-hochberg`
   * for exploring many comparisons, since it bounds the share of wrong ones.
   */
  correction?: "holm" | "benjamini-hochberg";
}

/** The difference between two methods on the same queries. */
export interface Comparison {
  left: string;
  right: string;
  /** Mean of left minus mean of right. */
  difference: number;
  /** Simultaneous interval of the difference, at `level` = 1 - alpha / (comparisons in the family). */
  interval: [number, number];
  level: number;
  /** Two-sided paired randomisation test. */
  p: number;
  /** The same, corrected over the family (Holm unless asked otherwise). */
  pCorrected: number;
  /** Two-sided paired t-test, for readers who know that one; verdicts rest on `pCorrected`. */
  pT: number;
  n: number;
  clusters: number;
  seeds: number;
}

/**
 * Compares methods pair by pair: differences with simultaneous (Bonferroni) bootstrap intervals, randomisation
 * tests with Holm's correction, and t-tests. All comparisons of one call are one family.
 *
 * @throws ClaimbookError (usage) for an unknown method, or methods with different numbers of seeds or queries
 */
export function compareMethods(input: MethodValues & CompareOptions): Comparison[] {
  return compareFamily({ all: input }, input).all!;
}

/**
 * `compareMethods` for several measures at once, all corrected together: the family that a notebook's claims
 * are drawn from is every comparison it looked at, not those of one measure.
 *
 * @param members name of the measure -> what to compare on it
 */
export function compareFamily(
  members: Record<string, MethodValues>,
  options: CompareOptions,
): Record<string, Comparison[]> {
  const wanted = Object.entries(members).flatMap(([name, member]) =>
    (member.pairs ?? allPairs(Object.keys(member.values))).map(([left, right]) => ({
      name,
      member,
      left,
      right,
    })),
  );
  const level = 1 - (options.alpha ?? 0.05) / Math.max(1, wanted.length);
  const comparisons = wanted.map(({ name, member, left, right }) => {
    const sums = sumByCluster(difference(member, left, right));
    const seed = new Random(options.seed).fork(`${name}: ${left} - ${right}`).int(2 ** 30);
    const bootstrap: BootstrapOptions = { seed, level, resamples: options.resamples ?? 10_000 };
    const estimate: Estimate = bootstrapSums(sums, bootstrap);
    const p = randomizationTest(sums, { seed, permutations: options.permutations ?? 10_000 });
    const { mean, interval, n, clusters, seeds } = estimate;
    return {
      name,
      left,
      right,
      difference: mean,
      interval,
      level,
      p,
      pT: pairedTTest(sums).p,
      n,
      clusters,
      seeds,
    };
  });
  const correct = options.correction === "benjamini-hochberg" ? benjaminiHochberg : holm;
  const corrected = correct(comparisons.map(({ p }) => p));
  const result: Record<string, Comparison[]> = Object.fromEntries(
    Object.keys(members).map((name) => [name, []]),
  );
  comparisons.forEach(({ name, ...comparison }, i) => {
    result[name]!.push({ ...comparison, pCorrected: corrected[i]! });
  });
  return result;
}

/** The paired differences of two methods as a sample of their own, seed by seed. */
export function difference(member: MethodValues, left: string, right: string): Sample {
  const [a, b] = [left, right].map((method) => {
    const values = Object.hasOwn(member.values, method) ? member.values[method] : undefined;
    if (values !== undefined) return rowsOf(values);
    throw new ClaimbookError(`there are no values of the method ${JSON.stringify(method)}`, {
      kind: "usage",
      where: "compareMethods",
      wayOut: `Compare some of: ${Object.keys(member.values).join(", ")}.`,
    });
  }) as [readonly ArrayLike<number>[], readonly ArrayLike<number>[]];
  if (a.length !== b.length || a.some((row, seed) => row.length !== b[seed]!.length)) {
    throw new ClaimbookError(`${left} and ${right} were not measured on the same seeds and queries`, {
      kind: "usage",
      where: "compareMethods",
      wayOut: "Give every method the same number of seeds, and the queries in the same order.",
    });
  }
  const values = a.map((row, seed) => Float64Array.from(row, (value, q) => value - b[seed]![q]!));
  const { clusters, weights } = member;
  return weights === undefined ? { values, clusters } : { values, clusters, weights };
}

function allPairs(methods: readonly string[]): [string, string][] {
  return methods.flatMap((left, i) => methods.slice(i + 1).map((right): [string, string] => [left, right]));
}
