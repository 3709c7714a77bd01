import type { ParallelText } from "../datasets/retrieval-data.js";

/**
 * The texts of an experiment, as plain values that can be posted to a worker. Locales and pictures are indices
 * into the caller's lists throughout.
 */
export interface Corpus {
  /** sha256 of the data and the choices made from them: part of every result's cache key. */
  hash: string;
  locales: readonly string[];
  training: readonly ParallelText[];
  /** The captions to be ranked. */
  candidates: EvaluationTexts & { ids: readonly string[] };
  queries: EvaluationTexts;
}

/** Texts with the picture (group) and locale of each. */
export interface EvaluationTexts {
  texts: readonly string[];
  groups: Int32Array;
  locales: Int32Array;
}
