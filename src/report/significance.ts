import type { ResultsTable } from "../evaluation/results-table.js";

type Row = ResultsTable["rows"][number];

/** Corrected p below which a difference counts as significant. */
const level = 0.05;

/** Which rows of a table a value is significantly better than. */
export interface Significance {
  /** `a`, `b`, ... within the row's group; undefined for a row that no test names. */
  letterOf: (row: Row) => string | undefined;
  /** Letters of the rows of the same group that the row is better than in a column, in their order. */
  beats: (row: Row, column: string) => string[];
  /** Whether any mark occurs in the table. */
  some: boolean;
}

/**
 * The marks of a table's paired tests, as papers of the field set them: each row of a group has a letter, and a value
 * carries the letters of the rows that it is better than with a corrected p below 0.05. Tests name rows by their
 * label, or as `label (group)`.
 */
export function significanceOf(table: ResultsTable): Significance {
  const letters = new Map<Row, string>();
  const beaten = new Map<string, Set<string>>();
  let some = false;
  for (const group of new Set(table.rows.map((row) => row.group))) {
    const rows = table.rows.filter((row) => row.group === group);
    const named = (name: string) =>
      rows.find(({ label }) => name === (group === undefined ? label : `${label} (${group})`));
    const tests = table.comparisons.flatMap((test) => {
      const [left, right] = [named(test.left), named(test.right)];
      return left === undefined || right === undefined ? [] : [{ ...test, left, right }];
    });
    const tested = rows.filter((row) => tests.some(({ left, right }) => left === row || right === row));
    // More rows than letters: the comparisons stand in the appendix all the same.
    if (tested.length > 26) continue;
    for (const [i, row] of tested.entries()) letters.set(row, String.fromCharCode(97 + i));
    for (const { column, left, right, difference, pCorrected } of tests) {
      if (pCorrected >= level || difference === 0) continue;
      const lower = table.columns.find(({ key }) => key === column)?.better === "lower";
      const [winner, loser] = difference > 0 !== lower ? [left, right] : [right, left];
      const key = `${table.rows.indexOf(winner)}\0${column}`;
      beaten.set(key, (beaten.get(key) ?? new Set()).add(letters.get(loser)!));
      some = true;
    }
  }
  return {
    letterOf: (row) => letters.get(row),
    beats: (row, column) => [...(beaten.get(`${table.rows.indexOf(row)}\0${column}`) ?? [])].sort(),
    some,
  };
}
