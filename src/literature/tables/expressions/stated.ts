import type { ReportedCell } from "../../../claims/model.js";
import type { TableCell } from "../cells/cells.js";
import { differenceOf, overlap, percentChange, type Range, rangeOf } from "../cells/rounding.js";
import { reportedCell } from "../cells/select.js";
import type { Relation } from "../printed/relation.js";
import type { StatedNumber } from "./expression.js";

/** Whether a range of values is what was stated: the same when printed, near it, at least, at most. */
export function boundHolds(size: Range, { value, decimals, bound }: StatedNumber): boolean {
  const slack = 1e-9 * Math.max(1, Math.abs(value));
  if (bound === "at least") return size.high >= value - slack;
  if (bound === "at most") return size.low <= value + slack;
  // "Up to 32.8" tells of a number that was rounded; a limit is told as it is.
  if (bound === "up to") return size.low <= rangeOf(value, decimals).high + slack;
  const printed = rangeOf(value, decimals);
  if (bound === "exactly") return overlap(size, printed);
  const near = Math.max(Math.abs(value) * 0.05, 10 ** -decimals);
  return overlap(size, { low: value - near, high: value + near });
}

/** Whether a cell prints a number, as it is or in percent. */
export function printed(cell: TableCell, is: StatedNumber): Relation {
  const left: ReportedCell = reportedCell(cell);
  const signs = { "at least": ">=", "at most": "<=", "up to": "<=", exactly: "=", about: "=" } as const;
  // A share may be told in percent: 0.593 as 59.3 %.
  const factors = is.unit === "percent" && cell.unit !== "%" ? [1, 100] : [1];
  const decimals = cell.decimals;
  const holds = factors.some((factor) => {
    const range = { low: cell.value * factor, high: cell.value * factor };
    // Printed with fewer digits than stated: the cell itself is a rounding.
    const shown =
      is.decimals > decimals + Math.log10(factor)
        ? rangeOf(cell.value, decimals)
        : { low: cell.value, high: cell.value };
    return boundHolds(
      { low: Math.min(range.low, shown.low * factor), high: Math.max(range.high, shown.high * factor) },
      is,
    );
  });
  return {
    left,
    relation: signs[is.bound],
    right: is.value,
    ...(signs[is.bound] === "=" ? { tolerance: 10 ** -is.decimals } : {}),
    holds,
  };
}

/** Whether a change is what a text says it amounts to: in percent of the first, in points, or in either. */
export function amountsTo(from: StatedNumber, to: StatedNumber, by: StatedNumber): boolean {
  const [a, b] = [rangeOf(from.value, from.decimals), rangeOf(to.value, to.decimals)];
  const relative = by.unit === "points" ? undefined : percentChange(a, b);
  const sizes = [differenceOf(b, a), ...(relative === undefined || by.unit === undefined ? [] : [relative])];
  const stated = { ...by, value: Math.abs(by.value) };
  return sizes.some(
    (size) => boundHolds(size, stated) || boundHolds({ low: -size.high, high: -size.low }, stated),
  );
}
