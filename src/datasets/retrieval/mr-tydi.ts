import { DatasetFiles } from "../dataset-files.js";
import type { DatasetEntry } from "../entry.js";
import type { JudgedRetrieval } from "../retrieval-data.js";
import { readCorpus } from "./corpus-files.js";
import { type JudgedOptions, judgedRetrieval } from "./judged.js";
import { readJudgedFiles } from "./judged-files.js";
import { oneLanguage, oneOf } from "./one-of.js";

/** Mr. TyDi's own names of its languages. */
const names: Readonly<Record<string, string>> = {
  ar: "arabic",
  bn: "bengali",
  en: "english",
  fi: "finnish",
  id: "indonesian",
  ja: "japanese",
  ko: "korean",
  ru: "russian",
  sw: "swahili",
  te: "telugu",
  th: "thai",
};
const languages = Object.keys(names);

export interface MrTydiOptions extends JudgedOptions {
  /** BCP 47 tag. */
  language?: string;
  /** Defaults to `test`, which published scores are on. */
  split?: "train" | "dev" | "test";
}

/**
 * Mr. TyDi (v1.1): questions of TyDi QA over all Wikipedia passages of their language, 11 languages. In the form in
 * which it is published: topic.SPLIT.tsv, qrels.SPLIT.txt and collection/docs.jsonl.gz of each language.
 *
 * @throws {ClaimbookError} (usage) for no language or one that it lacks
 */
export async function mrTydi(options: MrTydiOptions = {}): Promise<JudgedRetrieval> {
  const language = oneLanguage(languages, options, "mr-tydi");
  const split = oneOf("split", options.split ?? "test", ["train", "dev", "test"]);
  const files = new DatasetFiles("mr-tydi", options);
  const judged = {
    topics: `${language}/topic.${split}.tsv`,
    judgements: `${language}/qrels.${split}.txt`,
    corpus: `${language}/collection`,
  };
  return judgedRetrieval({
    ...origin,
    origin: home,
    locale: language,
    ...(await readJudgedFiles(files, judged, options.project)),
    options: { language, split },
    check: options.check ?? false,
    files,
    corpus: () =>
      readCorpus([files.path(`${language}/collection/docs.jsonl.gz`)], {
        id: "id",
        text: "contents",
        titleInText: true,
      }),
  });
}

const home = "https://github.com/castorini/mr.tydi";
const origin = { name: "mr-tydi", version: "1.1", licence: "Apache-2.0" };

export const mrTydiEntry: DatasetEntry = {
  ...origin,
  about:
    "Questions of TyDi QA over the Wikipedia passages of their own language, 11 typologically diverse languages.",
  kind: "judged retrieval",
  home,
  citation:
    "Zhang, Ma, Shi, Lin (2021). Mr. TyDi: A Multi-lingual Benchmark for Dense Retrieval. arXiv:2108.08787. Data: Clark et al. (2020), TyDi QA, TACL 8.",
  languages,
  needsNetwork: false,
  sources: languages.map((language) => ({
    kind: "archive" as const,
    url: `https://git.uwaterloo.ca/jimmylin/mr.tydi/-/raw/master/data/mrtydi-v1.1-${names[language]}.tar.gz`,
    to: language,
    strip: 1,
    language,
  })),
  load: (options) => mrTydi(options as MrTydiOptions | undefined),
};
