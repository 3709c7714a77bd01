import { escapeHtml } from "../../claims/escape.js";
import type { ResultsTable } from "../../evaluation/results-table.js";
import { display } from "../../notebook/display.js";
import { Mime, type MimeBundle } from "../../notebook/mime.js";
import { resultsHtml, resultsText } from "../../tables/results-view.js";
import { type Leakage, LeakageIndex, type LeakageOptions, type LeakedPair } from "./find-leakage.js";
import { type LeakageSource, sideOf } from "./leakage-texts.js";

/** Shown of each comparison. */
const EXAMPLES = 5;

/** What trainings and evaluations have in common, as a notebook shows it. */
export class LeakageReport {
  readonly leakages: readonly Leakage[];

  constructor(leakages: readonly Leakage[]) {
    this.leakages = leakages;
  }

  /** Nothing leaks. */
  get clean(): boolean {
    return this.leakages.every(({ pairs }) => pairs.length === 0);
  }

  /** A row for each pair of a training and an evaluation set; sample sizes are texts of the evaluation. */
  table(): ResultsTable {
    const thresholds = [...new Set(this.leakages.map(({ threshold }) => threshold))].join(", ");
    return {
      schema: "claimbook/results/1",
      id: "leakage",
      title: "Evaluation texts that training sees",
      note:
        "Exact: the same but for punctuation, case and spacing, whole or a sentence of it. Near: Jaccard similarity of character shingles " +
        `of at least ${thresholds}. Translations of evaluation texts are not found.`,
      rowHeading: "Training set, evaluation set",
      columns: [
        { key: "exact", label: "Exact", better: "lower", digits: 0 },
        { key: "near", label: "Near", better: "lower", digits: 0 },
        { key: "share", label: "Both, %", better: "lower", digits: 2 },
        { key: "queries", label: "Of these, queries", better: "lower", digits: 0 },
      ],
      rows: this.leakages.map(({ training, evaluation, exact, near, queries }) => {
        const n = evaluation.texts;
        return {
          label: `${training.name}, ${evaluation.name}`,
          cells: {
            exact: { value: exact, n },
            near: { value: near, n },
            share: { value: n === 0 ? 0 : (100 * (exact + near)) / n, n },
            queries: { value: queries, n: evaluation.queries },
          },
        };
      }),
      comparisons: [],
    };
  }

  /** The table, and the pairs that are most alike. */
  bundle(): MimeBundle {
    const table = this.table();
    return {
      [Mime.results]: table,
      [Mime.html]: `<div>${resultsHtml(table)}${this.leakages.map(examplesHtml).join("")}</div>`,
      [Mime.plain]: [resultsText(table), ...this.leakages.flatMap(examplesText)].join("\n"),
    };
  }

  /** Shows the report as an output of the running cell. */
  show(fallback?: (text: string) => void): this {
    display(this.bundle(), {}, fallback);
    return this;
  }

  /** Shown like this as the value of a cell. */
  [Symbol.for("Jupyter.display")](): MimeBundle {
    return this.bundle();
  }
}

/**
 * Compares every training set with every evaluation set; each set is hashed once.
 *
 * @throws as `findLeakage` does
 */
export async function leakageReport(
  trainings: readonly LeakageSource[],
  evaluations: readonly LeakageSource[],
  options: LeakageOptions = {},
): Promise<LeakageReport> {
  const indexed: LeakageIndex[] = [];
  for (const evaluation of evaluations) indexed.push(await LeakageIndex.of(sideOf(evaluation), options));
  const leakages: Leakage[] = [];
  for (const training of trainings) {
    const index = await LeakageIndex.of(sideOf(training), options);
    for (const evaluation of indexed) leakages.push(await index.against(evaluation, options));
  }
  return new LeakageReport(leakages);
}

function heading({ training, evaluation, pairs }: Leakage): string {
  const shown = pairs.length > EXAMPLES ? `, ${EXAMPLES} of ${pairs.length} pairs` : "";
  return `${training.name} in ${evaluation.name}${shown}`;
}

function examplesHtml(leakage: Leakage): string {
  if (leakage.pairs.length === 0) return "";
  const cell = ([first]: LeakedPair["training"]) =>
    `<td style="text-align:left"><span lang="${escapeHtml(first!.locale)}" title="${escapeHtml(first!.id)}">${escapeHtml(first!.text)}</span></td>`;
  const rows = leakage.pairs
    .slice(0, EXAMPLES)
    .map(
      (pair) => `<tr><td>${pair.jaccard.toFixed(2)}</td>${cell(pair.training)}${cell(pair.evaluation)}</tr>`,
    );
  return (
    `<details><summary>${escapeHtml(heading(leakage))}</summary><table><thead><tr><th>Similarity</th>` +
    `<th>Training</th><th>Evaluation</th></tr></thead><tbody>${rows.join("")}</tbody></table></details>`
  );
}

function examplesText(leakage: Leakage): string[] {
  if (leakage.pairs.length === 0) return [];
  const side = ([first]: LeakedPair["training"]) => `${first!.locale} ${first!.id}: ${first!.text}`;
  return [
    `${heading(leakage)}:`,
    ...leakage.pairs
      .slice(0, EXAMPLES)
      .flatMap((pair) => [
        `  ${pair.jaccard.toFixed(2)}  ${side(pair.training)}`,
        `        ${side(pair.evaluation)}`,
      ]),
  ];
}
