import { DatasetFiles } from "../dataset-files.js";
import type { DatasetEntry, LoadOptions } from "../entry.js";
import type { ParallelRetrieval } from "../retrieval-data.js";
import { readSentenceQa } from "./sentence-qa.js";

const languages = ["ar", "de", "el", "en", "es", "hi", "ru", "th", "tr", "vi", "zh"];

/**
 * XQuAD-R: 1190 questions in 11 languages, each answered by one sentence in each of them; 13,014 sentences.
 * Its English part is SQuAD v1.1 dev: never train on that or on its translations when you evaluate here.
 */
export function xquadR(options: LoadOptions = {}): Promise<ParallelRetrieval> {
  return readSentenceQa(new DatasetFiles("xquad-r", options), origin, options);
}

const origin = {
  name: "xquad-r",
  version: "9bc8c7f",
  home: "https://github.com/google-research-datasets/lareqa",
  licence: "CC-BY-SA-4.0",
  languages,
};

export const xquadREntry: DatasetEntry = {
  ...origin,
  about:
    "Questions on Wikipedia paragraphs in 11 languages; a candidate is a sentence, one right one a language.",
  kind: "parallel retrieval",
  citation:
    "Roy, Constant, Al-Rfou, Barua, Phillips, Yang (2020). LAReQA: Language-agnostic answer retrieval from a multilingual pool. EMNLP, arXiv:2004.05484. Data: Artetxe, Ruder, Yogatama (2020), XQuAD, arXiv:1910.11856.",
  needsNetwork: false,
  sources: [{ kind: "pinned", manifest: "xquad-r" }],
  expected: { questions: 1190, queries: 13_090, candidates: 13_014 },
  load: (options) => xquadR(options),
};
