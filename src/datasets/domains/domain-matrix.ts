import { ClaimbookError } from "../../errors.js";
import type { ResultsTable } from "../../evaluation/results-table.js";
import { Mime, type MimeBundle } from "../../notebook/mime.js";
import { resultsHtml, resultsText } from "../../tables/results-view.js";
import type { DomainName } from "./domain-pools.js";
import type { Domain, DomainShift } from "./domain-shift.js";
import { XLSD_NOTE } from "./xlsd.js";

/** A metric's value on one held-out set. */
export interface DomainScore {
  value: number;
  /** 95 % interval. */
  interval?: [low: number, high: number];
  /** Sample size. */
  n: number;
}

export interface MatrixOptions<Model> {
  /** Shown over the table, e.g. `mAP, multilingual pool`. */
  metric: string;
  /** Defaults to `higher`. */
  better?: "higher" | "lower";
  /** Digits shown. Defaults to 3. */
  digits?: number;
  /** Trains once for each domain; without it `evaluate` gets undefined. */
  train?: (training: Domain) => Promise<Model> | Model;
  /** Scores what was trained on one domain on the held-out task of another (or the same). */
  evaluate: (model: Model, test: Domain, training: Domain) => Promise<DomainScore> | DomainScore;
  /** Called when a model has been evaluated on all domains, also after an error. */
  dispose?: (model: Model) => Promise<void> | void;
  signal?: AbortSignal;
  /** Told before each training and each evaluation. */
  onProgress?: (step: { training: DomainName; test?: DomainName; done: number; of: number }) => void;
}

/** How much is lost outside the training domain. */
export interface Shift {
  training: DomainName;
  inDomain: number;
  /** Mean over the other domains. */
  elsewhere: number;
  /** `inDomain` less `elsewhere`, the other way round where lower is better: what the shift costs. */
  cost: number;
}

/** Training domain by test domain. */
export class DomainMatrix {
  readonly metric: string;
  readonly better: "higher" | "lower";
  readonly digits: number;
  readonly domains: readonly DomainName[];
  /** By training domain, then by test domain. */
  readonly scores: ReadonlyMap<DomainName, ReadonlyMap<DomainName, DomainScore>>;

  constructor(
    { metric, better = "higher", digits = 3 }: Pick<MatrixOptions<never>, "metric" | "better" | "digits">,
    domains: readonly DomainName[],
    scores: ReadonlyMap<DomainName, ReadonlyMap<DomainName, DomainScore>>,
  ) {
    this.metric = metric;
    this.better = better;
    this.digits = digits;
    this.domains = domains;
    this.scores = scores;
  }

  /** A row for each training domain; no mean over fewer than one other domain, so it is empty for a single domain. */
  shifts(): Shift[] {
    if (this.domains.length < 2) return [];
    return this.domains.map((training) => {
      const mine = this.scores.get(training)!;
      const inDomain = mine.get(training)!.value;
      const others = this.domains.filter((test) => test !== training).map((test) => mine.get(test)!.value);
      const elsewhere = others.reduce((sum, value) => sum + value, 0) / others.length;
      return {
        training,
        inDomain,
        elsewhere,
        cost: this.better === "higher" ? inDomain - elsewhere : elsewhere - inDomain,
      };
    });
  }

  table(): ResultsTable {
    const { better, digits } = this;
    return {
      schema: "claimbook/results/1",
      id: "domain-shift",
      title: `Domain shift: ${this.metric}`,
      note: XLSD_NOTE,
      rowHeading: "Trained on",
      columns: this.domains.map((test) => ({ key: test, label: test, better, digits })),
      rows: this.domains.map((training) => ({
        label: training,
        cells: Object.fromEntries(
          [...this.scores.get(training)!].map(([test, { value, interval, n }]) => [
            test,
            { value, n, ...(interval === undefined ? {} : { interval }) },
          ]),
        ),
      })),
      best: "column",
      comparisons: [],
    };
  }

  bundle(): MimeBundle {
    const table = this.table();
    return { [Mime.results]: table, [Mime.html]: resultsHtml(table), [Mime.plain]: resultsText(table) };
  }

  /** Shown like this as the value of a cell. */
  [Symbol.for("Jupyter.display")](): MimeBundle {
    return this.bundle();
  }
}

/**
 * Trains on every domain and evaluates on every domain.
 *
 * @throws {ClaimbookError} kind `failed` for a score that is not a number, naming both domains; what the callbacks
 *   throw; the signal's reason when aborted
 */
export async function fillDomainMatrix<Model = undefined>(
  { domains }: Pick<DomainShift, "domains">,
  options: MatrixOptions<Model>,
): Promise<DomainMatrix> {
  const scores = new Map<DomainName, Map<DomainName, DomainScore>>();
  const of = domains.length * (domains.length + 1);
  let done = 0;
  for (const training of domains) {
    options.signal?.throwIfAborted();
    options.onProgress?.({ training: training.name, done: done++, of });
    // Without a training there is no model, and its type is undefined.
    const model = (await options.train?.(training)) as Model;
    const row = new Map<DomainName, DomainScore>();
    try {
      for (const test of domains) {
        options.signal?.throwIfAborted();
        options.onProgress?.({ training: training.name, test: test.name, done: done++, of });
        const score = await options.evaluate(model, test, training);
        if (!Number.isFinite(score.value)) {
          throw new ClaimbookError(`the score is ${score.value}`, {
            kind: "failed",
            where: `trained on ${training.name}, tested on ${test.name}`,
            wayOut: "Look at the training's losses and at the evaluation.",
          });
        }
        row.set(test.name, score);
      }
    } finally {
      await options.dispose?.(model);
    }
    scores.set(training.name, row);
  }
  return new DomainMatrix(
    options,
    domains.map(({ name }) => name),
    scores,
  );
}
