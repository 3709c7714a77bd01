import type { ClaimPair } from "../../../../datasets/claims/index.js";

/** How a sentence of a source was made into a claim. */
export type Change =
  | "as it stands"
  | "shortened"
  | "reordered"
  | "direction"
  | "negation"
  | "number"
  | "other source";

export interface MadePair extends ClaimPair {
  change: Change;
}
