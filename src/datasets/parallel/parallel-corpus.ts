import { ClaimbookError } from "../../errors.js";
import type { DatasetRecord } from "../record.js";
import type { ParallelRetrieval, ParallelTraining } from "../retrieval-data.js";
import { retrievalOf } from "./retrieval-of.js";
import { type SentenceTask, taskTexts } from "./sentence-task.js";

export type CorpusSplit = "training" | "validation" | "test";
export const CORPUS_SPLITS: readonly CorpusSplit[] = ["training", "validation", "test"];

/** A sentence, whatever language it is said in. */
export interface Sentence {
  /** In the data set's own terms, e.g. `bbc.381790:3` or a SIB-200 index. */
  id: string;
  /** Sentences of one document follow one another; absent where the data set knows of no documents. */
  document?: string;
  split: CorpusSplit;
  /** A topic, where the data set gives one. */
  label?: string;
}

/** What a reader of a data set makes of its files. */
export interface CorpusData {
  /** BCP 47 tags. */
  locales: readonly string[];
  sentences: readonly Sentence[];
  /** By locale: index of the sentence -> its text. Not every sentence need be there in every language. */
  texts: readonly ReadonlyMap<number, string>[];
}

export interface TaskOptions {
  /**
   * What is the query and what the passage; see `SentenceTask`. Defaults to `context` where the data set has
   * documents, else to `part`.
   */
  task?: SentenceTask;
  /** BCP 47 tags; defaults to all of the corpus. */
  languages?: readonly string[];
  /** Defaults to `training` for trainings and to `test` for retrieval. */
  split?: CorpusSplit;
  /** Sentences in a block of the task `context`, from 2 on. Defaults to 2: a sentence and its neighbour. */
  blockSize?: number;
  /**
   * Share of the blocks (0 to 1) whose passage keeps the query's sentence, as in the inverse cloze task, so that
   * words in common, or translations, count for something too. Defaults to 0.1.
   */
  keep?: number;
  /** Decides which half or which sentence asks. Defaults to 1. */
  seed?: number;
}

/** Sentences in several languages, and the trainings and retrieval tasks that can be made of them. */
export class ParallelCorpus {
  readonly record: DatasetRecord;
  readonly data: CorpusData;

  constructor(data: CorpusData, record: Omit<DatasetRecord, "counts">) {
    this.data = data;
    const inSplit = (split: CorpusSplit) => data.sentences.filter((each) => each.split === split).length;
    const documents = new Set(data.sentences.flatMap(({ document }) => document ?? []));
    this.record = {
      ...record,
      counts: {
        languages: data.locales.length,
        sentences: data.sentences.length,
        texts: data.texts.reduce((sum, each) => sum + each.size, 0),
        ...(documents.size === 0 ? {} : { documents: documents.size }),
        ...Object.fromEntries(CORPUS_SPLITS.map((split) => [`sentences for ${split}`, inSplit(split)])),
      },
    };
  }

  get locales(): readonly string[] {
    return this.data.locales;
  }

  /** Whether sentences have a document, which the task `context` needs. */
  get hasDocuments(): boolean {
    return this.data.sentences.some(({ document }) => document !== undefined);
  }

  /**
   * Queries with their passages. Query and passage stand in the same relation whatever their languages are: what
   * X-X and X-Y batches differ in is the languages alone.
   *
   * @throws {ClaimbookError} kind `usage` for a language or a task that the corpus does not offer
   */
  training(options: TaskOptions = {}): ParallelTraining {
    const { texts, asked, locales } = this.#texts("training", options);
    return {
      record: this.#record(asked, {
        "training texts": texts.length,
        groups: new Set(texts.map((t) => t.group)).size,
      }),
      locales,
      texts,
    };
  }

  /**
   * The same relation as a retrieval task: each query asks for its passage in every language. A text that is the
   * passage of several groups is one candidate, relevant to all of them; a query that asks for several things is
   * left out. With the task `translation` the monolingual setting says nothing: the query is its own answer.
   *
   * @throws {ClaimbookError} kind `usage` as `training` does, and when nothing is left
   */
  retrieval(options: TaskOptions = {}): ParallelRetrieval {
    const { texts, asked, locales } = this.#texts("test", options);
    return retrievalOf(texts, locales, (counts) => this.#record(asked, counts));
  }

  #texts(defaultSplit: CorpusSplit, options: TaskOptions) {
    const asked = {
      task: options.task ?? (this.hasDocuments ? "context" : "part"),
      languages: options.languages ?? this.data.locales,
      split: options.split ?? defaultSplit,
      blockSize: options.blockSize ?? 2,
      keep: options.keep ?? 0.1,
      seed: options.seed ?? 1,
    } as const;
    if (!CORPUS_SPLITS.includes(asked.split)) {
      throw new ClaimbookError(`no split is called ${JSON.stringify(asked.split)}`, {
        kind: "usage",
        where: this.record.name,
        wayOut: `Ask for ${CORPUS_SPLITS.join(", ")}.`,
      });
    }
    const missing = asked.languages.find((language) => !this.data.locales.includes(language));
    if (missing !== undefined) {
      throw new ClaimbookError(`the corpus was read without the language ${JSON.stringify(missing)}`, {
        kind: "usage",
        where: this.record.name,
        wayOut: `It has: ${this.data.locales.join(", ")}.`,
      });
    }
    const texts = taskTexts(this.data, this.record.name, asked);
    return { texts, asked, locales: asked.languages };
  }

  #record(asked: Record<string, unknown>, counts: Record<string, number>): DatasetRecord {
    return { ...this.record, counts, options: { ...this.record.options, ...asked } };
  }
}
