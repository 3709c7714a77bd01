import type { Claim, ReportedCell } from "../claims/model.js";
import { workKey } from "../literature/work-id.js";

type Comparison = Claim["reported"]["comparisons"][number];

/** Cells of one printed table as they stand there, row by row, with what was asked of them. */
export interface PrintedRows {
  work: string;
  table: string;
  /** What all rows share, e.g. `multilingual, mAP`; empty when nothing. */
  shared: string;
  columns: string[];
  rows: {
    label: string;
    cells: ({ value: number; compared: boolean } | undefined)[];
    verdicts: { holds: boolean; text: string }[];
  }[];
  /** How many of the rows hold an exception; these come first. */
  exceptions: number;
}

/**
 * The printed cells that a claim compares, each in its row of the table, with the neighbours of the row that this
 * report knows: cells that any of its claims compares. Rows with an exception come first, else they keep the order
 * in which the claim compares them.
 */
export function printedRows(
  claim: Pick<Claim, "reported">,
  all: readonly { claim: Pick<Claim, "reported"> }[],
): PrintedRows[] {
  const known = new Map<string, Map<string, Map<string, number>>>();
  for (const { left, right } of [...all, { claim }].flatMap((each) => each.claim.reported.comparisons)) {
    for (const cell of [left, right]) {
      if (typeof cell === "number") continue;
      const rows = entry(known, keyOf(cell), () => new Map());
      entry(rows, cell.row, () => new Map<string, number>()).set(cell.column, cell.value);
    }
  }
  const tables = new Map<string, Comparison[]>();
  for (const each of claim.reported.comparisons) entry(tables, keyOf(each.left), () => []).push(each);
  return [...tables].map(([key, comparisons]) => tableOf(comparisons, known.get(key)!));
}

function tableOf(comparisons: readonly Comparison[], known: Map<string, Map<string, number>>): PrintedRows {
  const { work, table } = comparisons[0]!.left;
  const labels = [...new Set(comparisons.map(({ left }) => left.row))];
  const columns = [...new Set(labels.flatMap((label) => [...known.get(label)!.keys()]))];
  const rows = labels.map((label) => {
    const own = comparisons.filter(({ left }) => left.row === label);
    const compared = new Set(own.flatMap(({ left, right }) => [left.column, ...besides(left, right)]));
    return {
      label,
      cells: columns.map((column) => {
        const value = known.get(label)!.get(column);
        return value === undefined ? undefined : { value, compared: compared.has(column) };
      }),
      verdicts: own.map((each) => ({ holds: each.holds, text: asked(each) })),
    };
  });
  const fails = (row: (typeof rows)[number]) => row.verdicts.some(({ holds }) => !holds);
  const exceptions = rows.filter(fails);
  const shared = sharedParts(labels);
  const short = (label: string) => withoutParts(label, shared) || label;
  return {
    work,
    table,
    shared: shared.join(", "),
    columns,
    rows: [...exceptions, ...rows.filter((row) => !fails(row))].map((row) => ({
      ...row,
      label: short(row.label),
    })),
    exceptions: exceptions.length,
  };
}

/** The right column where it stands in the row of the left one. */
function besides(left: ReportedCell, right: Comparison["right"]): string[] {
  return typeof right !== "number" && right.row === left.row && keyOf(right) === keyOf(left)
    ? [right.column]
    : [];
}

/** `Hybrid > X-X`; a cell of another row or table says where it stands and what it prints. */
function asked({ left, relation, right }: Comparison): string {
  if (typeof right === "number") return `${left.column} ${relation} ${right}`;
  if (besides(left, right).length > 0) return `${left.column} ${relation} ${right.column}`;
  const table = keyOf(left) === keyOf(right) ? "" : `Table ${right.table}, `;
  return `${left.column} ${relation} ${right.column} = ${right.value} (${table}${right.row})`;
}

const separator = " · ";

/** Parts of the labels that all of them share, where there is more than one label. */
function sharedParts(labels: readonly string[]): string[] {
  if (labels.length < 2) return [];
  const [first = "", ...rest] = labels;
  return first
    .split(separator)
    .filter((part) => rest.every((label) => label.split(separator).includes(part)));
}

function withoutParts(label: string, parts: readonly string[]): string {
  return label
    .split(separator)
    .filter((part) => !parts.includes(part))
    .join(separator);
}

function keyOf({ work, table }: ReportedCell): string {
  return `${workKey(work)}\0${table}`;
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
