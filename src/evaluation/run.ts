import { ClaimbookError } from "../errors.js";
import { compareBytes } from "./byte-order.js";
import { type Measure, parseMeasure } from "./measure.js";
import { checkedScores, notANumber, RunJudge } from "./run-judge.js";

/** Relevance judgements: query id -> document id -> level; levels of 1 and more are relevant, below 0 not judged. */
export type Qrels = Record<string, Record<string, number>>;
/** A system's answer: query id -> document id -> score. */
export type Run = Record<string, Record<string, number>>;

/**
 * A run whose scores have been checked and laid side by side, once, for evaluating it several times: taking them out of
 * the objects is most of the work of `evaluateRun`. The run must not change from then on.
 */
export class PreparedRun {
  /** Query id -> its scores in single precision, in the order of the object. */
  readonly singles = new Map<string, Float32Array>();

  /** @throws ClaimbookError (usage) for a score that is not a number */
  constructor(readonly run: Run) {
    for (const query of Object.keys(run)) this.singles.set(query, checkedScores(query, run[query]!).slice());
  }
}

export interface RunOptions {
  /**
   * What a judged query that the run lacks counts: `zero` (default, trec_eval's `-c`) or `skip`. A query of the
   * run without judgements is always left out; one whose judgements are all irrelevant counts 0.
   */
  missing?: "zero" | "skip";
  /**
   * The lowest level that counts as relevant (trec_eval's `-l`), a whole number from 1, which is the default. nDCG's
   * gains are the levels all the same.
   */
  relevanceLevel?: number;
}

/** Measures per query and their means over the queries counted. */
export interface RunEvaluation {
  /** Measure (as asked) -> query id -> value. */
  perQuery: Record<string, Record<string, number>>;
  /** Measure (as asked) -> mean; counts such as `num_rel` are summed, `gm_map` is a geometric mean. */
  mean: Record<string, number>;
  /** Queries counted. */
  n: number;
}

const nothing: Record<string, number> = {};

/**
 * Evaluates a run against judgements with trec_eval's conventions: scores in single precision, highest first;
 * equal scores by document id, greatest (byte order) first; nDCG gains are the levels; documents without a
 * judgement are irrelevant, and bpref passes over them.
 *
 * @param given the run, or a `PreparedRun` of it
 * @param measures names that `parseMeasure` reads, or measures of your own
 * @throws ClaimbookError (usage) for an unknown measure, a score that is NaN, or a run that answers none of the
 *   judged queries
 */
export function evaluateRun(
  qrels: Qrels,
  given: Run | PreparedRun,
  measures: readonly (string | Measure)[],
  options: RunOptions = {},
): RunEvaluation {
  const { run, singles } = given instanceof PreparedRun ? given : { run: given, singles: undefined };
  const { relevanceLevel = 1 } = options;
  if (!Number.isInteger(relevanceLevel) || relevanceLevel < 1) {
    throw new ClaimbookError(`the relevance level ${relevanceLevel} is no whole number from 1 on`, {
      kind: "usage",
      where: "evaluateRun",
    });
  }
  const parsed = measures.map((measure) =>
    typeof measure === "string"
      ? { name: measure, measure: parseMeasure(measure) }
      : { name: measure.name, measure },
  );
  const judged = Object.keys(qrels).filter((query) => !isEmpty(qrels[query]!));
  const answered = judged.filter((query) => Object.hasOwn(run, query));
  const queries = options.missing === "skip" ? answered : judged;
  if (answered.length === 0) {
    throw new ClaimbookError("the run answers none of the judged queries", {
      kind: "usage",
      where: "evaluateRun",
      wayOut: "Check that run and judgements name their queries alike.",
    });
  }
  const values = parsed.map(() => new Float64Array(queries.length));
  const judge = new RunJudge(relevanceLevel);
  queries.forEach((query, q) => {
    judge.judge(query, qrels[query]!, Object.hasOwn(run, query) ? run[query]! : nothing, singles?.get(query));
    for (let m = 0; m < parsed.length; m++) values[m]![q] = parsed[m]!.measure.of(judge);
  });
  const perQuery: RunEvaluation["perQuery"] = {};
  const mean: RunEvaluation["mean"] = {};
  parsed.forEach(({ name, measure }, m) => {
    const own: Record<string, number> = {};
    for (let q = 0; q < queries.length; q++) own[queries[q]!] = values[m]![q]!;
    perQuery[name] = own;
    mean[name] = summarise(values[m]!, measure.summary);
  });
  return { perQuery, mean, n: queries.length };
}

/** Document ids from the first place to the last. */
export function rankDocuments(scores: Record<string, number>, query = ""): string[] {
  const ids = Object.keys(scores);
  const single = Float32Array.from(ids, (id) => {
    const score = scores[id]!;
    if (Number.isNaN(score)) throw notANumber(query, id);
    return score;
  });
  return ids
    .map((_, i) => i)
    .sort((a, b) =>
      single[a] === single[b] ? compareBytes(ids[b]!, ids[a]!) : single[a]! > single[b]! ? -1 : 1,
    )
    .map((i) => ids[i]!);
}

/** How one figure is made of the values of queries. */
export function summarise(values: ArrayLike<number>, summary: Measure["summary"] = "mean"): number {
  let sum = 0;
  for (let q = 0; q < values.length; q++) {
    sum += summary === "geometric mean" ? Math.log(Math.max(values[q]!, 1e-5)) : values[q]!;
  }
  if (summary === "sum") return sum;
  return summary === "mean" ? sum / values.length : Math.exp(sum / values.length);
}

function isEmpty(object: object): boolean {
  for (const key in object) if (Object.hasOwn(object, key)) return false;
  return true;
}
