import { plural } from "../report/numbers.js";
import type { Finding } from "../seal/finding.js";
import type { Certificate } from "./certificate.js";
import { type ClaimOutcome, type Difference, isReproduced, type Outcome } from "./compare-claims.js";
import type { RecordOutcome } from "./compare-records.js";
import type { SearchOutcome } from "./literature.js";

/** A recorded value as a person reads it; numbers with all their digits, since the last ones may be what differs. */
export function valueText(value: string | number | boolean | undefined): string {
  if (value === undefined) return "(none)";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "number" ? String(value) : value;
}

/** A text in which each sha256 is its first twelve digits; anything else as it is. */
export function shortHashes(text: string): string {
  return text.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, "$1…");
}

/** e.g. `mAP(hybrid): recorded 0.45, rerun 0.43 (4.4 % apart)`. */
export function describeDifference({ name, recorded, rerun, relative }: Difference): string {
  const apart = relative === undefined ? "" : ` (${percent(relative)} apart)`;
  return `${name}: recorded ${valueText(recorded)}, rerun ${valueText(rerun)}${apart}`;
}

/** One line for a claim, and one for each of its differences, up to `most`. */
export function describeOutcome(claim: ClaimOutcome, most: number): string[] {
  const why: Record<Outcome, string> = {
    same: "same",
    "within tolerance": `within tolerance (at most ${percent(claim.withinTolerance ?? 0)} apart)`,
    moved: "moved: the verdict is the same, a value is not",
    "verdict changed": "verdict changed",
    "could not run": "could not run: its cell failed or was not reached",
    missing: "missing: recorded, but the rerun does not make this claim",
    added: "added: the rerun makes this claim, and the record does not have it",
  };
  const lines = [`${claim.id}: ${why[claim.outcome]}`];
  for (const difference of claim.differences.slice(0, most))
    lines.push(`  ${describeDifference(difference)}`);
  const rest = claim.differences.length - most;
  if (rest > 0) lines.push(`  and ${rest} more`);
  return lines;
}

function percent(relative: number): string {
  return `${Number((relative * 100).toPrecision(2))} %`;
}

/** e.g. `cell 5 (id "claims"): claim "less-bias" was altered: text`. */
export function describeFinding({ where, what, weight }: Finding): string {
  return `${where}: ${what}${weight === "note" ? " (text only: no result depends on it)" : ""}`;
}

/** A record that is not the same, and where. */
export function describeRecord({ is, where, outcome, differences }: RecordOutcome): string {
  const places = differences.length === 0 ? "" : `: ${differences.slice(0, 3).join("; ")}`;
  return `${where}: ${is} ${outcome}${places}`;
}

/** One line on a search, and with `--live` one on what the databases say now. */
export function describeSearch({ question, replay, recording, live, error }: SearchOutcome): string[] {
  const what = {
    same: `replayed from ${recording}: the same log`,
    differs: `replayed from ${recording}: ANOTHER log than the notebook has`,
    "recording changed": `${recording} is not the file that the notebook used`,
    "recording missing": `its recording ${recording} is not there`,
    "no recording": "made anew by the rerun (no recording)",
  }[replay];
  const lines = [`search "${question}": ${what}${error === undefined ? "" : ` (${error})`}`];
  if (live !== undefined) {
    const { same, found, gone, retracted, changed, unknown, changes } = live;
    lines.push(
      `  searched again: ${same} works as before, ${found} new, ${gone} gone, ${retracted} retracted, ${changed} changed, ${unknown} not known`,
      ...changes.slice(0, 10).map((each) => `  ${each}`),
    );
  }
  return lines;
}

/** The whole finding in one line. */
export function verdictLine({
  claims,
  counts,
  passed,
  reproduced,
  integrity,
  records,
  seeds,
  scope,
}: Certificate): string {
  const tally = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${count} ${outcome}`);
  const off = records.filter(({ outcome }) => !isReproduced(outcome)).length;
  const fragile = seeds?.claims.filter((claim) => claim.fragile).length ?? 0;
  const also = [
    ...(integrity.intact ? [] : ["altered after execution"]),
    ...(off === 0 ? [] : [`${off} other ${off === 1 ? "record" : "records"} not the same`]),
    ...(fragile === 0 ? [] : [`${fragile} fragile (verdict depends on the seed)`]),
  ];
  const head = passed
    ? "Reproduced"
    : reproduced
      ? "Claims reproduced, BUT not all is well"
      : "Not reproduced";
  const part =
    scope === undefined ? "" : ` (only ${scope.cells.length} of ${scope.codeCells} code cells were run)`;
  return `${head}: ${plural(claims.length, "claim")}, ${[...tally, ...also].join(", ")}${part}`;
}
