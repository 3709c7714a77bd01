import type { Setting } from "../evaluation/index.js";

/** A figure that experiments on retrieval print: a measure in a setting. */
export interface Figure {
  /** Stable key, e.g. `multilingual-map`. */
  key: string;
  /** For a table's heading, e.g. `Multilingual mAP`. */
  label: string;
  /** A measure of `parseMeasure`, or `rank distance`. */
  measure: string;
  setting: Setting;
  better: "higher" | "lower";
  digits: number;
}

/** The measure of language bias (arXiv 2408.10536, section 4.1): its name here, beside those of `parseMeasure`. */
export const RANK_DISTANCE = "rank distance";

/**
 * The four figures of the paper's Tables 1 and 2. They are one family: differences between methods are corrected
 * over all pairs of methods on all four.
 */
export const headline: readonly Figure[] = [
  figure("mAP", "monolingual"),
  figure("mAP", "cross-lingual"),
  figure("mAP", "multilingual"),
  figure(RANK_DISTANCE, "multilingual"),
];

export function figure(measure: string, setting: Setting): Figure {
  if (measure === RANK_DISTANCE) {
    return {
      key: "rank-distance",
      label: "Rank distance",
      measure,
      setting: "multilingual",
      better: "lower",
      digits: 0,
    };
  }
  return {
    key: `${setting}-${measure.toLowerCase()}`,
    label: `${setting[0]!.toUpperCase()}${setting.slice(1)} ${measure}`,
    measure,
    setting,
    better: "higher",
    digits: 3,
  };
}
