import { type Static, Type } from "@sinclair/typebox";
import type { Claim } from "../claims/model.js";
import { type ClaimValue, claimValues } from "./claim-values.js";

const closed = { additionalProperties: false };
const Value = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);

/** One value that the rerun did not give again. A side is absent where the claim has no such value there. */
export const Difference = Type.Object(
  {
    name: Type.String(),
    role: Type.Unsafe<"verdict" | "value">({ type: "string", enum: ["verdict", "value"] }),
    recorded: Type.Optional(Value),
    rerun: Type.Optional(Value),
    /** |rerun - recorded| relative to the size it is measured against (see the tolerance). */
    relative: Type.Optional(Type.Number()),
  },
  closed,
);

/**
 * - `same`: every verdict, text and number is the same.
 * - `within tolerance`: every verdict and text is the same, every number within the tolerance, some not the same.
 * - `moved`: every verdict is the same, some value is not.
 * - `verdict changed`: some verdict is not the same.
 * - `could not run`: recorded, and the cell that makes it failed or was not reached.
 * - `missing`: recorded, and the rerun did not make it although its cell ran.
 * - `added`: the rerun made it, and it is not in the record.
 */
export const outcomes = [
  "same",
  "within tolerance",
  "moved",
  "verdict changed",
  "could not run",
  "missing",
  "added",
] as const;
export type Outcome = (typeof outcomes)[number];

/** Whether a rerun bears out what was recorded of a claim. */
export function isReproduced(outcome: Outcome): boolean {
  return outcome === "same" || outcome === "within tolerance";
}

export const ClaimOutcome = Type.Object(
  {
    id: Type.String(),
    text: Type.String(),
    outcome: Type.Unsafe<Outcome>({ type: "string", enum: [...outcomes] }),
    /** The claim as a whole, as recorded and as the rerun judges it. */
    standing: Type.Object(
      { recorded: Type.Optional(Type.String()), rerun: Type.Optional(Type.String()) },
      closed,
    ),
    /** How many verdicts, texts and numbers were compared. */
    compared: Type.Integer({ minimum: 0 }),
    /** The largest relative difference of a number that is within the tolerance; absent where none differs. */
    withinTolerance: Type.Optional(Type.Number()),
    /** Beyond the tolerance: verdicts first, then values, those that moved most first. */
    differences: Type.Array(Difference),
  },
  closed,
);

export type Difference = Static<typeof Difference>;
export type ClaimOutcome = Static<typeof ClaimOutcome>;

/** Differences of numbers up to this, relative to their size, are rounding. */
export const defaultTolerance = 1e-6;

/**
 * Puts the claims of two runs side by side, by id: the recorded ones in their order, then added ones.
 *
 * @param tolerance at least 0; what a number may differ by, relative to its size (a difference of two values and its
 *   interval relative to the larger of the two). Texts, verdicts and sample sizes must be the same.
 * @param notRun ids of recorded claims whose cell the rerun could not run
 */
export function compareClaims(
  recorded: readonly Claim[],
  rerun: readonly Claim[],
  tolerance = defaultTolerance,
  notRun: ReadonlySet<string> = new Set(),
): ClaimOutcome[] {
  const again = new Map(rerun.map((claim) => [claim.id, claim]));
  const known = new Set(recorded.map((claim) => claim.id));
  return [
    ...recorded.map((claim) => {
      const other = again.get(claim.id);
      if (other !== undefined) return compareClaim(claim, other, tolerance);
      const outcome = notRun.has(claim.id) ? "could not run" : "missing";
      return oneSided(claim, outcome, { recorded: claim.standing });
    }),
    ...rerun
      .filter((claim) => !known.has(claim.id))
      .map((claim) => oneSided(claim, "added", { rerun: claim.standing })),
  ];
}

function oneSided({ id, text }: Claim, outcome: Outcome, standing: ClaimOutcome["standing"]): ClaimOutcome {
  return { id, text, outcome, standing, compared: 0, differences: [] };
}

function compareClaim(recorded: Claim, rerun: Claim, tolerance: number): ClaimOutcome {
  const before = claimValues(recorded);
  const after = new Map(claimValues(rerun).map((value) => [value.path, value]));
  const found: Difference[] = [];
  let within = 0;
  for (const value of before) {
    const { difference, small } = compareValues(value, after.get(value.path), tolerance);
    after.delete(value.path);
    if (difference !== undefined) found.push(difference);
    within = Math.max(within, small);
  }
  // What is left is in the rerun only.
  for (const { name, role, value } of after.values()) found.push({ name, role, rerun: value });
  return {
    id: recorded.id,
    text: recorded.text,
    outcome: outcomeOf(found, within),
    standing: { recorded: recorded.standing, rerun: rerun.standing },
    compared: before.length + after.size,
    ...(within > 0 ? { withinTolerance: within } : {}),
    differences: found.sort(byWeight),
  };
}

function outcomeOf(found: readonly Difference[], within: number): Outcome {
  if (found.length === 0) return within > 0 ? "within tolerance" : "same";
  return found.some(({ role }) => role === "verdict") ? "verdict changed" : "moved";
}

/** `small`: relative difference of numbers that are not the same and within the tolerance, else 0. */
function compareValues(
  recorded: ClaimValue,
  rerun: ClaimValue | undefined,
  tolerance: number,
): { difference?: Difference; small: number } {
  const base = { name: recorded.name, role: recorded.role, recorded: recorded.value };
  if (rerun === undefined) return { difference: base, small: 0 };
  if (recorded.value === rerun.value) return { small: 0 };
  const both = { ...base, rerun: rerun.value };
  if (typeof recorded.value !== "number" || typeof rerun.value !== "number")
    return { difference: both, small: 0 };
  // Symmetric: it must not matter which of the two runs is called the record. Never 0, since the values differ.
  const sizes = [recorded.value, rerun.value, recorded.scale ?? 0, rerun.scale ?? 0];
  const scale = Math.max(...sizes.map(Math.abs));
  const relative = Math.abs(rerun.value - recorded.value) / scale;
  const exact = recorded.scale === undefined || rerun.scale === undefined;
  return !exact && relative <= tolerance
    ? { small: relative }
    : { difference: { ...both, relative }, small: 0 };
}

/** Verdicts, then what has no number to tell how far it is off, then the largest first. */
function byWeight(a: Difference, b: Difference): number {
  const rank = ({ role, relative }: Difference) => (role === "verdict" ? 0 : relative === undefined ? 1 : 2);
  return rank(a) - rank(b) || (b.relative ?? 0) - (a.relative ?? 0);
}
