import { type Comparison, Measurement } from "../claims/measurement.js";
import { ClaimbookError } from "../errors.js";
import { comparisonRows } from "../evaluation/comparison-rows.js";
import {
  bootstrapMean,
  compareFamily,
  type Comparison as FamilyComparison,
  type MethodValues,
} from "../evaluation/index.js";
import type { ResultsTable } from "../evaluation/results-table.js";
import { type DataFrame, resultsFrame } from "../tables/index.js";
import { pairedDifference } from "./paired-difference.js";
import type { TableOptions } from "./results-tables.js";

/** One figure of several methods, query by query. */
export interface Score extends Pick<MethodValues, "values" | "clusters" | "weights"> {
  /** For a table's heading, e.g. `In-domain mAP`. */
  label: string;
  better: "higher" | "lower";
  /** Digits shown. */
  digits: number;
  /** What `n` counts. Defaults to `queries`. */
  unit?: string;
}

/**
 * Figures that are made of several evaluations (a difference between two kinds of queries, a part of the pairs of
 * languages), with what `Results` gives for its own: intervals, paired comparisons, a table. All figures and pairs of
 * methods are one family, for which differences are corrected.
 */
export class Scores {
  readonly methods: readonly string[];
  readonly scores: Readonly<Record<string, Score>>;
  readonly #seed: number;
  #family: Record<string, FamilyComparison[]> | undefined;
  readonly #origin = new WeakMap<Measurement, { score: string; method: string }>();

  /**
   * @param scores by key, e.g. `shifted`; all of the same methods, each with the same seeds
   * @param seed of the bootstrap and the randomisation tests
   */
  constructor(scores: Readonly<Record<string, Score>>, seed: number) {
    const [first] = Object.values(scores);
    if (first === undefined)
      throw new ClaimbookError("there is no score", { kind: "usage", where: "Scores" });
    this.scores = scores;
    this.methods = Object.keys(first.values);
    this.#seed = seed;
  }

  /**
   * A figure of a method with its 95 % interval, mean over seeds. Comparing it with another method's on the same figure
   * is paired by query and seed and corrected over the family.
   *
   * @throws ClaimbookError (usage) for an unknown figure or method
   */
  measure(key: string, method: string): Measurement {
    const score = this.#score(key);
    const { values, clusters, weights, label, unit = "queries" } = score;
    const rows = Object.hasOwn(values, method) ? values[method] : undefined;
    if (rows === undefined) throw this.#unknown(method, "method", this.methods);
    const { mean, interval, n } = bootstrapMean(rows, clusters, {
      seed: this.#seed,
      ...(weights === undefined ? {} : { weights }),
    });
    const measurement = new Measurement({
      name: `${label}(${method})`,
      value: mean,
      interval,
      n,
      unit,
      compare: (other) => {
        const origin = this.#origin.get(other);
        return origin?.score === key ? this.#comparison(key, method, origin.method) : undefined;
      },
    });
    this.#origin.set(measurement, { score: key, method });
    return measurement;
  }

  /** Every pair of methods on every figure, corrected together; by the figure's key. */
  comparisons(): Record<string, FamilyComparison[]> {
    this.#family ??= compareFamily({ ...this.scores }, { seed: this.#seed });
    return this.#family;
  }

  /** The figures as a table that shows itself as the value of a cell. */
  table(options: TableOptions = {}): DataFrame {
    return resultsFrame(this.resultsTable(options));
  }

  /** The same as plain data. */
  resultsTable({ id = "scores", title = "Scores by method", note }: TableOptions = {}): ResultsTable {
    const keys = Object.keys(this.scores);
    return {
      schema: "claimbook/results/1",
      id,
      title,
      ...(note === undefined ? {} : { note }),
      rowHeading: "Batches",
      columns: keys.map((key) => {
        const { label, better, digits } = this.scores[key]!;
        return { key, label, better, digits };
      }),
      rows: this.methods.map((method) => ({
        label: method,
        cells: Object.fromEntries(
          keys.map((key) => {
            const { value, interval, n } = this.measure(key, method);
            return [key, { value, n, ...(interval === undefined ? {} : { interval }) }];
          }),
        ),
      })),
      comparisons: keys.flatMap((column) => comparisonRows(column, this.comparisons()[column]!)),
      correction: `Intervals of differences: ${this.#correction()}. p: paired randomisation test, Holm-corrected.`,
    };
  }

  #comparison(key: string, left: string, right: string): Comparison | undefined {
    const family = this.comparisons()[key] ?? [];
    return pairedDifference(family, left, right, `${this.#correction()}; p by Holm`);
  }

  #correction(): string {
    const count = Object.values(this.comparisons()).flat().length;
    return `simultaneous 95 % over ${count} comparisons (Bonferroni)`;
  }

  #score(key: string): Score {
    const score = Object.hasOwn(this.scores, key) ? this.scores[key] : undefined;
    if (score === undefined) throw this.#unknown(key, "score", Object.keys(this.scores));
    return score;
  }

  #unknown(name: string, what: string, known: readonly string[]): ClaimbookError {
    return new ClaimbookError(`no ${what} of this experiment is called ${JSON.stringify(name)}`, {
      kind: "usage",
      where: "scores",
      wayOut: `Ask for one of: ${known.join(", ")}.`,
    });
  }
}
