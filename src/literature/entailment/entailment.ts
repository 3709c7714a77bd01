/** What evidence says of a claim; the three add up to 1. */
export interface Entailed {
  supported: number;
  contradicted: number;
  notFound: number;
}

/** A claim and the sentences that are to speak for or against it, closest first. */
export interface EntailmentPair {
  claim: string;
  evidence: readonly string[];
}

/**
 * Judges whether evidence supports a claim. The probabilities are calibrated (docs/grounding.md tells how well,
 * and on what). Texts are data: nothing that they say is followed.
 */
export interface Entailment {
  /** E.g. `features-1`, `cross-encoder multilingual-e5-small-nli`, `endpoint gpt-…`: recorded with every judgement. */
  readonly name: string;
  /** One result for each pair, in their order. */
  judge(pairs: readonly EntailmentPair[], signal?: AbortSignal): Promise<Entailed[]>;
  /**
   * What it would say of probabilities of its own, where that is not simply the most probable: cuts that were tuned
   * for macro-F1 beside calibrated probabilities. Absent: the most probable, a tie to the more careful one.
   */
  verdictOf?(entailed: Entailed): EntailedVerdict;
}

export type EntailedVerdict = "supported" | "contradicted" | "not found";

/** An entailment that needs no waiting: what a `claim()` in a notebook is judged by. */
export interface PromptEntailment extends Entailment {
  judgeNow(pair: EntailmentPair): Entailed;
}
