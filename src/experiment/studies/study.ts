import path from "node:path";
import { type CaptionOptions, type Captions, captions, type DatasetRecord } from "../../datasets/index.js";
import { ClaimbookError } from "../../errors.js";
import { display } from "../../notebook/display.js";
import { Mime, type MimeBundle } from "../../notebook/mime.js";
import { projectRoot } from "../../paths.js";
import { canonicalHash } from "../../step/canonical-hash.js";
import { cacheFolder } from "../../step/store.js";
import type { Composition } from "../../training/composition/index.js";
import { replicate } from "../replicate.js";
import type { Results } from "../results.js";
import { methodsTable } from "../results-tables.js";
import {
  type BenchmarkName,
  benchmarks,
  type NamedBenchmark,
  trainingLanguages,
  trainingText,
} from "./benchmarks.js";
import { idOf, plainProse, showProse, showRecord, showTable } from "./shown.js";

/**
 * - `small`: an encoder of hashed n-grams that starts from nothing, on captions of pictograms that come with npm. Stands
 *   in for the benchmark, and says so.
 * - `full`: a pretrained model on the benchmark itself.
 */
export type Scale = "small" | "full";

export interface StudyOptions {
  scale: Scale;
  /** For the small scale. */
  captions: CaptionOptions;
  /** For the small scale: what is to be done to the captions before training, e.g. `withScarceLanguages`. */
  prepare?: (captions: Captions) => Captions;
  /** What the captions have in common with the benchmark, a whole sentence: why they can stand in for it. */
  alike: string;
  /** For the full scale: a pretrained model, by name or folder. */
  model: string;
  /** For the full scale: languages of the benchmark; all of them by default. */
  languages?: readonly string[];
}

export interface RunOptions {
  batches: Readonly<Record<string, Composition>>;
  seeds: readonly number[];
  /** Training steps at either scale. */
  steps: Readonly<Record<Scale, number>>;
}

/** Pairs a batch: at the full scale as in arXiv 2408.10536. */
export const batchSizes: Readonly<Record<Scale, number>> = { small: 128, full: 100 };

/** A research question's experiment at one of two scales, with the same results to look at. */
export class Study {
  readonly benchmark: NamedBenchmark;
  readonly options: StudyOptions;
  /** At the small scale. */
  readonly data: Captions | undefined;

  constructor(benchmark: NamedBenchmark, options: StudyOptions, data: Captions | undefined) {
    this.benchmark = benchmark;
    this.options = options;
    this.data = data;
  }

  get scale(): Scale {
    return this.options.scale;
  }

  /** Which data were used for the benchmark, and why; whole sentences. */
  get note(): string {
    const { name, notAtHand, takes } = this.benchmark;
    if (this.scale === "full")
      return `This run fine-tuned ${path.basename(this.options.model)} and evaluated it on ${name}.`;
    return (
      `**Nothing here was measured on ${name}.** ${notAtHand} Captions and keywords of pictograms from Unicode CLDR stand in for it: ` +
      `${this.options.alike} With \`-p scale=full\` this notebook runs on ${name} itself, which takes ${takes}.`
    );
  }

  /** The data that a report has to name. */
  get records(): DatasetRecord[] {
    return this.data === undefined ? [] : [this.data.record];
  }

  /**
   * Trains and evaluates every composition with every seed. At the full scale every evaluation set but the first is
   * shown as a table of its own.
   *
   * @returns the main evaluation set's results, and those of all by their names
   * @throws {ClaimbookError} kind `could-not-run` naming weights or data that are not there, and how to get them
   */
  async run(options: RunOptions): Promise<{ results: Results; sets: Readonly<Record<string, Results>> }> {
    const { batches, seeds, steps } = options;
    if (this.data !== undefined) {
      const results = await replicate({
        data: this.data,
        batches,
        seeds,
        budget: { steps: steps.small, batchSize: batchSizes.small },
      });
      return { results, sets: { captions: results } };
    }
    const { parallel, training } = this.benchmark;
    const { model, languages } = this.options;
    if (parallel === undefined) throw notOfOnePiece(this.benchmark.name);
    const evaluation = await parallel(languages);
    const texts = await trainingText(training, [...trainingLanguages, ...(languages ?? [])]);
    for (const { record } of [...texts, ...Object.values(evaluation)]) showRecord(record);
    const replication = await replicate({
      model,
      data: { training: texts, evaluation },
      batches,
      seeds,
      budget: { steps: steps.full, batchSize: batchSizes.full },
      saveTo: this.savedModels(options),
    });
    const [main, ...others] = Object.entries(replication.results);
    for (const [name, results] of others)
      showTable(methodsTable(results, { [name]: {} }, { id: idOf(name), title: name }));
    if (replication.notices.length > 0) display({ [Mime.plain]: replication.notices.join("\n") });
    return { results: main![1], sets: replication.results };
  }

  /** Where the fine-tuned models of a run at the full scale are kept, a folder for each method and seed. */
  savedModels({ batches, seeds, steps }: RunOptions): string {
    const { model, languages } = this.options;
    const compositions = Object.entries(batches).map(([name, rule]) => [name, rule.describe()]);
    const key = canonicalHash([
      this.benchmark.name,
      model,
      languages ?? null,
      compositions,
      [...seeds],
      steps.full,
    ]);
    return path.join(cacheFolder(projectRoot(process.cwd()), process.env), "models", key.slice(0, 16));
  }

  /** The data set, where there is one at this scale. */
  [Symbol.for("Jupyter.display")](): MimeBundle {
    return this.data?.bundle() ?? { [Mime.markdown]: this.note, [Mime.plain]: plainProse(this.note) };
  }
}

/**
 * The experiment of a research question that names a benchmark. Shows at once which data stand in for it, and why.
 *
 * @throws {ClaimbookError} kind `usage` for an unknown scale
 */
export async function studyOf(benchmark: BenchmarkName, options: StudyOptions): Promise<Study> {
  if (options.scale !== "small" && options.scale !== "full") {
    throw new ClaimbookError(`there is no scale ${JSON.stringify(options.scale)}`, {
      kind: "usage",
      where: "studyOf",
      wayOut: 'Ask for "small" or "full".',
    });
  }
  const { prepare = (unchanged: Captions) => unchanged } = options;
  const data = options.scale === "small" ? prepare(await captions(options.captions)) : undefined;
  const study = new Study(benchmarks[benchmark], options, data);
  if (data !== undefined) showProse(study.note);
  return study;
}

function notOfOnePiece(name: string): ClaimbookError {
  return new ClaimbookError(`${name} is not evaluated in one piece`, {
    kind: "usage",
    where: "Study.run",
    wayOut: "Use runDomains().",
  });
}
