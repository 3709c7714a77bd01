import { ClaimbookError } from "../../errors.js";
import { sha256Of } from "../../sha256.js";
import type { ClaimPair } from "./claim-pair.js";

/** A group's place among all: the same in every run and on every machine. */
const rank = (group: string, salt: string) => sha256Of(`${salt}\n${group}`);

/**
 * Deals groups into folds, as even in groups as can be; which fold a group is in follows from its SHA-256.
 *
 * @param salt another one gives an unrelated division
 * @returns the pairs of each fold, in their order
 * @throws {ClaimbookError} (usage) for fewer than 2 folds or fewer groups than folds
 */
export function foldsByGroup(pairs: readonly ClaimPair[], folds: number, salt = "folds"): ClaimPair[][] {
  const ranks = new Map(pairs.map(({ group }) => [group, rank(group, salt)]));
  if (!Number.isInteger(folds) || folds < 2 || ranks.size < folds) {
    throw new ClaimbookError(`${ranks.size} groups cannot be dealt into ${folds} folds`, {
      kind: "usage",
      where: "folds",
    });
  }
  const order = [...ranks].sort(([, a], [, b]) => (a < b ? -1 : 1)).map(([group]) => group);
  const foldOf = new Map(order.map((group, index) => [group, index % folds]));
  return Array.from({ length: folds }, (_, fold) => pairs.filter(({ group }) => foldOf.get(group) === fold));
}

/** The first of five folds held out, the rest to train on. */
export function heldOutFifth(pairs: readonly ClaimPair[]): { train: ClaimPair[]; heldOut: ClaimPair[] } {
  const heldOut = foldsByGroup(pairs, 5, "held-out fifth")[0]!;
  const out = new Set(heldOut);
  return { train: pairs.filter((pair) => !out.has(pair)), heldOut };
}
