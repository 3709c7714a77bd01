import { ClaimbookError } from "../errors.js";
import { type JudgedRanking, parseMeasure } from "./measure.js";
import { byteOrderRanks } from "./pool.js";

/** Relevance judgements: query id -> document id -> level; levels of 1 and more are relevant. */
export type Qrels = Record<string, Record<string, number>>;
/** A system's answer: query id -> document id -> score. */
export type Run = Record<string, Record<string, number>>;

export interface RunOptions {
  /**
   * What a judged query that the run lacks counts: `zero` (default, trec_eval's `-c`) or `skip`. A query of the
   * run without judgements is always left out; one whose judgements are all irrelevant counts 0.
   */
  missing?: "zero" | "skip";
}

/** Measures per query and their means over the queries counted. */
export interface RunEvaluation {
  /** Measure (as asked) -> query id -> value. */
  perQuery: Record<string, Record<string, number>>;
  /** Measure (as asked) -> mean. */
  mean: Record<string, number>;
  /** Queries counted. */
  n: number;
}

/**
 * Evaluates a run against judgements with trec_eval's conventions: scores in single precision, highest first;
 * equal scores by document id, greatest (byte order) first; nDCG gains are the levels; documents without a
 * judgement are irrelevant.
 *
 * @param measures names that `parseMeasure` reads
 * @throws ClaimbookError (usage) for an unknown measure, a score that is NaN, or no query to count
 */
export function evaluateRun(
  qrels: Qrels,
  run: Run,
  measures: readonly string[],
  options: RunOptions = {},
): RunEvaluation {
  const parsed = measures.map((name) => ({ name, measure: parseMeasure(name) }));
  const queries = Object.keys(qrels).filter(
    (query) => Object.keys(qrels[query]!).length > 0 && (options.missing !== "skip" || query in run),
  );
  if (queries.length === 0) {
    throw new ClaimbookError("the run answers none of the judged queries", {
      kind: "usage",
      where: "evaluateRun",
      wayOut: "Check that run and judgements name their queries alike.",
    });
  }
  const perQuery: RunEvaluation["perQuery"] = Object.fromEntries(measures.map((name) => [name, {}]));
  for (const query of queries) {
    const judged = judge(query, qrels[query]!, run[query] ?? {});
    for (const { name, measure } of parsed) perQuery[name]![query] = measure.of(judged);
  }
  const mean = Object.fromEntries(
    measures.map((name) => {
      const values = Object.values(perQuery[name]!);
      return [name, values.reduce((sum, value) => sum + value, 0) / values.length];
    }),
  );
  return { perQuery, mean, n: queries.length };
}

/** Document ids from the first place to the last. */
export function rankDocuments(scores: Record<string, number>, query = ""): string[] {
  const ids = Object.keys(scores);
  const single = ids.map((id) => {
    const score = scores[id]!;
    if (!Number.isNaN(score)) return Math.fround(score);
    throw new ClaimbookError(`the score of document ${JSON.stringify(id)} is not a number`, {
      kind: "usage",
      where: `run, query ${JSON.stringify(query)}`,
      wayOut: "Give every retrieved document a finite score.",
    });
  });
  const idRank = byteOrderRanks(ids);
  return ids
    .map((_, i) => i)
    .sort((a, b) => (single[a] === single[b] ? idRank[b]! - idRank[a]! : single[a]! > single[b]! ? -1 : 1))
    .map((i) => ids[i]!);
}

function judge(query: string, levels: Record<string, number>, scores: Record<string, number>): JudgedRanking {
  const ranks: number[] = [];
  const gains: number[] = [];
  rankDocuments(scores, query).forEach((id, place) => {
    const level = Object.hasOwn(levels, id) ? levels[id]! : 0;
    if (level < 1) return;
    ranks.push(place + 1);
    gains.push(level);
  });
  const ideal = Object.values(levels).filter((level) => level >= 1);
  return { ranks, relevant: ideal.length, graded: { ranks, gains, ideal } };
}
