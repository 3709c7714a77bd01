import type { CellTable, TableCell } from "../cells/cells.js";
import { overlap, rangeOf } from "../cells/rounding.js";
import { caseKey, cellsIn, fits, summaryAt } from "../cells/select.js";
import type { Scope, Select } from "./expression.js";

/** Two cells of one case. */
export interface Pair {
  table: CellTable;
  subject: TableCell;
  object: TableCell;
  /** Of the case: its other labels. */
  key: string;
}

/** A cell and those that differ from it only in the label of one dimension. */
export interface Ranking {
  table: CellTable;
  subject: TableCell;
  rivals: readonly TableCell[];
}

/**
 * Every cell of the subject with its counterpart of the object, case by case. Where two tables print the same
 * case, the one with more digits counts: a mean of a summary is the rounded one of the details.
 */
export function pairsOf(tables: readonly CellTable[], scope: Scope, subject: Select, object: Select): Pair[] {
  const varied = [...new Set([...Object.keys(subject), ...Object.keys(object)])];
  const pairs = new Map<string, Pair>();
  for (const table of inScope(tables, scope)) {
    const cells = cellsIn(table, without(scope.where, varied));
    const others = groupBy(
      cells.filter((cell) => fits(cell, object)),
      (cell) => caseKey(cell, varied),
    );
    for (const cell of cells.filter((candidate) => fits(candidate, subject))) {
      for (const other of others.get(caseKey(cell, varied)) ?? []) {
        if (other === cell) continue;
        const labels = JSON.stringify([caseKey(cell, varied), varied.map((d) => [cell.at[d], other.at[d]])]);
        const pair = { table, subject: cell, object: other, key: `${table.number} ${caseKey(cell, varied)}` };
        const known = pairs.get(labels);
        if (known === undefined) pairs.set(labels, pair);
        else if (!same(known.subject, cell) || !same(known.object, other)) pairs.set(pair.key + labels, pair);
        else if (cell.decimals > known.subject.decimals) pairs.set(labels, pair);
      }
    }
  }
  return [...pairs.values()];
}

/** Every cell of the subject with all others of its case, summaries left out. */
export function rivalsOf(tables: readonly CellTable[], scope: Scope, subject: Select): Ranking[] {
  const varied = Object.keys(subject);
  const rankings = new Map<string, Ranking>();
  for (const table of inScope(tables, scope)) {
    const cells = cellsIn(table, without(scope.where, varied)).filter((cell) =>
      varied.every((dimension) => summaryAt(table, cell, dimension) === undefined),
    );
    const byCase = groupBy(
      cells.filter((cell) => varied.every((dimension) => dimension in cell.at)),
      (cell) => caseKey(cell, varied),
    );
    for (const cell of cells.filter((candidate) => fits(candidate, subject))) {
      const rivals = (byCase.get(caseKey(cell, varied)) ?? []).filter((other) => !fits(other, subject));
      const key = caseKey(cell, []);
      const known = rankings.get(key);
      if (known === undefined) rankings.set(key, { table, subject: cell, rivals });
      else if (!same(known.subject, cell))
        rankings.set(`${table.number} ${key}`, { table, subject: cell, rivals });
      else if (cell.decimals > known.subject.decimals) rankings.set(key, { table, subject: cell, rivals });
    }
  }
  return [...rankings.values()];
}

/** Whether two tables print one value: tables whose captions tell them apart may share all their labels. */
function same(a: TableCell, b: TableCell): boolean {
  return overlap(rangeOf(a.value, a.decimals), rangeOf(b.value, b.decimals));
}

function inScope(tables: readonly CellTable[], scope: Scope): CellTable[] {
  return tables.filter((table) => scope.tables.includes(table.number));
}

function without(select: Select, dimensions: readonly string[]): Select {
  return Object.fromEntries(Object.entries(select).filter(([dimension]) => !dimensions.includes(dimension)));
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
