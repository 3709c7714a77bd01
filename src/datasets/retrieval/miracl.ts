import { ClaimbookError } from "../../errors.js";
import { DatasetFiles } from "../dataset-files.js";
import type { DatasetEntry } from "../entry.js";
import type { JudgedRetrieval } from "../retrieval-data.js";
import { readCorpus } from "./corpus-files.js";
import { type JudgedOptions, judgedRetrieval } from "./judged.js";
import { readJudgedFiles } from "./judged-files.js";
import { oneLanguage, oneOf } from "./one-of.js";

const languages = "ar bn de en es fa fi fr hi id ja ko ru sw te th yo zh".split(" ");
/** The surprise languages have no training split. */
const withoutTraining = ["de", "yo"];

export interface MiraclOptions extends JudgedOptions {
  /** BCP 47 tag; MIRACL is searched language by language. */
  language?: string;
  /** Defaults to `dev`, which published scores are on. */
  split?: "dev" | "train";
}

/**
 * MIRACL (v1.0): questions of native speakers on Wikipedia passages of their language, 18 languages. Topics and
 * judgements load without the corpus; `corpus()` streams its shards and says how to get them where they are absent.
 *
 * @throws {ClaimbookError} (usage) for no language, one that MIRACL lacks, or a split that its language lacks
 */
export async function miracl(options: MiraclOptions = {}): Promise<JudgedRetrieval> {
  const language = oneLanguage(languages, options, "miracl");
  const split = oneOf("split", options.split ?? "dev", ["dev", "train"]);
  if (split === "train" && withoutTraining.includes(language)) {
    throw new ClaimbookError(`MIRACL has no training split in "${language}"`, {
      kind: "usage",
      where: "split",
      wayOut: "Its surprise languages (de, yo) are for evaluation: ask for dev.",
    });
  }
  const files = new DatasetFiles("miracl", options);
  const folder = `corpus/${language}`;
  const judged = {
    topics: `topics/topics.miracl-v1.0-${language}-${split}.tsv`,
    judgements: `qrels/qrels.miracl-v1.0-${language}-${split}.tsv`,
    corpus: folder,
  };
  return judgedRetrieval({
    ...origin,
    origin: home,
    locale: language,
    ...(await readJudgedFiles(files, judged, options.project)),
    options: { language, split },
    check: options.check ?? false,
    files,
    corpus: () => readCorpus(shards(files, folder), { id: "docid", title: "title", text: "text" }),
  });
}

/** docs-0.jsonl.gz, docs-1.jsonl.gz, ... in the order of their numbers. */
function shards(files: DatasetFiles, folder: string): string[] {
  const numbers = files.list(folder).flatMap((name) => /^docs-(\d+)\.jsonl\.gz$/.exec(name)?.[1] ?? []);
  const names = numbers
    .map(Number)
    .sort((a, b) => a - b)
    .map((number) => `${folder}/docs-${number}.jsonl.gz`);
  return (names.length === 0 ? [`${folder}/docs-0.jsonl.gz`] : names).map((name) => files.path(name));
}

const home = "https://github.com/project-miracl/miracl";
const origin = { name: "miracl", version: "1.0", licence: "Apache-2.0" };

export const miraclEntry: DatasetEntry = {
  ...origin,
  about:
    "Questions on Wikipedia passages of their own language, 18 languages, judged by native speakers; corpora of 0.05 to 33 million passages.",
  kind: "judged retrieval",
  home,
  citation:
    "Zhang, Thakur, Ogundepo, Kamalloo, Alfonso-Hermelo, Li, Liu, Rezagholizadeh, Lin (2023). MIRACL: A Multilingual Retrieval Dataset Covering 18 Diverse Languages. TACL 11, arXiv:2210.09984.",
  languages,
  needsNetwork: false,
  sources: [
    { kind: "pinned", manifest: "miracl" },
    {
      kind: "hub",
      repository: "miracl/miracl-corpus",
      parts: languages.map((language) => ({
        folder: `miracl-corpus-v1.0-${language}`,
        to: `corpus/${language}`,
        ending: ".jsonl.gz",
        language,
      })),
    },
  ],
  load: (options) => miracl(options as MiraclOptions | undefined),
};
