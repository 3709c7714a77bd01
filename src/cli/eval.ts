import path from "node:path";
import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import { ClaimbookError } from "../errors.js";
import { evaluateRuns, type RunsEvaluation, runsTable } from "../evaluation/compare-runs.js";
import { parseMeasure } from "../evaluation/measure.js";
import type { Qrels, Run } from "../evaluation/run.js";
import { type Coverage, coverage, expandMeasures, readQrels, readRun } from "../evaluation/trec/index.js";
import { resultsText, toLatex, toMarkdown } from "../tables/index.js";
import { Exit } from "./exit.js";
import type { Io } from "./io.js";

interface EvalFlags {
  measure?: string[];
  perQuery?: boolean;
  json?: boolean;
  complete?: boolean;
  compare?: boolean;
  level: number;
  format: "text" | "trec" | "markdown" | "latex";
  seed: number;
}

/** `claimbook eval`. */
export function register(program: Command, io: Io): void {
  program
    .command("eval <qrels> <run...>")
    .description("measure runs against relevance judgements, as trec_eval does (files may be gzip)")
    .option(
      "-m, --measure <name>",
      "map, ndcg_cut.10, recall.100, recip_rank, P.5, success.1, bpref, nDCG@10, official, ...; may be repeated (default: official)",
      (name: string, before: string[] = []) => [...before, name],
    )
    .option("-q, --per-query", "also print every query's values")
    .option(
      "-c, --complete",
      "a judged query that a run lacks counts 0 (else it is left out, as in trec_eval)",
    )
    .option("-l, --level <number>", "the lowest level that counts as relevant", wholeNumber, 1)
    .option("--compare", "paired tests between all pairs of runs")
    .option("--json", "print the result as JSON")
    .addOption(
      new Option("--format <format>", "trec: as trec_eval prints it")
        .choices(["text", "trec", "markdown", "latex"])
        .default("text"),
    )
    .option("--seed <number>", "seed of intervals and tests", wholeNumber, 1)
    .addHelpText("after", "\nExit status: 0 measured, 2 usage, 3 a file cannot be read.")
    .action(async (qrelsFile: string, runFiles: string[], flags: EvalFlags) => {
      const asked = flags.measure ?? ["official"];
      const measures = [...new Set(asked.flatMap(expandMeasures))];
      const qrels = await readQrels(path.resolve(io.cwd, qrelsFile), io).catch(shorter(io));
      const runs = await readRuns(runFiles, io);
      const evaluation = evaluateRuns(qrels, Object.fromEntries(runs), measures, {
        seed: flags.seed,
        missing: flags.complete ? "zero" : "skip",
        relevanceLevel: flags.level,
        ...(flags.compare ? { compare: true } : {}),
      });
      const covered = new Map([...runs].map(([name, run]) => [name, coverage(qrels, run)]));
      for (const [name, each] of covered) tellOf(name, each, flags.complete ?? false, io);
      if (flags.json)
        io.stdout.write(`${JSON.stringify(asJson(evaluation, covered, measures, flags), null, 2)}\n`);
      else print(evaluation, qrels, measures, flags, path.basename(qrelsFile), io);
      io.exit(Exit.ok);
    });
}

/** Runs by the name that readers tell them apart by: the tag where they differ, else the file. */
async function readRuns(files: readonly string[], io: Io): Promise<Map<string, Run>> {
  const read = [];
  for (const file of files) read.push(await readRun(path.resolve(io.cwd, file), io).catch(shorter(io)));
  const tags = new Set(read.map(({ tag }) => tag));
  const names = tags.size === files.length ? read.map(({ tag }) => tag) : files;
  if (new Set(names).size < names.length) {
    throw new ClaimbookError("the same run is given twice", { kind: "usage", wayOut: "Give each run once." });
  }
  return new Map(read.map(({ run }, i) => [names[i]!, run]));
}

/** Errors name files as seen from where the command runs. */
function shorter(io: Io): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof ClaimbookError) || error.where === undefined) throw error;
    const { kind, where, wayOut, message, cause } = error;
    const from = `${path.resolve(io.cwd)}${path.sep}`;
    throw new ClaimbookError(message, {
      kind,
      where: where.startsWith(from) ? where.slice(from.length) : where,
      ...(wayOut === undefined ? {} : { wayOut }),
      cause,
    });
  };
}

/** What was left out or taken for irrelevant: on standard error, since it is no result. */
function tellOf(
  name: string,
  { missing, unjudged, retrieved, retrievedUnjudged }: Coverage,
  complete: boolean,
  io: Io,
) {
  const tell = (text: string) => io.stderr.write(`claimbook: ${name}: ${text}\n`);
  const what = complete ? "count 0" : "are left out (--complete counts them 0)";
  if (missing.length > 0)
    tell(`${missing.length} judged queries are not in the run and ${what}: ${some(missing)}`);
  if (unjudged.length > 0)
    tell(`${unjudged.length} queries without judgements are left out: ${some(unjudged)}`);
  if (retrieved > 0 && retrievedUnjudged === retrieved) {
    tell("none of its documents has a judgement: check that both files name documents alike");
  }
}

function some(names: readonly string[]): string {
  return names.length <= 3 ? names.join(", ") : `${names.slice(0, 3).join(", ")}, ...`;
}

function print(
  evaluation: RunsEvaluation,
  qrels: Qrels,
  measures: readonly string[],
  { format, perQuery }: EvalFlags,
  title: string,
  io: Io,
): void {
  const { runs } = evaluation;
  const several = Object.keys(runs).length > 1;
  for (const [name, { perQuery: values, mean, n }] of Object.entries(runs)) {
    const label = several ? `\t${name}` : "";
    if (perQuery || format === "trec") {
      if (format === "trec") io.stdout.write(trecLine("runid", "all", name, label));
      const queries = Object.keys(qrels).filter((q) => Object.hasOwn(values[measures[0]!]!, q));
      if (perQuery) {
        for (const query of queries) {
          for (const measure of measures) {
            const { summary } = parseMeasure(measure);
            if (summary === "geometric mean" || measure === "num_q") continue;
            io.stdout.write(trecLine(measure, query, shown(values[measure]![query]!, summary), label));
          }
        }
      }
    }
    if (format === "trec") {
      for (const measure of measures) {
        const value = measure === "num_q" ? n : mean[measure]!;
        io.stdout.write(trecLine(measure, "all", shown(value, parseMeasure(measure).summary), label));
      }
    }
  }
  if (format === "trec") return;
  const table = runsTable(evaluation, measures, `Measured against ${title}`);
  const render = { text: (t: typeof table) => `${resultsText(t)}\n`, markdown: toMarkdown, latex: toLatex };
  io.stdout.write(render[format](table));
}

function trecLine(measure: string, query: string, value: string, label: string): string {
  return `${measure.padEnd(22)}\t${query}\t${value}${label}\n`;
}

function shown(value: number, summary: string | undefined): string {
  return summary === "sum" ? String(value) : value.toFixed(4);
}

function asJson(
  { runs, intervals, comparisons, compared, level }: RunsEvaluation,
  covered: ReadonlyMap<string, Coverage>,
  measures: readonly string[],
  flags: EvalFlags,
): unknown {
  return {
    measures,
    missing: flags.complete ? "zero" : "skip",
    relevanceLevel: flags.level,
    level,
    seed: flags.seed,
    runs: Object.fromEntries(
      Object.entries(runs).map(([name, { mean, n, perQuery }]) => [
        name,
        {
          queries: n,
          mean,
          intervals: intervals[name],
          coverage: covered.get(name),
          ...(flags.perQuery ? { perQuery } : {}),
        },
      ]),
    ),
    ...(flags.compare ? { comparisons, compared: compared.length } : {}),
  };
}

function wholeNumber(text: string): number {
  if (/^-?\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number.");
}
