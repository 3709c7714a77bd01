import { ClaimbookError } from "../errors.js";
import { averagePrecision, ndcg, precision, recall, reciprocalRank, success } from "./metrics.js";

/** What a query's ranking looks like to a measure. */
export interface JudgedRanking {
  /** Places (from 1, ascending) of the retrieved relevant documents. */
  ranks: ArrayLike<number>;
  /** How many relevant documents exist. */
  relevant: number;
  /** Graded relevance: every retrieved document with a gain, and the gains of all; binary when absent. */
  graded?: { ranks: ArrayLike<number>; gains: ArrayLike<number>; ideal: ArrayLike<number> };
}

export interface Measure {
  /** Canonical name, e.g. `nDCG@10`. */
  name: string;
  /** The measure of one query, 0..1. */
  of(ranking: JudgedRanking): number;
}

/**
 * Reads a measure's name, in any case: `AP` (or `mAP`), `RR` (`MRR`), `nDCG`, `Recall`, `P`, `Success`, each but
 * AP with an optional cut-off `@k` (required for P and Success). `R@1` is Success@1; any other `R@k` is Recall@k.
 *
 * @throws ClaimbookError (usage) for a name that is none of these
 */
export function parseMeasure(name: string): Measure {
  const match = /^([a-z]+)(?:@(\d+))?$/i.exec(name.trim());
  const kind = match?.[1]?.toLowerCase() ?? "";
  const cut = match?.[2] === undefined ? undefined : Number(match[2]);
  const suffix = cut === undefined ? "" : `@${cut}`;
  if ((kind === "ap" || kind === "map") && cut === undefined) {
    return { name: "AP", of: ({ ranks, relevant }) => averagePrecision(ranks, relevant) };
  }
  if (kind === "rr" || kind === "mrr")
    return { name: `RR${suffix}`, of: ({ ranks }) => reciprocalRank(ranks, cut) };
  if (kind === "ndcg") {
    return {
      name: `nDCG${suffix}`,
      of: ({ ranks, relevant, graded }) =>
        graded === undefined
          ? ndcg(ranks, relevant, cut)
          : ndcg(graded.ranks, relevant, cut, graded.gains, graded.ideal),
    };
  }
  if (kind === "recall" || (kind === "r" && cut !== undefined && cut !== 1)) {
    return { name: `Recall${suffix}`, of: ({ ranks, relevant }) => recall(ranks, relevant, cut) };
  }
  if (cut !== undefined && (kind === "success" || kind === "r")) {
    return { name: `Success${suffix}`, of: ({ ranks }) => success(ranks, cut) };
  }
  if (cut !== undefined && kind === "p")
    return { name: `P${suffix}`, of: ({ ranks }) => precision(ranks, cut) };
  throw new ClaimbookError(`no measure is called ${JSON.stringify(name)}`, {
    kind: "usage",
    where: "parseMeasure",
    wayOut: "Use AP, RR, nDCG@k, Recall@k, P@k, Success@k or R@1.",
  });
}
