import { type RankTable, rankRetrieval } from "../../evaluation/index.js";
import type { TrainableEncoder } from "../../models/text-encoder.js";
import type { EvaluationSet, FineTuning } from "./model-job.js";

/**
 * Encodes the queries and candidates of an evaluation set and ranks every relevant candidate in all three settings.
 *
 * @param options.onProgress share of the texts encoded, 0..1
 * @returns the ranks, and how many texts were cut at their greatest length
 */
export async function evaluateModel(
  encoder: TrainableEncoder,
  set: EvaluationSet,
  {
    prefixes,
    maxLength,
    signal,
    onProgress,
  }: Pick<FineTuning, "prefixes" | "maxLength"> & {
    signal?: AbortSignal;
    onProgress?: (share: number) => void;
  },
): Promise<{ ranks: RankTable; truncated: number }> {
  const { queries, candidates } = set;
  const total = queries.texts.length + candidates.texts.length;
  let truncated = 0;
  const encode = (role: "query" | "passage", texts: readonly string[], before: number) =>
    encoder.encode(texts, {
      prefix: prefixes[role],
      maxLength: maxLength[role],
      ...(signal === undefined ? {} : { signal }),
      onProgress: (done) => onProgress?.((before + done) / total),
      onTruncated: (count) => {
        truncated += count;
      },
    });
  const byQueries = await encode("query", queries.texts, 0);
  const byCandidates = await encode("passage", candidates.texts, queries.texts.length);
  return { ranks: rankRetrieval(set, byCandidates, byQueries, encoder.dim), truncated };
}
