import type { CellTable, TableCell } from "../tables/cells/cells.js";
import {
  differenceOf,
  meanOf,
  percentChange,
  type Range,
  rangeOf,
  ratioOf,
} from "../tables/cells/rounding.js";
import type { StatedNumber } from "../tables/expressions/expression.js";
import { boundHolds } from "../tables/expressions/stated.js";

/** Lines longer than this are not searched pair by pair. */
const longestLine = 60;

/**
 * Whether two cells of one row or column, or a whole one, yield a number: as difference, percentage, factor or
 * mean. Generous on purpose: a text may tell of its tables in more ways than can be read out of a sentence.
 */
export function isDerived(stated: StatedNumber, tables: readonly CellTable[]): boolean {
  const wanted = { ...stated, value: Math.abs(stated.value) };
  return tables.some((table) => linesOf(table).some((line) => yields(line, wanted)));
}

/** Cells that agree in all labels but one. */
function linesOf(table: CellTable): TableCell[][] {
  const lines = new Map<string, TableCell[]>();
  for (const cell of table.cells) {
    const labels = Object.entries(cell.at).sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [varied] of labels) {
      const key = JSON.stringify([varied, labels.filter(([name]) => name !== varied)]);
      const line = lines.get(key);
      if (line === undefined) lines.set(key, [cell]);
      else line.push(cell);
    }
  }
  return [...lines.values()].filter((line) => line.length > 1 && line.length <= longestLine);
}

function yields(line: readonly TableCell[], wanted: StatedNumber): boolean {
  const ranges = line.map((cell) => rangeOf(cell.value, cell.decimals));
  if (fits(meanOf(ranges), wanted)) return true;
  for (const [i, a] of ranges.entries()) {
    for (const b of ranges.slice(i + 1)) {
      if (fits(differenceOf(a, b), wanted)) return true;
      for (const change of [percentChange(a, b), percentChange(b, a)]) {
        if (
          change !== undefined &&
          wanted.unit !== "points" &&
          wanted.unit !== "times" &&
          fits(change, wanted)
        )
          return true;
      }
      for (const ratio of [ratioOf(a, b), ratioOf(b, a)]) {
        if (ratio !== undefined && fits(ratio, wanted)) return true;
      }
    }
  }
  return false;
}

/** As printed, in either direction; shares told in percent. */
function fits(range: Range, wanted: StatedNumber): boolean {
  const factors = wanted.unit === undefined || wanted.unit === "times" ? [1] : [1, 100];
  return factors.some((factor) => {
    const scaled = { low: range.low * factor, high: range.high * factor };
    return boundHolds(scaled, wanted) || boundHolds({ low: -scaled.high, high: -scaled.low }, wanted);
  });
}
