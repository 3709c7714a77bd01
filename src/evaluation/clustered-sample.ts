import { ClaimbookError } from "../errors.js";

/** Values of one measure: seed by seed (trained model by trained model), query by query. */
export interface Sample {
  /**
   * `values[seed][query]`, or one row where only one model was trained. NaN: the query does not count in this
   * setting, for every seed alike.
   */
  values: ArrayLike<number> | readonly ArrayLike<number>[];
  /** Cluster of each query, e.g. its picture: queries of one cluster are drawn together, being correlated. */
  clusters: ArrayLike<number | string>;
  /** What each query counts in the mean (>= 0), e.g. from `queryValues`; all alike by default. */
  weights?: ArrayLike<number>;
}

/** A sample reduced to sums per cluster: all that resampling needs. */
export interface ClusterSums {
  /** Per seed, per cluster: sum of weight x value. */
  sums: Float64Array[];
  /** Per cluster: sum of weights, > 0. */
  weights: Float64Array;
  /** Queries counted. */
  n: number;
}

/** The rows of a sample, one per seed. */
export function rowsOf(values: Sample["values"]): readonly ArrayLike<number>[] {
  if (values.length === 0) return [];
  return typeof values[0] === "number"
    ? [values as ArrayLike<number>]
    : (values as readonly ArrayLike<number>[]);
}

/**
 * Sums a sample by cluster (in the order of first appearance, so results do not depend on cluster names).
 *
 * @throws ClaimbookError (usage) for lengths that differ, negative weights, or a query that has a value under one
 *   seed and none under another; (failed) when no query has a value
 */
export function sumByCluster(sample: Sample): ClusterSums {
  const rows = rowsOf(sample.values);
  const { clusters, weights: given } = sample;
  const queries = clusters.length;
  for (const [seed, row] of rows.entries()) {
    if (row.length !== queries) fail(`seed ${seed} has ${row.length} values for ${queries} queries`);
  }
  if (given !== undefined && given.length !== queries) fail(`${given.length} weights for ${queries} queries`);
  const index = new Map<number | string, number>();
  const clusterOf = new Int32Array(queries).fill(-1);
  let n = 0;
  for (let q = 0; q < queries; q++) {
    const weight = given === undefined ? 1 : given[q]!;
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) fail(`query ${q} has the weight ${weight}`);
    const missing = rows.filter((row) => Number.isNaN(row[q]!)).length;
    if (missing > 0 && missing < rows.length) fail(`query ${q} has a value under some seeds only`);
    if (missing > 0 || weight === 0) continue;
    const cluster = clusters[q]!;
    if (!index.has(cluster)) index.set(cluster, index.size);
    clusterOf[q] = index.get(cluster)!;
    n++;
  }
  if (n === 0 || rows.length === 0) {
    throw new ClaimbookError("no query has a value", {
      kind: "failed",
      where: "statistics over queries",
      wayOut: "Check that queries and candidates share groups in this setting.",
    });
  }
  const weights = new Float64Array(index.size);
  const sums = rows.map(() => new Float64Array(index.size));
  for (let q = 0; q < queries; q++) {
    const cluster = clusterOf[q]!;
    if (cluster < 0) continue;
    const weight = given === undefined ? 1 : given[q]!;
    weights[cluster]! += weight;
    for (let s = 0; s < rows.length; s++) sums[s]![cluster]! += weight * rows[s]![q]!;
  }
  return { sums, weights, n };
}

/** The mean of the sample: weighted over queries, plain over seeds. */
export function meanOf({ sums, weights }: ClusterSums): number {
  const total = weights.reduce((a, b) => a + b, 0);
  let mean = 0;
  for (const row of sums) mean += row.reduce((a, b) => a + b, 0) / total / sums.length;
  return mean;
}

function fail(what: string): never {
  throw new ClaimbookError(what, {
    kind: "usage",
    where: "statistics over queries",
    wayOut: "Give values[seed][query], and one cluster (and weight) per query.",
  });
}
