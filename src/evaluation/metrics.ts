/**
 * Measures of one query, from the ranks of its relevant documents. All lie in 0..1, higher is better.
 * `ranks` are the places (from 1, ascending) of the relevant documents that were retrieved; `relevant` is how
 * many exist. A query without relevant documents gets 0, as in trec_eval; k = 0 gives 0; without k the whole
 * ranking counts.
 */

/** Average precision: AP = (1/R) sum_i i / rank_i, over the R relevant documents; its mean over queries is mAP. */
export function averagePrecision(ranks: ArrayLike<number>, relevant: number = ranks.length): number {
  if (relevant === 0) return 0;
  let sum = 0;
  for (let i = 0; i < ranks.length; i++) sum += (i + 1) / ranks[i]!;
  return sum / relevant;
}

/** Reciprocal rank: 1 / rank of the first relevant document, 0 when there is none within k; its mean is MRR. */
export function reciprocalRank(ranks: ArrayLike<number>, k: number = Number.POSITIVE_INFINITY): number {
  return ranks.length > 0 && ranks[0]! <= k ? 1 / ranks[0]! : 0;
}

/** Recall@k: the share of the R relevant documents among the first k. With several relevant ones, Recall@1 <= 1/R. */
export function recall(
  ranks: ArrayLike<number>,
  relevant: number,
  k: number = Number.POSITIVE_INFINITY,
): number {
  return relevant === 0 ? 0 : countWithin(ranks, k) / relevant;
}

/** Precision@k: the share of relevant documents among the first k places (k places even when fewer were retrieved). */
export function precision(ranks: ArrayLike<number>, k: number): number {
  return k <= 0 ? 0 : countWithin(ranks, k) / k;
}

/**
 * Success@k: 1 when a relevant document is among the first k, else 0. R@1 of the dense-retrieval literature is
 * Success@1; it equals Recall@1 (and Precision@1) when a query has one relevant document.
 */
export function success(ranks: ArrayLike<number>, k: number): number {
  return ranks.length > 0 && ranks[0]! <= k ? 1 : 0;
}

/**
 * nDCG@k with linear gains, as trec_eval: DCG = sum gain_i / log2(rank_i + 1) over ranks <= k, divided by the DCG of
 * the best order (Järvelin and Kekäläinen 2002). Binary relevance: leave the gains out.
 *
 * @param gains gain of each retrieved relevant document, in the order of `ranks`
 * @param idealGains gains of all relevant documents, in any order
 */
export function ndcg(
  ranks: ArrayLike<number>,
  relevant: number,
  k: number = Number.POSITIVE_INFINITY,
  gains?: ArrayLike<number>,
  idealGains?: ArrayLike<number>,
): number {
  let dcg = 0;
  for (let i = 0; i < ranks.length; i++) {
    if (ranks[i]! <= k) dcg += (gains === undefined ? 1 : gains[i]!) / Math.log2(ranks[i]! + 1);
  }
  let ideal = 0;
  if (idealGains === undefined) {
    for (let i = 1; i <= Math.min(k, relevant); i++) ideal += 1 / Math.log2(i + 1);
  } else {
    const sorted = falling(idealGains) ? idealGains : Array.from(idealGains).sort((a, b) => b - a);
    for (let i = 1; i <= Math.min(k, sorted.length); i++) ideal += sorted[i - 1]! / Math.log2(i + 1);
  }
  return ideal > 0 ? dcg / ideal : 0;
}

function falling(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (values[i - 1]! < values[i]!) return false;
  return true;
}

function countWithin(ranks: ArrayLike<number>, k: number): number {
  let n = 0;
  while (n < ranks.length && ranks[n]! <= k) n++;
  return n;
}
