import type { ClaimOutcome, Difference } from "./compare-claims.js";

/** A recorded value as a person reads it; numbers with all their digits, since the last ones may be what differs. */
export function valueText(value: string | number | boolean | undefined): string {
  if (value === undefined) return "(none)";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "number" ? String(value) : value;
}

/** e.g. `mAP(hybrid): recorded 0.45, rerun 0.43 (4.4 % apart)`. */
export function describeDifference({ name, recorded, rerun, relative }: Difference): string {
  const apart = relative === undefined ? "" : ` (${Number((relative * 100).toPrecision(2))} % apart)`;
  return `${name}: recorded ${valueText(recorded)}, rerun ${valueText(rerun)}${apart}`;
}

/** One line for each claim that was not reproduced, and one for each of its differences, up to `most`. */
export function describeOutcome(claim: ClaimOutcome, most: number): string[] {
  const why = {
    reproduced: "reproduced",
    moved: "moved",
    "verdict changed": "verdict changed",
    missing: "missing: recorded, but the rerun does not make this claim",
    new: "new: the rerun makes this claim, and the record does not have it",
  }[claim.outcome];
  const lines = [`${claim.id}: ${why}`];
  for (const difference of claim.differences.slice(0, most))
    lines.push(`  ${describeDifference(difference)}`);
  const rest = claim.differences.length - most;
  if (rest > 0) lines.push(`  and ${rest} more`);
  return lines;
}
