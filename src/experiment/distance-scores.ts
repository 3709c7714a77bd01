import { ClaimbookError } from "../errors.js";
import { parseMeasure } from "../evaluation/measure.js";
import { ranksInLocale } from "../evaluation/rank-table.js";
import type { Results, RunResult } from "./results.js";
import { Scores } from "./scores.js";

export interface DistanceOptions {
  /** Between two locales; pairs for which it is not known are left out. */
  distance: (query: string, pool: string) => number | undefined;
  /** Pairs above it are distant, the others near. */
  cut: number;
  /** Which pairs count; all by default. */
  pairs?: (query: string, pool: string) => boolean;
  /** Queries of one split only. */
  split?: string;
}

/**
 * Cross-lingual mAP of near and of distant pairs of languages, for queries that have both: `near`, `distant` and `cost`,
 * their difference query by query. Pools of one query's language weigh alike.
 *
 * @throws {ClaimbookError} kind `usage` when no query has near and distant pools
 */
export function distanceScores(results: Results, options: DistanceOptions): Scores {
  const { distance, cut, pairs = () => true, split } = options;
  const names = localeNames(results);
  const { of } = parseMeasure("AP");
  /** By locale of the query: its near and its distant pools. */
  const pools = names.map((query) => {
    const near: number[] = [];
    const distant: number[] = [];
    names.forEach((pool, l) => {
      if (query === undefined || pool === undefined || pool === query || !pairs(query, pool)) return;
      const value = distance(query, pool);
      if (value !== undefined) (value > cut ? distant : near).push(l);
    });
    return { near, distant };
  });
  const mean = (run: RunResult, q: number, wanted: readonly number[]) => {
    const values = wanted.flatMap((pool) => {
      const ranks = ranksInLocale(run.ranks, q, pool);
      return ranks.length === 0 ? [] : [of({ ranks, relevant: ranks.length })];
    });
    return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const both = (run: RunResult, q: number): [near: number, distant: number] => {
    const here = pools[run.ranks.queryLocale[q]!];
    if (here === undefined || (split !== undefined && results.queries[q]!.split !== split))
      return [Number.NaN, Number.NaN];
    const [near, distant] = [mean(run, q, here.near), mean(run, q, here.distant)];
    // A query counts in both or in neither, so that the difference is one of distance alone.
    return Number.isNaN(near + distant) ? [Number.NaN, Number.NaN] : [near, distant];
  };
  const values: Record<"near" | "distant" | "cost", Record<string, Float64Array[]>> = {
    near: {},
    distant: {},
    cost: {},
  };
  for (const run of results.runs) {
    const found = results.queries.map((_, q) => both(run, q));
    const add = (key: keyof typeof values, row: Float64Array) => {
      values[key][run.method] ??= [];
      values[key][run.method]!.push(row);
    };
    add(
      "near",
      Float64Array.from(found, ([near]) => near),
    );
    add(
      "distant",
      Float64Array.from(found, ([, distant]) => distant),
    );
    add(
      "cost",
      Float64Array.from(found, ([near, distant]) => near - distant),
    );
  }
  if (Object.values(values.cost).every((rows) => rows.every((row) => row.every(Number.isNaN)))) {
    throw new ClaimbookError("no query has pools both near and distant", {
      kind: "usage",
      where: "distanceScores",
      wayOut: `Choose another cut than ${cut}, other pairs or more languages.`,
    });
  }
  const shape = { clusters: results.runs[0]!.ranks.queryGroup, digits: 3 };
  return new Scores(
    {
      near: { ...shape, label: "mAP, near pairs", better: "higher", values: values.near },
      distant: { ...shape, label: "mAP, distant pairs", better: "higher", values: values.distant },
      cost: { ...shape, label: "Lost by distance", better: "lower", values: values.cost },
    },
    results.seeds[0]!,
  );
}

/** Names of the locales by their index; undefined for a locale that nobody asks in. */
export function localeNames(results: Results): (string | undefined)[] {
  const { ranks } = results.runs[0]!;
  const names = Array.from({ length: ranks.localeCount }, (): string | undefined => undefined);
  ranks.queryLocale.forEach((locale, q) => {
    names[locale] = results.queries[q]!.locale;
  });
  return names;
}
