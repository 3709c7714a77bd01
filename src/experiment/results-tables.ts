import type { ResultsTable } from "../evaluation/results-table.js";
import { type Figure, headline } from "./headline.js";
import type { MeasureOptions, QueryFilter, QueryGrouping, Results } from "./results.js";

export interface TableOptions {
  id?: string;
  title?: string;
  note?: string;
}

type Cell = ResultsTable["rows"][number]["cells"][string];

/**
 * Methods in rows, figures in columns. With several filters (e.g. rare and common scripts) the rows stand in
 * groups. The paired comparisons of every group come along, corrected within their family.
 */
export function methodsTable(
  results: Results,
  groups: Readonly<Record<string, QueryFilter>>,
  options: TableOptions & { figures?: readonly Figure[] } = {},
): ResultsTable {
  const figures = options.figures ?? headline;
  const names = Object.keys(groups);
  const rows = names.flatMap((group) =>
    results.methods.map((method) => ({
      label: method,
      ...(names.length > 1 ? { group } : {}),
      cells: Object.fromEntries(
        figures.map((what): [string, Cell] => [
          what.key,
          cellOf(results, method, { ...groups[group], measure: what.measure, setting: what.setting }),
        ]),
      ),
    })),
  );
  const comparisons = names.flatMap((group) =>
    figures.flatMap((what) => {
      const family = results.comparisons(groups[group], what)[what.key] ?? [];
      const place = names.length > 1 ? ` (${group})` : "";
      return family.map(({ left, right, difference, interval, p, pCorrected }) => ({
        column: what.key,
        left: `${left}${place}`,
        right: `${right}${place}`,
        difference,
        interval,
        p,
        pCorrected,
      }));
    }),
  );
  return {
    schema: "claimbook/results/1",
    id: options.id ?? "results",
    title: options.title ?? "Results by method",
    ...(options.note === undefined ? {} : { note: options.note }),
    seeds: [...results.seeds],
    rowHeading: "Batches",
    columns: figures.map(({ key, label, better, digits }) => ({ key, label, better, digits })),
    rows,
    comparisons,
    correction: `Intervals of differences: simultaneous 95 % over the ${results.familySize(figures[0])} comparisons of ${names.length > 1 ? "a group" : "this table"} (Bonferroni). p: paired randomisation test, Holm-corrected.`,
  };
}

/** Groups of queries (scripts, resource classes, locales) in rows, methods in columns, for one figure. */
export function breakdownTable(
  results: Results,
  by: QueryGrouping,
  what: Figure,
  filter: QueryFilter = {},
  options: TableOptions = {},
): ResultsTable {
  const rows = new Map<string, Record<string, Cell>>();
  for (const method of results.methods) {
    const measured: MeasureOptions = { ...filter, measure: what.measure, setting: what.setting };
    for (const { group, mean, interval, n } of results.breakdown(method, by, measured)) {
      const cells = rows.get(group) ?? {};
      cells[method] = { value: mean, interval, n };
      rows.set(group, cells);
    }
  }
  return {
    schema: "claimbook/results/1",
    id: options.id ?? `${what.key}-by-${by}`,
    title: options.title ?? `${what.label} by ${rowHeadings[by].toLowerCase()}`,
    ...(options.note === undefined ? {} : { note: options.note }),
    seeds: [...results.seeds],
    best: "row",
    rowHeading: rowHeadings[by],
    columns: results.methods.map((method) => ({
      key: method,
      label: method,
      better: what.better,
      digits: what.digits,
    })),
    rows: [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([label, cells]) => ({ label, cells })),
    comparisons: [],
  };
}

const rowHeadings = {
  script: "Script of the query",
  scriptGroup: "Group of scripts",
  resourceClass: "Resource class",
  family: "Family",
  locale: "Language of the query",
} as const;

function cellOf(results: Results, method: string, options: MeasureOptions): Cell {
  const { value, interval, n } = results.measure(method, options);
  return { value, n, ...(interval === undefined ? {} : { interval }) };
}
