import type { Comparison } from "../claims/measurement.js";
import type { Comparison as FamilyComparison } from "../evaluation/index.js";

/**
 * The difference of two methods in a family of comparisons, whichever of the two the family calls left; undefined when
 * it does not compare them.
 *
 * @param correction how the family was corrected, in words
 */
export function pairedDifference(
  family: readonly FamilyComparison[],
  left: string,
  right: string,
  correction: string,
): Comparison | undefined {
  const straight = family.find((row) => row.left === left && row.right === right);
  const row = straight ?? family.find((row) => row.left === right && row.right === left);
  if (row === undefined) return undefined;
  const [low, high] = row.interval;
  return {
    difference: straight ? row.difference : -row.difference,
    interval: straight ? [low, high] : [-high, -low],
    level: row.level,
    correction,
    p: row.pCorrected,
  };
}
