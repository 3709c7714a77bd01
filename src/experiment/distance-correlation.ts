import { ClaimbookError } from "../errors.js";
import { type Correlation, correlation, pairMeans } from "../evaluation/index.js";
import type { Results } from "./results.js";

/** A point of the correlation: queries of one language in the pool of another. */
export interface LanguagePair {
  query: string;
  pool: string;
  /** Between the two languages. */
  distance: number;
  /** Mean over the queries and seeds. */
  value: number;
}

/**
 * How cross-lingual retrieval goes with the distance between the two languages: the correlation over all ordered
 * pairs of languages, of the mean of a measure (over queries, then seeds) with the distance. The two directions of a
 * pair are drawn together. Pairs that share a language are not independent of one another, which no interval over
 * pairs knows: with 11 languages it is too narrow rather than too wide.
 *
 * @param distance between two locales, e.g. `(a, b) => typology.distance(a, b, "syntactic")`; pairs for which it is
 *   not known are left out
 * @param options.measure defaults to `AP`, whose mean is mAP
 * @throws ClaimbookError (usage) for an unknown method, or fewer than four pairs
 */
export function distanceCorrelation(
  results: Results,
  method: string,
  distance: (query: string, pool: string) => number | undefined,
  options: { measure?: string; correlation?: "spearman" | "pearson"; seed?: number } = {},
): Correlation & { pairs: LanguagePair[] } {
  const runs = results.runs.filter((run) => run.method === method);
  if (runs.length === 0) {
    throw new ClaimbookError(`no method of this experiment is called ${JSON.stringify(method)}`, {
      kind: "usage",
      where: "distanceCorrelation",
      wayOut: `Ask for one of: ${results.methods.join(", ")}.`,
    });
  }
  const locales: string[] = [];
  runs[0]!.ranks.queryLocale.forEach((locale, q) => {
    locales[locale] = results.queries[q]!.locale;
  });
  const sums = new Map<string, LanguagePair>();
  for (const run of runs) {
    for (const { from, to, mean } of pairMeans(run.ranks, options.measure ?? "AP")) {
      const [query, pool] = [locales[from], locales[to]];
      // A pool whose language nobody asks in has no name here.
      if (from === to || query === undefined || pool === undefined) continue;
      const key = `${query}>${pool}`;
      const pair = sums.get(key) ?? { query, pool, distance: distance(query, pool) ?? Number.NaN, value: 0 };
      pair.value += mean / runs.length;
      sums.set(key, pair);
    }
  }
  const pairs = [...sums.values()].filter((pair) => !Number.isNaN(pair.distance));
  if (pairs.length < 4) {
    throw new ClaimbookError(`a correlation over ${pairs.length} pairs of languages says nothing`, {
      kind: "usage",
      where: "distanceCorrelation",
      wayOut: "Evaluate on more languages, or give a distance that is known for more of them.",
    });
  }
  const found = correlation(
    pairs.map((pair) => pair.distance),
    pairs.map((pair) => pair.value),
    {
      method: options.correlation ?? "spearman",
      clusters: pairs.map(({ query, pool }) => [query, pool].sort().join(" ")),
      seed: options.seed ?? results.seeds[0]!,
    },
  );
  return { ...found, pairs };
}
