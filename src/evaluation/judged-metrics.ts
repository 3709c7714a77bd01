/**
 * Measures of one query that look at more than the relevant documents' ranks: how many documents were retrieved, and
 * which of those in between were judged. Arguments as in metrics.ts: `ranks` are the places (from 1, ascending) of the
 * retrieved relevant documents, `relevant` is how many exist; a query without relevant documents gets 0.
 */

/**
 * Binary preference (Buckley and Voorhees 2004; trec_eval's `bpref`): the mean over the R relevant documents of
 * 1 - min(n, R) / min(N, R), where n of the N judged non-relevant documents stand ahead. Documents without a
 * judgement are passed over.
 *
 * @param ahead per retrieved relevant document: judged non-relevant documents that stand ahead of it
 * @param nonRelevant judged non-relevant documents, retrieved or not
 */
export function binaryPreference(ahead: ArrayLike<number>, relevant: number, nonRelevant: number): number {
  if (relevant === 0) return 0;
  const most = Math.min(nonRelevant, relevant);
  let sum = 0;
  for (let i = 0; i < ahead.length; i++) {
    sum += ahead[i]! > 0 ? 1 - Math.min(ahead[i]!, relevant) / most : 1;
  }
  return sum / relevant;
}

/** R-precision: the share of relevant documents among the first R places. */
export function rPrecision(ranks: ArrayLike<number>, relevant: number): number {
  if (relevant === 0) return 0;
  let n = 0;
  while (n < ranks.length && ranks[n]! <= relevant) n++;
  return n / relevant;
}

/**
 * Inferred average precision (Yilmaz and Aslam 2006; trec_eval's `infAP`), for pools of which a sample was judged:
 * the precision ahead of a relevant document is estimated from the judged ones, and documents in the pool without
 * a judgement (level -1) are taken to be relevant as often as these.
 *
 * @param ahead per retrieved relevant document: judged non-relevant documents ahead of it
 * @param unjudged per retrieved relevant document: documents of level < 0 ahead of it
 */
export function inferredAveragePrecision(
  ranks: ArrayLike<number>,
  relevant: number,
  ahead: ArrayLike<number>,
  unjudged: ArrayLike<number>,
): number {
  if (relevant === 0) return 0;
  const epsilon = 1e-5;
  let sum = 0;
  for (let i = 0; i < ranks.length; i++) {
    const above = ranks[i]! - 1;
    if (above === 0) {
      sum += 1;
      continue;
    }
    const pooled = (i + ahead[i]! + unjudged[i]!) / above;
    const precise = (i + epsilon) / (i + ahead[i]! + 2 * epsilon);
    sum += 1 / (above + 1) + (above / (above + 1)) * pooled * precise;
  }
  return sum / relevant;
}

/**
 * Interpolated precision at a level of recall: the highest precision at any rank from the one on where that share of
 * the relevant documents was found; 0 when it never was. As trec_eval 9, "that share" of R is the whole part of
 * share x R + 0.9 (its unreleased successor rounds).
 *
 * @param share recall, 0..1
 */
export function interpolatedPrecision(
  ranks: ArrayLike<number>,
  relevant: number,
  retrieved: number,
  share: number,
): number {
  const wanted = Math.trunc(share * relevant + 0.9);
  if (retrieved === 0 || wanted > ranks.length) return 0;
  let highest = ranks.length / retrieved;
  for (let i = Math.max(0, wanted - 1); i < ranks.length; i++) {
    highest = Math.max(highest, (i + 1) / ranks[i]!);
  }
  return highest;
}
