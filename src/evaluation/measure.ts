import { ClaimbookError } from "../errors.js";
import {
  binaryPreference,
  inferredAveragePrecision,
  interpolatedPrecision,
  rPrecision,
} from "./judged-metrics.js";
import { averagePrecision, ndcg, precision, recall, reciprocalRank, success } from "./metrics.js";

/** What a query's ranking looks like to a measure. */
export interface JudgedRanking {
  /** Places (from 1, ascending) of the retrieved relevant documents. */
  ranks: ArrayLike<number>;
  /** How many relevant documents exist. */
  relevant: number;
  /** Graded relevance: every retrieved document with a gain, and the gains of all, in any order; binary when absent. */
  graded?: { ranks: ArrayLike<number>; gains: ArrayLike<number>; ideal: ArrayLike<number> };
  /** Documents retrieved; absent where all are ranked and only the relevant ones are kept. */
  retrieved?: number;
  /** What else was judged. Absent: every document that is not relevant was judged not to be. */
  judged?: {
    /** Per rank: retrieved documents judged not relevant that stand ahead. */
    ahead: ArrayLike<number>;
    /** Per rank: retrieved documents in the pool without a judgement (level < 0) that stand ahead. */
    unjudgedAhead: ArrayLike<number>;
    /** Documents judged not relevant, retrieved or not, and how many of them were retrieved. */
    nonRelevant: number;
    nonRelevantRetrieved: number;
  };
}

export interface Measure {
  /** Canonical name, e.g. `nDCG@10`. */
  name: string;
  /** How the values of queries become one figure; `mean` by default, `geometric mean` with 1e-5 in place of less. */
  summary?: "mean" | "sum" | "geometric mean";
  /** The measure of one query; 0..1 but for counts. */
  of(ranking: JudgedRanking): number;
}

type Of = Measure["of"];

/** Names without a parameter. */
const plain: Record<string, Measure> = {};
/** Names with a cut-off: the canonical name of one, and whether the cut-off may be left out. */
const cut: Record<string, { at: (k: number) => Of; name: string; optional?: boolean }> = {};

function add(names: string, measure: Measure): void {
  for (const name of names.split(" ")) plain[name] = measure;
}

const ap: Of = ({ ranks, relevant }) => averagePrecision(ranks, relevant);
const bpref: Of = ({ ranks, relevant, judged }) =>
  judged === undefined
    ? binaryPreference(
        Array.from(ranks, (rank, i) => rank - 1 - i),
        relevant,
        Number.POSITIVE_INFINITY,
      )
    : binaryPreference(judged.ahead, relevant, judged.nonRelevant);
const setPrecision: Of = (r) => (retrieved(r) === 0 ? 0 : r.ranks.length / retrieved(r));
const setRecall: Of = ({ ranks, relevant }) => recall(ranks, relevant);
const interpolated =
  (share: number): Of =>
  (r) =>
    interpolatedPrecision(r.ranks, r.relevant, retrieved(r), share);

add("ap map", { name: "AP", of: ap });
add("gm_map", { name: "gm_map", summary: "geometric mean", of: ap });
add("bpref", { name: "bpref", of: bpref });
add("gm_bpref", { name: "gm_bpref", summary: "geometric mean", of: bpref });
add("rprec", { name: "Rprec", of: ({ ranks, relevant }) => rPrecision(ranks, relevant) });
add("infap", {
  name: "infAP",
  of: (r) => {
    const { ahead, unjudgedAhead } = judgements(r);
    return inferredAveragePrecision(r.ranks, r.relevant, ahead, unjudgedAhead);
  },
});
add("11pt_avg", {
  name: "11pt_avg",
  of: (r) => {
    let sum = 0;
    for (let i = 0; i <= 10; i++) sum += interpolated(i / 10)(r);
    return sum / 11;
  },
});
add("set_p", { name: "set_P", of: setPrecision });
add("set_recall", { name: "set_recall", of: setRecall });
add("set_map", { name: "set_map", of: (r) => setPrecision(r) * setRecall(r) });
add("set_f", {
  name: "set_F",
  of: (r) => {
    const [p, share] = [setPrecision(r), setRecall(r)];
    return p + share === 0 ? 0 : (2 * p * share) / (p + share);
  },
});
add("num_q", { name: "num_q", summary: "sum", of: () => 1 });
add("num_ret", { name: "num_ret", summary: "sum", of: retrieved });
add("num_rel", { name: "num_rel", summary: "sum", of: ({ relevant }) => relevant });
add("num_rel_ret", { name: "num_rel_ret", summary: "sum", of: ({ ranks }) => ranks.length });
add("num_nonrel_judged_ret", {
  name: "num_nonrel_judged_ret",
  summary: "sum",
  of: (r) => judgements(r).nonRelevantRetrieved,
});

cut.rr = {
  name: "RR",
  optional: true,
  at:
    (k) =>
    ({ ranks }) =>
      reciprocalRank(ranks, k),
};
cut.mrr = cut.rr;
cut.recip_rank = cut.rr;
cut.ndcg = {
  name: "nDCG",
  optional: true,
  at:
    (k) =>
    ({ ranks, relevant, graded }) =>
      graded === undefined
        ? ndcg(ranks, relevant, k)
        : ndcg(graded.ranks, relevant, k, graded.gains, graded.ideal),
};
cut.ndcg_cut = cut.ndcg;
cut.recall = {
  name: "Recall",
  optional: true,
  at:
    (k) =>
    ({ ranks, relevant }) =>
      recall(ranks, relevant, k),
};
cut.success = {
  name: "Success",
  at:
    (k) =>
    ({ ranks }) =>
      success(ranks, k),
};
cut.p = {
  name: "P",
  at:
    (k) =>
    ({ ranks }) =>
      precision(ranks, k),
};
cut.map_cut = {
  name: "AP",
  at:
    (k) =>
    ({ ranks, relevant }) =>
      averagePrecision(within(ranks, k), relevant),
};

/**
 * Reads a measure's name, in any case. Either ours: `AP` (or `mAP`), `RR` (`MRR`), `nDCG`, `Recall`, `P`, `Success`,
 * each with an optional cut-off `@k` (required for P and Success), where `R@1` is Success@1 and any other `R@k`
 * Recall@k. Or trec_eval's: `map`, `recip_rank`, `ndcg_cut.10` (or `ndcg_cut_10`), `recall.100`, `P.5`, `success.1`,
 * `map_cut.10`, `bpref`, `Rprec`, `infAP`, `iprec_at_recall.0.10`, `11pt_avg`, `gm_map`, `set_P`, `num_rel_ret`, ...
 *
 * @throws ClaimbookError (usage) for a name that is none of these
 */
export function parseMeasure(name: string): Measure {
  const asked = name.trim().toLowerCase();
  const simple = own(plain, asked);
  if (simple !== undefined) return simple;
  const level = /^iprec_at_recall[._@](\d*\.?\d+)$/.exec(asked);
  if (level !== null && Number(level[1]) <= 1) {
    const share = Number(level[1]);
    return { name: `iprec_at_recall_${share.toFixed(2)}`, of: interpolated(share) };
  }
  const match = /^([a-z_]+?)(?:[@._](\d+))?$/.exec(asked);
  const k = match?.[2] === undefined ? undefined : Number(match[2]);
  let kind = match?.[1] ?? "";
  if (kind === "ap" || kind === "map") kind = "map_cut";
  if (kind === "r") kind = k === 1 ? "success" : "recall";
  const family = own(cut, kind);
  if (family !== undefined && match?.[1] === "r" && k === undefined) return unknown(name);
  if (family === undefined || (k === undefined && family.optional !== true)) return unknown(name);
  return {
    name: k === undefined ? family.name : `${family.name}@${k}`,
    of: family.at(k ?? Number.POSITIVE_INFINITY),
  };
}

function unknown(name: string): never {
  throw new ClaimbookError(`no measure is called ${JSON.stringify(name)}`, {
    kind: "usage",
    where: "parseMeasure",
    wayOut:
      "Use AP, RR, nDCG@k, Recall@k, P@k, Success@k, R@1 or trec_eval's map, ndcg_cut.k, recall.k, P.k, bpref, ...",
  });
}

function retrieved({ retrieved }: JudgedRanking): number {
  return retrieved ?? needsRun("the number of documents retrieved");
}

function judgements({ judged }: JudgedRanking): NonNullable<JudgedRanking["judged"]> {
  return judged ?? needsRun("which documents were judged");
}

function needsRun(what: string): never {
  throw new ClaimbookError(`the measure needs to know ${what}`, {
    kind: "usage",
    where: "measure",
    wayOut: "Evaluate a run against judgements with evaluateRun.",
  });
}

function within(ranks: ArrayLike<number>, k: number): ArrayLike<number> {
  let n = 0;
  while (n < ranks.length && ranks[n]! <= k) n++;
  return Array.prototype.slice.call(ranks, 0, n) as number[];
}

function own<T>(table: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
