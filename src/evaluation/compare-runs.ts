import { ClaimbookError } from "../errors.js";
import { type BootstrapOptions, bootstrapMean } from "./bootstrap.js";
import { type Comparison, compareFamily } from "./compare.js";
import { comparisonRows } from "./comparison-rows.js";
import { parseMeasure } from "./measure.js";
import type { ResultsTable } from "./results-table.js";
import { evaluateRun, type Qrels, type Run, type RunEvaluation, type RunOptions } from "./run.js";

/** Runs evaluated side by side. */
export interface RunsEvaluation {
  /** Run's name -> its evaluation. */
  runs: Record<string, RunEvaluation>;
  /** By run and measure: the percentile bootstrap interval over queries, where there are two queries or more. */
  intervals: Record<string, Record<string, [number, number]>>;
  /** By measure: paired tests between all pairs of runs, corrected over all measures; empty unless asked for. */
  comparisons: Record<string, Comparison[]>;
  /** The queries that the comparisons rest on. */
  compared: string[];
  level: number;
}

export interface RunsOptions extends RunOptions, BootstrapOptions {
  /** Compare the runs pair by pair. */
  compare?: boolean;
}

/**
 * Evaluates several runs against the same judgements, with bootstrap intervals over queries, and compares them pair by
 * pair on the queries that all of them answer (on all judged queries with `missing: "zero"`). Counts such as `num_ret`
 * get no interval and are not compared.
 *
 * @throws ClaimbookError as `evaluateRun`; (usage) when there are fewer than two runs, or queries, to compare
 */
export function evaluateRuns(
  qrels: Qrels,
  runs: Record<string, Run>,
  measures: readonly string[],
  options: RunsOptions,
): RunsEvaluation {
  const names = Object.keys(runs);
  const evaluations: RunsEvaluation["runs"] = {};
  for (const name of names) evaluations[name] = evaluateRun(qrels, runs[name]!, measures, options);
  const averaged = measures.filter((measure) => (parseMeasure(measure).summary ?? "mean") === "mean");
  const level = options.level ?? 0.95;
  const intervals: RunsEvaluation["intervals"] = {};
  for (const name of names) {
    intervals[name] = {};
    for (const measure of averaged) {
      const values = Object.values(evaluations[name]!.perQuery[measure]!);
      if (values.length < 2) continue;
      intervals[name][measure] = bootstrapMean(values, each(values), options).interval;
    }
  }
  const result: RunsEvaluation = { runs: evaluations, intervals, comparisons: {}, compared: [], level };
  return options.compare ? { ...result, ...compared(result, averaged, options) } : result;
}

function compared(
  { runs }: RunsEvaluation,
  measures: readonly string[],
  options: RunsOptions,
): Pick<RunsEvaluation, "comparisons" | "compared"> {
  const names = Object.keys(runs);
  const [measure] = measures;
  if (names.length < 2 || measure === undefined) {
    throw new ClaimbookError(
      measure === undefined ? "no measure to compare on" : `there is ${names.length} run to compare`,
      { kind: "usage", where: "evaluateRuns", wayOut: "Give two runs or more, and a measure such as map." },
    );
  }
  const answers = names.map((name) => runs[name]!.perQuery[measure]!);
  const queries = Object.keys(answers[0]!).filter((q) => answers.every((own) => Object.hasOwn(own, q)));
  if (queries.length < 2) {
    throw new ClaimbookError(`the runs have ${queries.length} judged queries in common`, {
      kind: "usage",
      where: "evaluateRuns",
      wayOut: "Compare runs that answer the same queries, or count missing ones as 0 (complete).",
    });
  }
  const clusters = each(queries);
  const members = Object.fromEntries(
    measures.map((of) => [
      of,
      {
        values: Object.fromEntries(
          names.map((name) => [name, queries.map((query) => runs[name]!.perQuery[of]![query]!)]),
        ),
        clusters,
      },
    ]),
  );
  return { comparisons: compareFamily(members, { seed: options.seed }), compared: queries };
}

/** The evaluation as a results table: runs in rows, measures in columns. */
export function runsTable(
  evaluation: RunsEvaluation,
  measures: readonly string[],
  title: string,
): ResultsTable {
  const { runs, intervals, comparisons, level } = evaluation;
  const family = Object.values(comparisons).flat().length;
  return {
    schema: "claimbook/results/1",
    id: "runs",
    title,
    rowHeading: "Run",
    columns: measures.map((key) => {
      const counted = parseMeasure(key).summary === "sum";
      return { key, label: key, better: "higher", digits: counted ? 0 : 4 };
    }),
    rows: Object.entries(runs).map(([label, { mean, n }]) => ({
      label,
      cells: Object.fromEntries(
        measures.map((measure) => {
          const interval = level === 0.95 ? intervals[label]![measure] : undefined;
          return [measure, { value: mean[measure]!, n, ...(interval === undefined ? {} : { interval }) }];
        }),
      ),
    })),
    comparisons: Object.entries(comparisons).flatMap(([column, tests]) => comparisonRows(column, tests)),
    ...(family === 0
      ? {}
      : {
          correction: `Intervals of differences: simultaneous 95 % over ${family} comparisons (Bonferroni) on ${evaluation.compared.length} queries. p: paired randomisation test, Holm-corrected over them.`,
        }),
  };
}

function each(values: ArrayLike<unknown>): Int32Array {
  return Int32Array.from({ length: values.length }, (_, i) => i);
}
