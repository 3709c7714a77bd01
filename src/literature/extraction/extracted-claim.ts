import type { Claim } from "../../claims/model.js";

/** A check-worthy statement of a document, made to stand on its own. */
export interface ExtractedClaim {
  /** The statement with pronouns and "our method" resolved; a whole sentence, never cut off. */
  text: string;
  kind: Claim["kind"];
  /** The sentences of the documents that state it; the first is the one it was made from. */
  origins: readonly ClaimOrigin[];
  /** 0..1, how central it is to the question; 1 is the most. */
  centrality: number;
  /** What was resolved, e.g. `"It" -> "Hybrid batch training"`. */
  resolved: readonly { from: string; to: string }[];
  /** References that were left since nothing says safely what they mean, e.g. `these differences`. */
  unresolved?: readonly string[];
  /** Who chose the sentence or worded the claim, where it was a language model: its name. */
  proposedBy?: string;
}

/** Where a claim was read: the sentence, letter by letter. */
export interface ClaimOrigin {
  work: string;
  /** Of the document. */
  sha256: string;
  locator?: string;
  text: string;
  start: number;
  end: number;
}
