import type { Claim } from "../../../claims/model.js";
import fitted from "./kind-weights.json" with { type: "json" };

/** A claim's kind, or `none`: background, aims, signposts, anything that states no finding. */
export type SentenceKind = Claim["kind"] | "none";

export const sentenceKinds: readonly SentenceKind[] = [
  "result",
  "comparison",
  "method",
  "data",
  "limitation",
  "none",
];

/** Log-odds of the kinds. */
export interface KindWeights {
  bias: Readonly<Record<SentenceKind, number>>;
  /** For each cue that a sentence shows, what it adds to each kind, in the order of `sentenceKinds`. */
  cues: Readonly<Record<string, readonly number[]>>;
}

/** Fitted on two thirds of `bench/claim-kinds/sentences.tsv`; `node bench/claim-kinds.mjs --write` makes it anew. */
export const kindWeights: KindWeights = fitted;
