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

/** Counts what is trained on while it goes on. */
export class RatioCounter {
  readonly #kinds: Record<BatchKind, number> = { "X-X": 0, "X-Y": 0, multilingual: 0, source: 0 };
  #batches = 0;
  #pairs = 0;
  #same = 0;

  constructor(log: readonly BatchLogEntry[] = []) {
    for (const entry of log) this.add(entry);
  }

  add({ kind, languages }: BatchLogEntry): void {
    this.#batches++;
    this.#kinds[kind]++;
    for (const [key, count] of Object.entries(languages)) {
      const [query, passage] = key.split(">");
      this.#pairs += count;
      if (query === passage) this.#same += count;
    }
  }

  /** All shares are 0 before the first batch. */
  achieved(): AchievedRatio {
    const share = (kind: BatchKind) => this.#kinds[kind] / Math.max(1, this.#batches);
    return {
      batches: this.#batches,
      shares: {
        "X-X": share("X-X"),
        "X-Y": share("X-Y"),
        multilingual: share("multilingual"),
        source: share("source"),
      },
      sameLanguagePairs: this.#same / Math.max(1, this.#pairs),
    };
  }
}

/** What was really trained on, counted from the log. All shares of an empty log are 0. */
export function achievedRatio(log: readonly BatchLogEntry[]): AchievedRatio {
  return new RatioCounter(log).achieved();
}
