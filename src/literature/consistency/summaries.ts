import type { CellTable, Summary, TableCell } from "../tables/cells/cells.js";
import {
  meanOf,
  medianOf,
  overlap,
  type Range,
  rangeOf,
  sumOf,
  unitInLastPlace,
} from "../tables/cells/rounding.js";
import { caseKey, reportedCell, summaryAt } from "../tables/cells/select.js";
import type { ConsistencyFinding } from "./finding.js";

/** A cell that sums up others, and whether it does. */
interface Checked {
  cell: TableCell;
  members: readonly TableCell[];
  expected: Range;
  follows: boolean;
}

/**
 * Means, medians and totals that do not recompute from the cells they stand for. A mean may be weighted, and a
 * total may leave rows out: only where the same header sums up plainly elsewhere in the table (in at least half
 * of its cells) is a cell that does not a finding; a mean beyond all of its cells always is.
 */
export function summaryFindings(tables: readonly CellTable[]): ConsistencyFinding[] {
  const all = tables.flatMap((table) =>
    table.dimensions.flatMap(({ name, labels }) =>
      labels.flatMap((label) =>
        label.summary === undefined ? [] : [checkedOf(table, name, label.name, label.summary)],
      ),
    ),
  );
  // A table that shows part of another's cells may print the mean of all of them.
  const elsewhere = new Set(
    all.flatMap(({ checked }) => checked.filter(({ follows }) => follows).map(({ cell }) => valueKey(cell))),
  );
  return all.flatMap((group) =>
    findingsOf({
      ...group,
      checked: group.checked.filter((one) => one.follows || !elsewhere.has(valueKey(one.cell))),
    }),
  );
}

interface Group {
  table: CellTable;
  summary: Summary;
  checked: readonly Checked[];
}

/** A cell by all of its labels and its value, in whatever table. */
function valueKey(cell: TableCell): string {
  return `${caseKey(cell, [])} ${cell.value}`;
}

function checkedOf(table: CellTable, dimension: string, label: string, summary: Summary): Group {
  const checked = table.cells.flatMap((cell, index): Checked[] => {
    if (cell.at[dimension] !== label) return [];
    const members = membersOf(table, cell, dimension);
    if (members.length < 2 || !alike([cell, ...members])) return [];
    if (summary === "total" && (cell.unit === "%" || members.some(({ value }) => value < 0))) return [];
    // The whole, or the block right above: tables put a mean under each group of rows.
    const candidates = [members, blockAbove(table, members, index, dimension)].filter(
      (list) => list.length > 1,
    );
    const printed = rangeOf(cell.value, cell.decimals);
    const follows = candidates.some((list) => overlap(summed(list, summary), printed));
    return [{ cell, members, expected: summed(members, summary), follows }];
  });
  return { table, summary, checked };
}

function findingsOf({ table, summary, checked }: Group): ConsistencyFinding[] {
  const plain = checked.filter(({ follows }) => follows).length;
  const usual = checked.length === 1 || plain * 2 >= checked.length;
  return checked
    .filter((one) => !one.follows && (usual || (summary !== "total" && isBeyond(one))))
    .map((one) => finding(table, summary, one, usual ? checked.length : 0));
}

/** Cells with the labels of the summary in every dimension that it has, but the one it sums up. */
function membersOf(table: CellTable, cell: TableCell, dimension: string): TableCell[] {
  const fixed = Object.entries(cell.at).filter(([name]) => name !== dimension);
  return table.cells.filter(
    (other) =>
      other !== cell &&
      dimension in other.at &&
      summaryAt(table, other, dimension) === undefined &&
      fixed.every(([name, label]) => other.at[name] === label) &&
      Object.keys(other.at).every((name) => name in cell.at || summaryAt(table, other, name) === undefined),
  );
}

function blockAbove(
  table: CellTable,
  members: readonly TableCell[],
  index: number,
  dimension: string,
): TableCell[] {
  const before = table.cells.slice(0, index);
  const last = before.findLastIndex((cell) => summaryAt(table, cell, dimension) !== undefined);
  const block = new Set(before.slice(last + 1));
  return members.filter((member) => block.has(member));
}

function alike(cells: readonly TableCell[]): boolean {
  return new Set(cells.map((cell) => cell.unit)).size === 1;
}

function summed(cells: readonly TableCell[], summary: Summary): Range {
  const ranges = cells.map((cell) => rangeOf(cell.value, cell.decimals));
  if (summary === "total") {
    // Counts are exact; only what is printed with decimals is rounded.
    return cells.every((cell) => cell.decimals === 0)
      ? sumOf(cells.map(({ value }) => ({ low: value, high: value })))
      : sumOf(ranges);
  }
  return summary === "mean" ? meanOf(ranges) : medianOf(ranges);
}

/** No weights make a mean of this. */
function isBeyond({ cell, members }: Checked): boolean {
  const ranges = members.map((member) => rangeOf(member.value, member.decimals));
  const all = { low: Math.min(...ranges.map((r) => r.low)), high: Math.max(...ranges.map((r) => r.high)) };
  return !overlap(rangeOf(cell.value, cell.decimals), all);
}

function finding(table: CellTable, summary: Summary, one: Checked, of: number): ConsistencyFinding {
  const { cell, members, expected } = one;
  const middle = (expected.low + expected.high) / 2;
  const plainly = members.reduce((sum, member) => sum + member.value, 0);
  const value = summary === "total" ? plainly : summary === "mean" ? plainly / members.length : middle;
  const gap = Math.max(expected.low - cell.value, cell.value - expected.high);
  const step = unitInLastPlace(cell.decimals);
  const severity = of === 0 ? "note" : of > 1 && (gap > 2 * step || isBeyond(one)) ? "major" : "minor";
  const shown = value.toFixed(Math.min(cell.decimals + 1, 12));
  return {
    kind: summary === "total" ? "total does not add up" : "mean does not recompute",
    severity,
    text: `Table ${table.number} prints ${cell.value} as ${cell.row}, ${cell.column}; the ${summary} of its ${members.length} cells is ${shown}.`,
    place: { table: table.number },
    cells: [cell, ...members].map(reportedCell),
    printed: cell.value,
    expected: Number(shown),
  };
}
