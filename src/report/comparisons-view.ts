import type { ResultsTable } from "../evaluation/results-table.js";
import { fixed, pNumber } from "./numbers.js";

/** One difference between two rows on one measure, as text. */
export interface DifferenceView {
  difference: string;
  /** `[0.062, 0.113]`. */
  interval: string | undefined;
  /** Corrected. */
  p: string;
  /** Whether the corrected p lies below 0.05. */
  strong: boolean;
}

/** The paired comparisons of a table: a row for each pair, a column for each measure, in the order of the table. */
export interface ComparisonsView {
  columns: string[];
  rows: { pair: string; differences: (DifferenceView | undefined)[] }[];
}

export function comparisonsView(table: ResultsTable): ComparisonsView {
  const compared = table.columns.filter(({ key }) => table.comparisons.some(({ column }) => column === key));
  const pairs = new Map<string, Map<string, DifferenceView>>();
  for (const { column, left, right, difference, interval, pCorrected } of table.comparisons) {
    const digits = compared.find(({ key }) => key === column)?.digits ?? 3;
    const pair = `${left} − ${right}`;
    const views = pairs.get(pair) ?? new Map<string, DifferenceView>();
    pairs.set(pair, views);
    views.set(column, {
      difference: fixed(difference, digits),
      interval: interval && `[${fixed(interval[0], digits)}, ${fixed(interval[1], digits)}]`,
      p: pNumber(pCorrected),
      strong: pCorrected < 0.05,
    });
  }
  return {
    columns: compared.map(({ label }) => label),
    rows: [...pairs].map(([pair, views]) => ({
      pair,
      differences: compared.map(({ key }) => views.get(key)),
    })),
  };
}
