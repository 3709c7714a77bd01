import type { Claim, MeasuredCheck, Passage, ReportedCell } from "../claims/model.js";
import { workKey } from "../literature/work-id.js";
import { claimValues } from "../verification/claim-values.js";
import { compareClaims, type Difference } from "../verification/index.js";
import type { Change, ChangeKind, ClaimOutcome, ClaimPart } from "./model.js";
import { wordDiff } from "./word-diff.js";

/**
 * Everything that two versions of a claim do not say alike, verdicts first, then those that moved most. Evidence is
 * matched by what it is, not by its place in the list: a passage that moved up is no change.
 *
 * @param tolerance relative, at least 0; differences within it are listed too, and marked so
 */
export function claimChanges(left: Claim, right: Claim, tolerance: number): Change[] {
  const aligned = { ...alignEvidence(left, right), id: left.id };
  const differ = (allowed: number) => compareClaims([left], [aligned], allowed)[0]!.differences;
  // What a wider tolerance leaves out is what lies within it.
  const beyond = new Set(differ(tolerance).map(keyOf));
  const paths = new Map(
    [left, aligned].flatMap((claim) => claimValues(claim).map(({ name, path }) => [name, path] as const)),
  );
  return differ(0)
    .map((difference) =>
      change(difference, paths.get(difference.name)!, beyond.has(keyOf(difference)), tolerance),
    )
    .sort((a, b) => Number(b.matters) - Number(a.matters));
}

/** What the changes of a claim come to. */
export function outcomeOf(changes: readonly Change[]): ClaimOutcome {
  const has = (kind: ChangeKind) => changes.some((each) => each.matters && each.kind === kind);
  if (has("verdict")) return "verdict changed";
  if (has("value")) return "value moved";
  if (has("evidence")) return "evidence changed";
  if (has("wording")) return "reworded";
  return changes.length > 0 ? "within tolerance" : "same";
}

function change(difference: Difference, path: string, matters: boolean, tolerance: number): Change {
  const { name, role, recorded, rerun, relative } = difference;
  const texts = typeof recorded === "string" && typeof rerun === "string" && role === "value";
  return {
    part: partOf(path),
    kind: role === "verdict" ? "verdict" : kindOf(path),
    name,
    ...(recorded === undefined ? {} : { left: recorded }),
    ...(rerun === undefined ? {} : { right: rerun }),
    ...(texts && /\s/.test(recorded) && /\s/.test(rerun) ? { words: wordDiff(recorded, rerun) } : {}),
    ...(relative === undefined ? {} : { relative }),
    ...(relative === undefined || tolerance === 0 ? {} : { ofTolerance: relative / tolerance }),
    matters,
  };
}

function partOf(path: string): ClaimPart {
  const part = path.split("/")[1] ?? "";
  return part === "source" || part === "grounding" || part === "reported" || part === "measured"
    ? part
    : "claim";
}

function kindOf(path: string): ChangeKind {
  if (path === "/text" || path === "/kind") return "wording";
  return path.startsWith("/measured") || path === "/grounding/confidence" ? "value" : "evidence";
}

const keyOf = ({ name, role, recorded, rerun }: Difference) => JSON.stringify([name, role, recorded, rerun]);

/** The right claim with its evidence in the order of the left one's. */
function alignEvidence(left: Claim, right: Claim): Claim {
  const comparison = ({ left, right, relation }: Claim["reported"]["comparisons"][number]) =>
    JSON.stringify([cellKey(left), relation, typeof right === "number" ? right : cellKey(right)]);
  return {
    ...right,
    grounding: {
      ...right.grounding,
      passages: align(left.grounding.passages, right.grounding.passages, passageKey),
    },
    reported: {
      ...right.reported,
      comparisons: align(left.reported.comparisons, right.reported.comparisons, comparison),
    },
    measured: {
      ...right.measured,
      checks: align(
        left.measured.checks,
        right.measured.checks,
        ({ expression }: MeasuredCheck) => expression,
      ),
    },
  };
}

const passageKey = ({ work, text }: Passage) => JSON.stringify([workKey(work), text]);
const cellKey = ({ work, table, row, column }: ReportedCell) => [workKey(work), table, row, column];

/** `right` in such an order that equals stand where they stand in `left`; the others fill the gaps, then follow. */
export function align<T>(left: readonly T[], right: readonly T[], keyOf: (item: T) => string): T[] {
  const waiting = new Map<string, number[]>();
  for (const [at, item] of right.entries()) {
    const key = keyOf(item);
    waiting.set(key, [...(waiting.get(key) ?? []), at]);
  }
  const placed = left.map((item) => waiting.get(keyOf(item))?.shift());
  const used = new Set(placed);
  const others = right.filter((_, at) => !used.has(at));
  const filled = placed.flatMap((at) => (at === undefined ? others.splice(0, 1) : [right[at]!]));
  return [...filled, ...others];
}
