import { DatasetFiles } from "../dataset-files.js";
import type { DatasetEntry, LoadOptions } from "../entry.js";
import type { ParallelRetrieval } from "../retrieval-data.js";
import { readSentenceQa } from "./sentence-qa.js";

const languages = ["ar", "de", "en", "es", "hi", "vi", "zh"];

/**
 * MLQA-R: 1148 questions, each in two to four of 7 languages and answered by one sentence in each of those; 20,534
 * sentences. A group's relevant candidates lack the languages that its question is not in: a query asked in one
 * language and answered in another has to be left out where the pair does not exist.
 */
export function mlqaR(options: LoadOptions = {}): Promise<ParallelRetrieval> {
  return readSentenceQa(new DatasetFiles("mlqa-r", options), origin, options);
}

const origin = {
  name: "mlqa-r",
  version: "354d67d",
  home: "https://github.com/google-research-datasets/lareqa",
  licence: "CC-BY-NC-4.0",
  languages,
};

export const mlqaREntry: DatasetEntry = {
  ...origin,
  about:
    "Questions on Wikipedia paragraphs, each in two to four of 7 languages; a candidate is a sentence (MLQA dev).",
  kind: "parallel retrieval",
  citation:
    "Roy, Constant, Al-Rfou, Barua, Phillips, Yang (2020). LAReQA: Language-agnostic answer retrieval from a multilingual pool. EMNLP, arXiv:2004.05484. Data: Lewis, Oguz, Rinott, Riedel, Schwenk (2020), MLQA, arXiv:1910.07475.",
  needsNetwork: false,
  sources: [{ kind: "pinned", manifest: "mlqa-r" }],
  expected: { questions: 1148, queries: 4199, candidates: 20_534 },
  load: (options) => mlqaR(options),
};
