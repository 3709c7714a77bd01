import type { ResultsTable } from "../evaluation/results-table.js";
import { type Report, sectionOrder } from "../report/model.js";
import { type Distance, distance, farthest } from "./distance.js";
import type { CellChange, TableComparison } from "./model.js";

type Cell = ResultsTable["rows"][number]["cells"][string];

/** The results tables of two reports, by id; those of the left one in their order, then those that are new. */
export function compareTables(left: Report, right: Report, tolerance: number): TableComparison[] {
  const [before, after] = [tablesOf(left), tablesOf(right)];
  const compared = [...before].map(([key, table]): TableComparison => {
    const other = after.get(key);
    return other === undefined ? onOneSide(table, "removed") : compareTable(table, other, tolerance);
  });
  const added = [...after].filter(([key]) => !before.has(key)).map(([, table]) => onOneSide(table, "added"));
  return [...compared, ...added];
}

/** By id; an id that comes again (a table shown twice) is numbered. */
function tablesOf(report: Report): Map<string, ResultsTable> {
  const found = new Map<string, ResultsTable>();
  for (const id of sectionOrder) {
    for (const block of report.sections[id]) {
      if (block.kind !== "table") continue;
      let key = block.table.id;
      for (let again = 2; found.has(key); again++) key = `${block.table.id} (${again})`;
      found.set(key, block.table);
    }
  }
  return found;
}

function onOneSide({ id, title }: ResultsTable, is: "removed" | "added"): TableComparison {
  return { id, title, is, compared: 0, cells: [] };
}

function compareTable(left: ResultsTable, right: ResultsTable, tolerance: number): TableComparison {
  const [before, after] = [cellsOf(left), cellsOf(right)];
  const cells: CellChange[] = [];
  let compared = 0;
  for (const [key, { place, cell }] of before) {
    const other = after.get(key)?.cell;
    if (other === undefined) {
      cells.push({ ...place, left: sideOf(cell), matters: true });
      continue;
    }
    compared++;
    const apart = compareCells(cell, other, tolerance);
    if (apart !== undefined) cells.push({ ...place, left: sideOf(cell), right: sideOf(other), ...apart });
  }
  for (const [key, { place, cell }] of after) {
    if (!before.has(key)) cells.push({ ...place, right: sideOf(cell), matters: true });
  }
  return { id: left.id, title: right.title, is: "in both", compared, cells };
}

function cellsOf(table: ResultsTable) {
  const columns = new Map(table.columns.map(({ key, label }) => [key, label]));
  return new Map(
    table.rows.flatMap(({ label, group, cells }) =>
      Object.entries(cells).map(([key, cell]) => {
        const place = {
          row: label,
          ...(group === undefined ? {} : { group }),
          column: columns.get(key) ?? key,
        };
        return [JSON.stringify([group, label, key]), { place, cell }] as const;
      }),
    ),
  );
}

/** Undefined where value, interval and sample size are the same. */
function compareCells(left: Cell, right: Cell, tolerance: number): Distance | undefined {
  const size = Math.max(Math.abs(left.value), Math.abs(right.value));
  const ends = ([0, 1] as const).flatMap((end) => {
    const [a, b] = [left.interval?.[end], right.interval?.[end]];
    if (a === undefined && b === undefined) return [];
    return a === undefined || b === undefined ? [{ matters: true }] : [distance(a, b, tolerance, size)];
  });
  const all = [distance(left.value, right.value, tolerance), ...ends];
  // A sample is counted, not measured: it is the same or it is another one.
  if (left.n !== right.n) all.push({ ...distance(left.n, right.n, tolerance), matters: true });
  const most = farthest(all);
  return most.relative === undefined && !most.matters ? undefined : most;
}

function sideOf({ value, interval, n }: Cell): NonNullable<CellChange["left"]> {
  return { value, ...(interval === undefined ? {} : { interval }), n };
}
