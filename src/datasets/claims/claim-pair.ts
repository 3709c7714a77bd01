/** What evidence says of a claim, in the words of the project's verdicts. */
export const CLAIM_LABELS = ["supported", "contradicted", "not found"] as const;
export type ClaimLabel = (typeof CLAIM_LABELS)[number];

/** A claim beside evidence that somebody has judged. */
export interface ClaimPair {
  /** `citint`, `covidfact`, `healthver`, `scifact`. */
  dataSet: string;
  /** Unique within the data set. */
  id: string;
  /** Pairs of one group are about one claim or one source: they must stay on one side of a split. */
  group: string;
  claim: string;
  /** Sentences or passages in the order of the source; empty where the source has no text. */
  evidence: string[];
  label: ClaimLabel;
}
