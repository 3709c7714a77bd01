import type { LeakageReport } from "../datasets/leakage/index.js";
import type { ResultsTable } from "../evaluation/results-table.js";
import { type DataFrame, resultsFrame } from "../tables/index.js";
import { type Figure, headline, RANK_DISTANCE } from "./headline.js";
import { type ReportedCell, reportedCells, reportedCheck } from "./reported-cells.js";
import type { Results } from "./results.js";
import { methodsTable } from "./results-tables.js";

export interface ReplicationParts {
  /** The pretrained model that was fine-tuned, by its name. */
  model: string;
  /** By evaluation set. */
  results: Readonly<Record<string, Results>>;
  /** The pretrained model before any fine-tuning, by evaluation set. */
  before?: Readonly<Record<string, Results>>;
  /** The row of the paper's tables that the values stand beside. */
  paperModel: "XLM-R" | "LaBSE";
  /** What training and evaluation sets had in common. */
  leakage?: LeakageReport;
  /** What a reader should know and no value says: languages left out, texts cut. */
  notices?: readonly string[];
}

/** Row of the pretrained model in a table. */
const beforeLabel = "before fine-tuning";

/**
 * The paper's experiment, done again: for each evaluation set the `Results` of all methods and seeds, and the
 * paper's Tables 1 and 2 with its own cells beside the measured ones.
 */
export class Replication {
  readonly model: string;
  readonly results: Readonly<Record<string, Results>>;
  readonly before: Readonly<Record<string, Results>>;
  readonly paperModel: "XLM-R" | "LaBSE";
  readonly leakage: LeakageReport | undefined;
  readonly notices: readonly string[];

  constructor({ model, results, before = {}, paperModel, leakage, notices = [] }: ReplicationParts) {
    this.model = model;
    this.results = results;
    this.before = before;
    this.paperModel = paperModel;
    this.leakage = leakage;
    this.notices = notices;
  }

  /**
   * The cells of the paper's Tables 1 and 2 that were measured here, each with its verdict (see `ReportedCell`).
   *
   * @param table only the cells of this one
   */
  cells(table?: 1 | 2): ReportedCell[] {
    const figures = table === undefined ? headline : figuresOf(table);
    return Object.entries(this.results).flatMap(([dataset, results]) =>
      inPaper(dataset) ? reportedCells(results, { model: this.paperModel, dataset, figures }) : [],
    );
  }

  /** How many cells hold, fail, and so on. */
  verdicts(): Record<ReportedCell["verdict"], number> {
    const counts = { holds: 0, fails: 0, inconclusive: 0, "not checked": 0 };
    for (const { verdict } of this.cells()) counts[verdict]++;
    return counts;
  }

  /**
   * The paper's Table 1 (mAP in three settings) or 2 (rank distance) with measured values, intervals, corrected
   * tests and the paper's cells. Shows itself as the value of a cell of a notebook.
   */
  table(number: 1 | 2, options: { id?: string; title?: string; note?: string } = {}): DataFrame {
    return resultsFrame(this.resultsTable(number, options));
  }

  /** The same as plain data. */
  resultsTable(number: 1 | 2, options: { id?: string; title?: string; note?: string } = {}): ResultsTable {
    const figures = figuresOf(number);
    const parts = Object.entries(this.results).map(([dataset, results]) => {
      const table = methodsTable(results, { [dataset]: {} }, { figures });
      const before = this.before[dataset];
      const plain = before === undefined ? [] : methodsTable(before, { [dataset]: {} }, { figures }).rows;
      return {
        rows: [...plain.map((row) => ({ ...row, label: beforeLabel })), ...table.rows].map((row) => ({
          ...row,
          group: dataset,
        })),
        comparisons: table.comparisons.map((test) => ({
          ...test,
          left: `${test.left} (${dataset})`,
          right: `${test.right} (${dataset})`,
        })),
        correction: table.correction,
      };
    });
    const cells = this.cells(number);
    const rows = parts.flatMap((part) => part.rows);
    for (const { dataset, method, figure, value, verdict } of cells) {
      const row = rows.find(({ group, label }) => group === dataset && label === method);
      const cell = row?.cells[figure.key];
      if (cell !== undefined) cell.reported = { value, verdict };
    }
    const what = number === 1 ? "mAP in three settings" : "Rank distance";
    const correction = parts[0]?.correction;
    return {
      schema: "claimbook/results/1",
      id: options.id ?? `table-${number}`,
      title: options.title ?? `${what}: ${this.model}`,
      ...(options.note === undefined ? {} : { note: options.note }),
      seeds: [...new Set(Object.values(this.results).flatMap((results) => results.seeds))],
      rowHeading: "Batches",
      columns: figures.map(({ key, label, better, digits }) => ({ key, label, better, digits })),
      rows,
      comparisons: parts.flatMap((part) => part.comparisons),
      ...(correction === undefined ? {} : { correction }),
      ...(cells.length === 0
        ? {}
        : {
            reported: {
              source: `arXiv:2408.10536, Table ${number}, ${this.paperModel}`,
              check: reportedCheck,
            },
          }),
    };
  }
}

function figuresOf(table: 1 | 2): Figure[] {
  return headline.filter(({ measure }) => (measure === RANK_DISTANCE) === (table === 2));
}

function inPaper(dataset: string): boolean {
  return dataset === "XQuAD-R" || dataset === "MLQA-R";
}
