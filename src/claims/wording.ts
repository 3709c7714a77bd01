import type { MeasuredCheck, MeasuredValue, Passage, Reported, ReportedCell } from "./model.js";

type PrintedComparison = Reported["comparisons"][number];

/**
 * A number for reading: four significant digits, no trailing zeros, a true minus sign; integers in full.
 * Records keep the full value.
 */
export function formatNumber(value: number): string {
  const text = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
  return text.replace(/^-/, "−");
}

/** `0.41 [0.38, 0.44], n = 1200 queries`. */
export function describeValue(value: MeasuredValue | number): string {
  if (typeof value === "number") return formatNumber(value);
  return `${formatNumber(value.value)}${range(value.interval)}, n = ${value.n} ${value.unit}`;
}

/** `difference −12.3 [−15.1, −9.6] (95 %, Bonferroni over 6 comparisons), p = 0.0004; expected: difference below 0`. */
export function describeCheck(check: MeasuredCheck): string {
  const how = [
    check.level === undefined ? undefined : `${formatNumber(check.level * 100)} %`,
    check.correction,
  ].filter((part) => part !== undefined);
  const noise = how.length === 0 || check.interval === undefined ? "" : ` (${how.join(", ")})`;
  const p = check.p === undefined ? "" : `, p = ${formatNumber(check.p)}`;
  return `difference ${formatNumber(check.difference)}${range(check.interval)}${noise}${p}; expected: ${check.expected}`;
}

/** `Table 2, XLM-R · XQuAD-R: Hybrid 287 < X-X 410`. */
export function describeComparison({ left, relation, right, tolerance }: PrintedComparison): string {
  const slack = tolerance === undefined || tolerance === 0 ? "" : ` ± ${formatNumber(tolerance)}`;
  const other = typeof right === "number" ? formatNumber(right) : describeCell(right, left);
  return `Table ${left.table}, ${left.row}: ${left.column} ${formatNumber(left.value)} ${relation} ${other}${slack}`;
}

function describeCell(cell: ReportedCell, beside: ReportedCell): string {
  const place = [
    cell.table === beside.table ? undefined : `Table ${cell.table}`,
    cell.row === beside.row ? undefined : cell.row,
  ].filter((part) => part !== undefined);
  const where = place.length === 0 ? "" : ` (${place.join(", ")})`;
  return `${cell.column} ${formatNumber(cell.value)}${where}`;
}

/** `arXiv:2408.10536v1, section 4.1, in the library's words (match 0.82)`. */
export function describePassage({ work, locator, score, summary, origin }: Passage): string {
  const place = [
    work,
    locator,
    summary === true ? "in the library's words" : undefined,
    origin === true ? "the claim's own sentence" : undefined,
  ];
  return `${place.filter((part) => part !== undefined).join(", ")} (match ${score.toFixed(2)})`;
}

function range(interval: readonly [number, number] | undefined): string {
  return interval === undefined ? "" : ` [${formatNumber(interval[0])}, ${formatNumber(interval[1])}]`;
}
