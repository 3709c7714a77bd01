import { queryValues } from "../evaluation/index.js";
import type { Results } from "./results.js";
import { type Score, Scores } from "./scores.js";

/** Resource classes (Joshi et al. 2020), lowest and highest. */
export type ClassRange = readonly [lowest: number, highest: number];

/**
 * Cross-lingual mAP of queries by the resource class of their language, pooled over several evaluation sets of the same
 * trainings. Groups without a query are left out.
 *
 * @param ranges by the name of the group, e.g. `{ low: [0, 2], high: [4, 5] }`
 */
export function resourceScores(
  sets: readonly Results[],
  ranges: Readonly<Record<string, ClassRange>>,
): Scores {
  const [first] = sets;
  const { methods, seeds } = first!;
  const clusters = sets.flatMap((results, s) =>
    // Questions of different sets may have the same number.
    [...results.runs[0]!.ranks.queryGroup].map((group) => group * sets.length + s),
  );
  const classes = sets.flatMap((results) => results.queries.map(({ resourceClass }) => resourceClass));
  const all = Object.fromEntries(
    methods.map((method) => [
      method,
      seeds.map((seed) =>
        sets.flatMap(({ runs }) => {
          const run = runs.find((each) => each.method === method && each.seed === seed)!;
          return [...queryValues(run.ranks, "AP", "cross-lingual").values];
        }),
      ),
    ]),
  );
  const scores: Record<string, Score> = {};
  for (const [name, [lowest, highest]] of Object.entries(ranges)) {
    const inRange = classes.map((each) => each !== undefined && each >= lowest && each <= highest);
    if (!inRange.includes(true)) continue;
    scores[name] = {
      label: `Cross-lingual mAP, ${name}`,
      better: "higher",
      digits: 3,
      clusters,
      values: Object.fromEntries(
        methods.map((method) => [
          method,
          all[method]!.map((row) => Float64Array.from(row, (value, q) => (inRange[q] ? value : Number.NaN))),
        ]),
      ),
    };
  }
  return new Scores(scores, seeds[0]!);
}
