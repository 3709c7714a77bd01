import type { TextPair } from "../pair-texts.js";

/**
 * - `X-X`: queries and passages all in one language.
 * - `X-Y`: no query in the language of its passage.
 * - `multilingual`: the languages of query and passage drawn independently.
 * - `source`: all in the one language that is fine-tuned on.
 */
export type BatchKind = "X-X" | "X-Y" | "multilingual" | "source";

/** Positive pairs; the passages of the others are the negatives of each. No group and no passage occurs twice. */
export interface Batch {
  /** Which of several data sets the batch is from; absent where there is only one. */
  dataset?: string;
  kind: BatchKind;
  pairs: TextPair[];
}

/** One line of a batch log. */
export interface BatchLogEntry {
  /** From 1 on. */
  step: number;
  dataset?: string;
  kind: BatchKind;
  /** Language pairs in the batch, `query>passage` as in `de>am`, sorted, each with its number of pairs. */
  languages: Record<string, number>;
}

/** What a batch was made of, for its log. */
export function logEntry(step: number, { dataset, kind, pairs }: Batch): BatchLogEntry {
  const counts = new Map<string, number>();
  for (const { queryLocale, passageLocale } of pairs) {
    const key = `${queryLocale}>${passageLocale}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const languages = Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { step, ...(dataset === undefined ? {} : { dataset }), kind, languages };
}

export interface AchievedRatio {
  batches: number;
  /** Share of each kind among the batches, 0..1; the kinds that did not occur are 0. */
  shares: Record<BatchKind, number>;
  /** Share of pairs whose query and passage are in the same language, 0..1. */
  sameLanguagePairs: number;
}

/** What was really trained on, counted from the log. All shares of an empty log are 0. */
export function achievedRatio(log: readonly BatchLogEntry[]): AchievedRatio {
  const shares: Record<BatchKind, number> = { "X-X": 0, "X-Y": 0, multilingual: 0, source: 0 };
  let pairs = 0;
  let same = 0;
  for (const { kind, languages } of log) {
    shares[kind]++;
    for (const [key, count] of Object.entries(languages)) {
      const [query, passage] = key.split(">");
      pairs += count;
      if (query === passage) same += count;
    }
  }
  for (const kind of Object.keys(shares) as BatchKind[]) shares[kind] /= Math.max(1, log.length);
  return { batches: log.length, shares, sameLanguagePairs: same / Math.max(1, pairs) };
}
