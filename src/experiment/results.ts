import { type Comparison, Measurement } from "../claims/measurement.js";
import { ClaimbookError } from "../errors.js";
import {
  bootstrapMean,
  compareFamily,
  type Estimate,
  type Comparison as FamilyComparison,
  groupBy,
  languageBias,
  type MethodValues,
  queryValues,
  type RankTable,
  type Setting,
} from "../evaluation/index.js";
import { type DataFrame, resultsFrame } from "../tables/index.js";
import type { AchievedRatio, BatchLogEntry } from "../training/composition/index.js";
import { unpackLog } from "./batch-log.js";
import { type Figure, figure, headline, RANK_DISTANCE } from "./headline.js";
import { pairedDifference } from "./paired-difference.js";
import { methodsTable, type TableOptions } from "./results-tables.js";

/** A query of the evaluation, in the order of the rank tables. */
export interface QueryFacts {
  /** e.g. `unseen queries`. */
  split: string;
  locale: string;
  script: string;
  scriptGroup: "rare" | "common";
  /** Where it is known. */
  resourceClass?: number;
  /** Top-level family of the language, where it is known. */
  family?: string;
}

/** What the queries of an evaluation can be grouped by. */
export type QueryGrouping = "script" | "scriptGroup" | "resourceClass" | "family" | "locale";

/** What one training brought. */
export interface RunResult {
  method: string;
  seed: number;
  ranks: RankTable;
  /** Mean loss of each tenth of the training, in order. */
  loss: number[];
  /** What was really trained on, counted from the batch log. */
  achieved: AchievedRatio;
  /** Packed; `Results.batchLog` reads it. */
  batchLog: Uint8Array;
  weightsHash: string;
}

/** Which queries count. */
export interface QueryFilter {
  split?: string;
  scriptGroup?: "rare" | "common";
  locale?: string;
  family?: string;
  /** Resource classes of the query's language, lowest and highest, e.g. [0, 2]. */
  resourceClass?: readonly [lowest: number, highest: number];
}

export type MeasureOptions = QueryFilter & { measure?: string; setting: Setting };

/** Measured values of an experiment: methods x seeds x queries, and every number that can be asked of them. */
export class Results {
  readonly methods: readonly string[];
  readonly seeds: readonly number[];
  readonly runs: readonly RunResult[];
  readonly queries: readonly QueryFacts[];
  readonly #seed: number;
  readonly #values = new Map<string, MethodValues>();
  readonly #families = new Map<string, Record<string, FamilyComparison[]>>();
  readonly #origin = new WeakMap<Measurement, { family: string; figure: string; method: string }>();

  /**
   * @param runs every method with every seed
   * @param seed of the bootstrap and the randomisation tests
   */
  constructor(runs: readonly RunResult[], queries: readonly QueryFacts[], seed: number) {
    this.runs = runs;
    this.queries = queries;
    this.methods = [...new Set(runs.map((run) => run.method))];
    this.seeds = [...new Set(runs.map((run) => run.seed))];
    this.#seed = seed;
  }

  /** The splits of the evaluation, e.g. `unseen queries` and `unseen pictures`. */
  get splits(): string[] {
    return [...new Set(this.queries.map((query) => query.split))];
  }

  /**
   * Every batch of one training with its kind and languages: what the achieved ratio is counted from.
   *
   * @throws ClaimbookError (usage) when there is no such training
   */
  batchLog(method: string, seed: number): BatchLogEntry[] {
    const run = this.runs.find((candidate) => candidate.method === method && candidate.seed === seed);
    if (run !== undefined) return unpackLog(run.batchLog);
    throw new ClaimbookError(`no training of ${JSON.stringify(method)} with seed ${seed}`, {
      kind: "usage",
      where: "results",
      wayOut: `Methods: ${this.methods.join(", ")}. Seeds: ${this.seeds.join(", ")}.`,
    });
  }

  /** Mean average precision; see `measure`. */
  map(method: string, options: QueryFilter & { setting: Setting }): Measurement {
    return this.measure(method, { ...options, measure: "mAP" });
  }

  /** Rank distance, the measure of language bias (lower is better); see `measure`. */
  rankDistance(method: string, options: QueryFilter = {}): Measurement {
    return this.measure(method, { ...options, measure: RANK_DISTANCE, setting: "multilingual" });
  }

  /**
   * A measured value with its 95 % interval, mean over seeds. Comparing it with another method's value
   * (`isAbove`, `isBelow`) is paired by query and seed and corrected over the family of `comparisons`.
   *
   * @param options.measure `mAP` by default; others: `MRR`, `nDCG@10`, `Recall@100`, `R@1`, `rank distance`
   * @throws ClaimbookError (usage) for an unknown method, measure, split or an empty choice of queries
   */
  measure(method: string, options: MeasureOptions): Measurement {
    const what = figure(options.measure ?? "mAP", options.setting);
    const estimate = this.#estimate(method, what, options);
    const family = `${familyOf(what)} ${filterKey(options)}`;
    const place = describeFilter(options);
    const measurement = new Measurement({
      name: `${what.label}(${method}${place === "" ? "" : `, ${place}`})`,
      value: estimate.mean,
      interval: estimate.interval,
      n: estimate.n,
      unit: "queries",
      compare: (other) => {
        const origin = this.#origin.get(other);
        if (origin === undefined || origin.family !== family || origin.figure !== what.key) return undefined;
        return this.#comparison(what, options, method, origin.method);
      },
    });
    this.#origin.set(measurement, { family, figure: what.key, method });
    return measurement;
  }

  /**
   * All pairs of methods on the figures of one family: the four of `headline` together, any other on its own.
   *
   * @returns by the figure's key
   */
  comparisons(filter: QueryFilter = {}, what: Figure = headline[0]!): Record<string, FamilyComparison[]> {
    const key = `${familyOf(what)} ${filterKey(filter)}`;
    const known = this.#families.get(key);
    if (known !== undefined) return known;
    const members = familyOf(what) === "headline" ? headline : [what];
    const family = compareFamily(
      Object.fromEntries(members.map((member) => [member.key, this.#methodValues(member, filter)])),
      { seed: this.#seed },
    );
    this.#families.set(key, family);
    return family;
  }

  /**
   * The results as a table that shows itself as the value of a cell (a danfojs frame).
   *
   * @param options.groups rows stand in groups, one for each filter; all queries by default
   * @param options.figures `headline` by default: mAP in three settings and rank distance
   */
  table(
    options: TableOptions & {
      groups?: Readonly<Record<string, QueryFilter>>;
      figures?: readonly Figure[];
    } = {},
  ): DataFrame {
    return resultsFrame(methodsTable(this, options.groups ?? { "all queries": {} }, options));
  }

  /** Values by script or by resource class of the query's language, one method at a time. */
  breakdown(method: string, by: QueryGrouping, options: MeasureOptions) {
    const what = figure(options.measure ?? "mAP", options.setting);
    const { values, clusters, weights } = this.#methodValues(what, options);
    return groupBy(
      { values: this.#rowsOf(values, method), clusters, ...(weights === undefined ? {} : { weights }) },
      this.queries.map((query) => String(query[by] ?? "unknown")),
      { seed: this.#seed },
    );
  }

  /** Number of comparisons that a difference on this figure is corrected for. */
  familySize(what: Figure = headline[0]!): number {
    const pairs = (this.methods.length * (this.methods.length - 1)) / 2;
    return familyOf(what) === "headline" ? pairs * headline.length : pairs;
  }

  #comparison(what: Figure, filter: QueryFilter, left: string, right: string): Comparison | undefined {
    const family = this.comparisons(filter, what)[what.key] ?? [];
    const correction = `simultaneous 95 % over ${this.familySize(what)} comparisons (Bonferroni); p by Holm`;
    return pairedDifference(family, left, right, correction);
  }

  #estimate(method: string, what: Figure, filter: QueryFilter): Estimate {
    const { values, clusters, weights } = this.#methodValues(what, filter);
    return bootstrapMean(this.#rowsOf(values, method), clusters, {
      seed: this.#seed,
      ...(weights === undefined ? {} : { weights }),
    });
  }

  #rowsOf(values: MethodValues["values"], method: string): MethodValues["values"][string] {
    const rows = values[method];
    if (rows !== undefined) return rows;
    throw new ClaimbookError(`no method of this experiment is called ${JSON.stringify(method)}`, {
      kind: "usage",
      where: "results",
      wayOut: `Ask for one of: ${this.methods.join(", ")}.`,
    });
  }

  /** Per method, seed and query: the values of one figure, NaN outside the filter. */
  #methodValues(what: Figure, filter: QueryFilter): MethodValues {
    const key = `${what.key} ${filterKey(filter)}`;
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const counts = this.queries.map((query) => matches(query, filter));
    if (!counts.includes(true)) {
      throw new ClaimbookError(`no query of the evaluation is one of: ${describeFilter(filter)}`, {
        kind: "usage",
        where: "results",
        wayOut: `Splits: ${this.splits.join(", ")}. Locales: ${[...new Set(this.queries.map((q) => q.locale))].join(", ")}.`,
      });
    }
    const values: Record<string, Float64Array[]> = {};
    let weights: Float64Array | undefined;
    for (const run of this.runs) {
      const perQuery =
        what.measure === RANK_DISTANCE
          ? { values: languageBias(run.ranks), weights: undefined }
          : queryValues(run.ranks, what.measure, what.setting);
      weights ??= perQuery.weights;
      values[run.method] ??= [];
      values[run.method]!.push(perQuery.values.map((value, q) => (counts[q] ? value : Number.NaN)));
    }
    const clusters = this.runs[0]!.ranks.queryGroup;
    const result = { values, clusters, ...(weights === undefined ? {} : { weights }) };
    this.#values.set(key, result);
    return result;
  }
}

function familyOf(what: Figure): string {
  return headline.some((member) => member.key === what.key) ? "headline" : what.key;
}

function matches(query: QueryFacts, filter: QueryFilter): boolean {
  return (
    (filter.split === undefined || query.split === filter.split) &&
    (filter.scriptGroup === undefined || query.scriptGroup === filter.scriptGroup) &&
    (filter.locale === undefined || query.locale === filter.locale) &&
    (filter.family === undefined || query.family === filter.family) &&
    (filter.resourceClass === undefined || isOfClass(query, filter.resourceClass))
  );
}

function isOfClass({ resourceClass }: QueryFacts, [lowest, highest]: readonly [number, number]): boolean {
  return resourceClass !== undefined && resourceClass >= lowest && resourceClass <= highest;
}

function filterKey({ split, scriptGroup, locale, family, resourceClass }: QueryFilter): string {
  return JSON.stringify([
    split ?? "",
    scriptGroup ?? "",
    locale ?? "",
    family ?? "",
    ...(resourceClass ?? []),
  ]);
}

function describeFilter(filter: QueryFilter): string {
  const { split, scriptGroup, locale, family, resourceClass } = filter;
  const classes = resourceClass && `resource class ${[...new Set(resourceClass)].join(" to ")}`;
  return [split, scriptGroup && `${scriptGroup} scripts`, locale, family, classes]
    .filter((part) => part !== undefined)
    .join(", ");
}
