import { ClaimbookError } from "../errors.js";
import { queryValues, type Setting } from "../evaluation/index.js";
import type { Results } from "./results.js";
import { Scores } from "./scores.js";

/** What was trained on one domain and asked about one domain. */
export interface ShiftCell {
  training: string;
  test: string;
  results: Results;
  /** By query: whether it is about the test domain; all are by default. */
  keep?: readonly boolean[];
}

/**
 * Robustness against domain shift: every query is put to models that were trained on its own domain, and to models that
 * were trained on another one. So both figures are of the same queries and the same candidates, and a domain that is
 * harder than another counts in both.
 *
 * The scores are `in-domain`, `shifted` (mean over the other training domains) and `cost`, their difference query by
 * query. The cost alone is no measure of robustness: who finds nothing has nothing to lose.
 *
 * @param cells every pair of a training domain and a test domain; those of one test domain have the same queries
 * @throws {ClaimbookError} kind `usage` when a test domain has no in-domain cell, or no shifted one
 */
export function shiftScores(
  cells: readonly ShiftCell[],
  { setting, measure = "AP", label = "mAP" }: { setting: Setting; measure?: string; label?: string },
): Scores {
  const tests = [...new Set(cells.map(({ test }) => test))];
  const parts = tests.map((test, t) => {
    const own = cells.find((cell) => cell.test === test && cell.training === test);
    const others = cells.filter((cell) => cell.test === test && cell.training !== test);
    if (own === undefined || others.length === 0) {
      throw new ClaimbookError(`"${test}" was not evaluated both in and out of its domain`, {
        kind: "usage",
        where: "shiftScores",
        wayOut: "Give a cell for each training domain with each test domain.",
      });
    }
    return {
      inDomain: valuesOf(own, measure, setting),
      others: others.map((other) => valuesOf(other, measure, setting)),
      // Pictures of different data sets may have the same number.
      clusters: [...own.results.runs[0]!.ranks.queryGroup].flatMap((group, q) =>
        (own.keep?.[q] ?? true) ? [`${t}:${group}`] : [],
      ),
    };
  });
  const { methods, seeds } = cells[0]!.results;
  const values = (of: (part: (typeof parts)[number], method: string, s: number) => Float64Array) =>
    Object.fromEntries(
      methods.map((method) => [
        method,
        seeds.map((_, s) => Float64Array.from(parts.flatMap((part) => [...of(part, method, s)]))),
      ]),
    );
  const clusters = numbered(parts.flatMap((part) => part.clusters));
  const inDomain = values(({ inDomain }, method, s) => inDomain[method]![s]!);
  const shifted = values(({ others }, method, s) => meanOf(others.map((other) => other[method]![s]!)));
  const cost = Object.fromEntries(
    methods.map((method) => [
      method,
      inDomain[method]!.map((row, s) => row.map((value, q) => value - shifted[method]![s]![q]!)),
    ]),
  );
  const shape = { clusters, digits: 3 };
  const name = `${setting} ${label}`;
  return new Scores(
    {
      "in-domain": { ...shape, label: `In-domain ${name}`, better: "higher", values: inDomain },
      shifted: { ...shape, label: `Shifted ${name}`, better: "higher", values: shifted },
      cost: { ...shape, label: "Lost by the shift", better: "lower", values: cost },
    },
    seeds[0]!,
  );
}

function valuesOf(
  { results, keep }: ShiftCell,
  measure: string,
  setting: Setting,
): Record<string, Float64Array[]> {
  const values: Record<string, Float64Array[]> = {};
  for (const { method, ranks } of results.runs) {
    values[method] ??= [];
    values[method].push(queryValues(ranks, measure, setting).values.filter((_, q) => keep?.[q] ?? true));
  }
  return values;
}

function meanOf(rows: readonly Float64Array[]): Float64Array {
  return rows[0]!.map((_, q) => rows.reduce((sum, row) => sum + row[q]!, 0) / rows.length);
}

/** Names to numbers, each name one. */
function numbered(names: readonly string[]): Int32Array {
  const known = new Map<string, number>();
  return Int32Array.from(names, (name) => {
    const number = known.get(name) ?? known.size;
    known.set(name, number);
    return number;
  });
}
