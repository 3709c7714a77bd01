import type { DatasetRecord } from "./record.js";

/** Texts with a name and a locale each. All arrays are as long as one another. */
export interface LocaleTexts {
  ids: readonly string[];
  texts: readonly string[];
  /** Index into the data set's locales. */
  locales: Int32Array;
}

/**
 * Parallel retrieval data (XQuAD-R, MLQA-R, captions): the same questions in several languages, one pool of
 * candidates of all languages. Queries of one group ask the same thing.
 */
export interface ParallelRetrieval {
  readonly record: DatasetRecord;
  /** BCP 47 tags, in the order of the data set. */
  readonly locales: readonly string[];
  /** `groups`: the question that each query asks, 0..G-1. */
  readonly queries: LocaleTexts & { groups: Int32Array };
  readonly candidates: LocaleTexts;
  /** By group: the relevant candidates of every language, ascending. A candidate may be relevant to several groups. */
  readonly relevant: readonly Int32Array[];
}

export interface CorpusDocument {
  id: string;
  title?: string;
  text: string;
}

/** Retrieval data with judgements and a corpus that may be larger than memory (MIRACL, Mr.TyDi, BEIR). */
export interface JudgedRetrieval {
  readonly record: DatasetRecord;
  /** BCP 47 tag of the corpus. */
  readonly locale: string;
  /** Query id -> text. */
  readonly queries: ReadonlyMap<string, string>;
  /** Query id -> document id -> level; from 1 on relevant. */
  readonly qrels: Record<string, Record<string, number>>;
  /** Document by document, in the order of the files. */
  corpus(): AsyncIterable<CorpusDocument>;
}

/** One thing said in one language: what a training draws its queries, passages and negatives from. */
export interface ParallelText {
  /** The question, sentence or picture; the same number in every language. */
  group: number;
  /** BCP 47 tag. */
  locale: string;
  /** Texts that ask for the passage; none where this language's passage is only ever an answer. */
  queries: readonly string[];
  /** Empty where this language is only ever asked in. */
  passage: string;
  /** Passages that look right and are not (hard negatives), in the passage's language. */
  negatives?: readonly string[];
}

/** Training data of one data set. Not every group need be there in every language. */
export interface ParallelTraining {
  readonly record: DatasetRecord;
  readonly locales: readonly string[];
  readonly texts: readonly ParallelText[];
}
