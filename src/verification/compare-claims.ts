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
 * - `reproduced`: every verdict is the same and every value within the tolerance.
 * - `moved`: every verdict is the same, some value is not.
 * - `verdict changed`: some verdict is not the same.
 * - `missing`: recorded, and the rerun did not make it.
 * - `new`: the rerun made it, and it is not in the record.
 */
export const outcomes = ["reproduced", "moved", "verdict changed", "missing", "new"] as const;
export type Outcome = (typeof outcomes)[number];

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
    /** Verdicts first, then values, those that moved most first. */
    differences: Type.Array(Difference),
  },
  closed,
);

export type Difference = Static<typeof Difference>;
export type ClaimOutcome = Static<typeof ClaimOutcome>;

/** Differences of numbers up to this, relative to their size, are rounding. */
export const defaultTolerance = 1e-6;

/**
 * Puts the claims of two runs side by side, by id: the recorded ones in their order, then new ones.
 *
 * @param tolerance at least 0; what a number may differ by, relative to its size (a difference of two values and its
 *   interval relative to the larger of the two). Texts, verdicts and sample sizes must be the same.
 */
export function compareClaims(
  recorded: readonly Claim[],
  rerun: readonly Claim[],
  tolerance = defaultTolerance,
): ClaimOutcome[] {
  const again = new Map(rerun.map((claim) => [claim.id, claim]));
  const known = new Set(recorded.map((claim) => claim.id));
  return [
    ...recorded.map((claim) => compareClaim(claim, again.get(claim.id), tolerance)),
    ...rerun
      .filter((claim) => !known.has(claim.id))
      .map(
        (claim): ClaimOutcome => ({
          id: claim.id,
          text: claim.text,
          outcome: "new",
          standing: { rerun: claim.standing },
          compared: 0,
          differences: [],
        }),
      ),
  ];
}

function compareClaim(recorded: Claim, rerun: Claim | undefined, tolerance: number): ClaimOutcome {
  const base = { id: recorded.id, text: recorded.text };
  if (rerun === undefined) {
    const standing = { recorded: recorded.standing };
    return { ...base, outcome: "missing", standing, compared: 0, differences: [] };
  }
  const before = claimValues(recorded);
  const after = new Map(claimValues(rerun).map((value) => [value.path, value]));
  const found: Difference[] = [];
  for (const value of before) {
    const difference = compareValues(value, after.get(value.path), tolerance);
    after.delete(value.path);
    if (difference !== undefined) found.push(difference);
  }
  // What is left is in the rerun only.
  for (const { name, role, value } of after.values()) found.push({ name, role, rerun: value });
  const outcome =
    found.length === 0 ? "reproduced" : found.some((d) => d.role === "verdict") ? "verdict changed" : "moved";
  return {
    ...base,
    outcome,
    standing: { recorded: recorded.standing, rerun: rerun.standing },
    compared: before.length + after.size,
    differences: found.sort(byWeight),
  };
}

function compareValues(
  recorded: ClaimValue,
  rerun: ClaimValue | undefined,
  tolerance: number,
): Difference | undefined {
  const base = { name: recorded.name, role: recorded.role, recorded: recorded.value };
  if (rerun === undefined) return base;
  if (recorded.value === rerun.value) return undefined;
  const both = { ...base, rerun: rerun.value };
  if (typeof recorded.value !== "number" || typeof rerun.value !== "number") return both;
  // Symmetric: it must not matter which of the two runs is called the record. Never 0, since the values differ.
  const sizes = [recorded.value, rerun.value, recorded.scale ?? 0, rerun.scale ?? 0];
  const scale = Math.max(...sizes.map(Math.abs));
  const relative = Math.abs(rerun.value - recorded.value) / scale;
  const exact = recorded.scale === undefined || rerun.scale === undefined;
  return !exact && relative <= tolerance ? undefined : { ...both, relative };
}

/** Verdicts, then what has no number to tell how far it is off, then the largest first. */
function byWeight(a: Difference, b: Difference): number {
  const rank = ({ role, relative }: Difference) => (role === "verdict" ? 0 : relative === undefined ? 1 : 2);
  return rank(a) - rank(b) || (b.relative ?? 0) - (a.relative ?? 0);
}
