import { plural } from "../report/numbers.js";
import type { AuditedClaim } from "./model.js";
import type { ForeignReport } from "./read-report.js";

/** What holds over all marks: what ticks go by, statements judged differently, and texts cut off. */
export function remarksOf(reports: readonly ForeignReport[], claims: readonly AuditedClaim[]): string[] {
  const said = claims.flatMap((claim) => claim.said);
  return [...threshold(said), ...torn(claims, reports.length), ...cut(said)];
}

/** Ticks that go by the printed confidence alone. */
function threshold(said: readonly AuditedClaim["said"][number][]): string[] {
  const of = (mark: boolean) =>
    said.flatMap(({ verified, confidence }) =>
      verified === mark && confidence !== undefined ? [confidence] : [],
    );
  const [ticked, crossed] = [of(true), of(false)];
  if (ticked.length < 2 || crossed.length < 2) return [];
  const [low, high] = [Math.min(...ticked), Math.max(...crossed)];
  if (low <= high) return [];
  const most = Math.max(...ticked);
  return [
    `Every tick goes with a printed confidence of ${low.toFixed(2)} or more and every cross with ${high.toFixed(2)} or less: the marks say no more than that number, and the highest that is ticked is ${most.toFixed(2)}.`,
  ];
}

function torn(claims: readonly AuditedClaim[], reports: number): string[] {
  if (reports < 2) return [];
  const both = claims.filter(
    ({ said }) =>
      said.some(({ verified }) => verified === true) && said.some(({ verified }) => verified === false),
  );
  if (both.length === 0) return [];
  const names = both.map(({ claim }) => claim.id.replace("claim-", "")).join(", ");
  return [
    `${plural(both.length, "statement is", "statements are")} ticked in one report and crossed in another (${names}): the wording decided, not the evidence.`,
  ];
}

function cut(said: readonly AuditedClaim["said"][number][]): string[] {
  const lengths = said.filter((each) => each.cut).map(({ text }) => text.length);
  if (lengths.length === 0) return [];
  return [
    `${lengths.length} of ${plural(said.length, "claim")} ${lengths.length === 1 ? "is" : "are"} cut off (after ${Math.min(...lengths)} to ${Math.max(...lengths)} characters): what was ticked is not a whole statement.`,
  ];
}
