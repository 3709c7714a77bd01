import { queryValues } from "../evaluation/index.js";
import type { Results } from "./results.js";
import { Scores } from "./scores.js";

/** What MIRACL and BEIR report. */
export const judgedMeasures = { ndcg: "nDCG@10", recall: "Recall@100" } as const;

/**
 * The measures of MIRACL and BEIR on parallel data: each query asks the pool of its own language, in which one caption
 * is right.
 *
 * @param locale queries of this language only
 */
export function monolingualScores(results: Results, { locale }: { locale?: string } = {}): Scores {
  const score = (measure: string) => {
    const values: Record<string, Float64Array[]> = {};
    for (const { method, ranks } of results.runs) {
      values[method] ??= [];
      values[method].push(
        queryValues(ranks, measure, "monolingual").values.map((value, q) =>
          locale === undefined || results.queries[q]!.locale === locale ? value : Number.NaN,
        ),
      );
    }
    return {
      label: `${measure}, ${locale === undefined ? "own language" : locale}`,
      better: "higher" as const,
      digits: 3,
      clusters: results.runs[0]!.ranks.queryGroup,
      values,
    };
  };
  return new Scores(
    { ndcg: score(judgedMeasures.ndcg), recall: score(judgedMeasures.recall) },
    results.seeds[0]!,
  );
}
