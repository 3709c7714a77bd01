import { Random } from "../random.js";
import { type BootstrapOptions, bootstrapMean, type Estimate } from "./bootstrap.js";
import { rowsOf, type Sample } from "./clustered-sample.js";

/** An estimate for the queries of one group, e.g. of one script or one resource class. */
export interface GroupEstimate extends Estimate {
  group: string;
}

/**
 * Means with intervals by group of queries: by script, by resource class, by locale. Groups appear in the order of
 * their first query; a group's interval does not depend on which other groups there are. Groups none of whose
 * queries has a value are left out.
 *
 * @param groups name of each query's group
 * @throws ClaimbookError as `bootstrapMean`
 */
export function groupBy(
  sample: Sample,
  groups: ArrayLike<string>,
  options: BootstrapOptions,
): GroupEstimate[] {
  const rows = rowsOf(sample.values);
  const members = new Map<string, number[]>();
  for (let q = 0; q < groups.length; q++) {
    const group = groups[q]!;
    if (Number.isNaN(rows[0]?.[q] ?? Number.NaN) || sample.weights?.[q] === 0) continue;
    const queries = members.get(group) ?? [];
    queries.push(q);
    members.set(group, queries);
  }
  return Array.from(members, ([group, queries]) => {
    const values = rows.map((row) => queries.map((q) => row[q]!));
    const clusters = queries.map((q) => sample.clusters[q]!);
    const seed = new Random(options.seed).fork(group).int(2 ** 30);
    const { weights } = sample;
    const weighted = weights === undefined ? {} : { weights: queries.map((q) => weights[q]!) };
    return { group, ...bootstrapMean(values, clusters, { ...options, seed, ...weighted }) };
  });
}
