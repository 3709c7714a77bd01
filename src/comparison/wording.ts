import { formatNumber } from "../claims/wording.js";
import { plural } from "../report/numbers.js";
import { valueText } from "../verification/wording.js";
import {
  type CellChange,
  type Change,
  type ClaimComparison,
  type ClaimOutcome,
  type Comparison,
  claimOutcomes,
  type TextPart,
} from "./model.js";

/** A mark for each outcome, that differs in shape, and how it is set off. */
export const outcomeMarks: Readonly<
  Record<ClaimOutcome, { symbol: string; tone: "ok" | "mid" | "no" | "na" }>
> = {
  "verdict changed": { symbol: "✗", tone: "no" },
  "value moved": { symbol: "≈", tone: "mid" },
  "evidence changed": { symbol: "◐", tone: "mid" },
  reworded: { symbol: "“", tone: "mid" },
  "within tolerance": { symbol: "✓", tone: "ok" },
  same: { symbol: "✓", tone: "ok" },
  removed: { symbol: "−", tone: "no" },
  added: { symbol: "+", tone: "mid" },
};

/** `4.8 % apart, 2.4 times the tolerance`, `0.3 % apart, 6 % of the tolerance`; undefined where no number says. */
export function distanceText({
  relative,
  ofTolerance,
}: Pick<Change, "relative" | "ofTolerance">): string | undefined {
  if (relative === undefined) return undefined;
  const apart = `${round(relative * 100)} % apart`;
  if (ofTolerance === undefined) return apart;
  return ofTolerance > 1
    ? `${apart}, ${round(ofTolerance)} times the tolerance`
    : `${apart}, ${round(ofTolerance * 100)} % of the tolerance`;
}

/** Two digits are enough to judge a distance by. */
function round(value: number): string {
  return value >= 100
    ? Math.round(value).toLocaleString("en-US")
    : formatNumber(Number(value.toPrecision(2)));
}

/** A value of a claim: a person reads the digits that count, unless the others are the difference. */
export function sideTexts({ left, right }: Pick<Change, "left" | "right">): [left: string, right: string] {
  if (typeof left !== "number" || typeof right !== "number") return [valueText(left), valueText(right)];
  return pair(left, right);
}

function pair(left: number, right: number): [string, string] {
  const [a, b] = [formatNumber(left), formatNumber(right)];
  return a === b ? [String(left), String(right)] : [a, b];
}

/** The two sides of a cell: `0.41 [0.38, 0.44]`, with the sample size where that differs. */
export function cellTexts({ left, right }: CellChange): [left: string, right: string] {
  if (left === undefined || right === undefined) return [cellText(left), cellText(right)];
  const n = left.n !== right.n;
  const shown: [string, string] = [cellText(left, formatNumber, n), cellText(right, formatNumber, n)];
  return shown[0] === shown[1] ? [cellText(left, String, n), cellText(right, String, n)] : shown;
}

function cellText(
  cell: CellChange["left"],
  number: (value: number) => string = formatNumber,
  n = false,
): string {
  if (cell === undefined) return "(none)";
  const interval = cell.interval === undefined ? "" : ` [${cell.interval.map(number).join(", ")}]`;
  return `${number(cell.value)}${interval}${n ? `, n = ${cell.n}` : ""}`;
}

/** `rare scripts, Khmer / mAP`. */
export function cellName({ group, row, column }: CellChange): string {
  return `${[group, row].filter((part) => part !== undefined).join(", ")} / ${column}`;
}

/** `2 claims: 1 same, 1 value moved`, in the order of weight. */
export function tallyText({ claims, counts }: Pick<Comparison, "claims" | "counts">): string {
  const each = claimOutcomes
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => `${counts[outcome]} ${outcome}`);
  return `${plural(claims.length, "claim")}${each.length === 0 ? "" : `: ${each.join(", ")}`}`;
}

/** How a claim is called: its id, and the other side's where that differs. */
export function claimName({ left, right, likeness }: ClaimComparison): string {
  if (left === undefined || right === undefined || left.id === right.id) return (left ?? right)!.id;
  return `${left.id} → ${right.id} (matched by text, ${Math.round((likeness ?? 0) * 100)} % alike)`;
}

/** Where a text differs, within a few words on each side; unchanged stretches in between are cut. */
export function around(parts: readonly TextPart[], words = 8): TextPart[] {
  return parts.map((part, i) => {
    if (part.is !== "same") return part;
    const pieces = part.text.split(/(?<=\s)(?=\S)/u);
    const [before, after] = [i > 0, i < parts.length - 1];
    const room = (before ? words : 0) + (after ? words : 0);
    if (pieces.length <= room + 2) return part;
    const head = before ? pieces.slice(0, words).join("") : "";
    const tail = after ? pieces.slice(-words).join("") : "";
    return { is: "same", text: `${head}… ${tail}` };
  });
}

/** `hits` of a search and other plain values. */
export function plainValue(value: string | number | boolean | undefined): string {
  return typeof value === "number" ? formatNumber(value) : valueText(value);
}
