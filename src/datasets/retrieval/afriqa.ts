import { badData, parseJson } from "../bad-data.js";
import { DatasetFiles } from "../dataset-files.js";
import type { DatasetEntry, LoadOptions } from "../entry.js";
import { languageTag } from "../languages/language-tag.js";
import { chosenLanguages } from "../languages-asked.js";
import type { ParallelText, ParallelTraining } from "../retrieval-data.js";
import { oneOf } from "./one-of.js";

export type AfriqaSplit = "train" | "dev" | "test";

export interface AfriqaOptions extends LoadOptions {
  /** Defaults to `["train"]`. */
  splits?: readonly AfriqaSplit[];
}

/** A question with the passage that answers it, as `gold_passages` has them. Some fields are empty in some lines. */
interface GoldPassage {
  id: string;
  /** In the African language. */
  question_lang: string;
  /** In the pivot language. */
  question_translated: string;
  /** In the pivot language. */
  context: string;
}

/** The languages that have passages; Wolof has questions only. BCP 47 as `languageTag` gives them (twi: ak). */
const languages = ["ak", "bem", "fon", "ha", "ig", "rw", "sw", "yo", "zu"];

/**
 * AfriQA as training data: a group is a question; asked in the African language and, translated, in the pivot
 * language (French for Fon, else English), in which its passage is. Those of the African language have no passage of
 * their own (empty): pairs are cross-lingual, or within the pivot language.
 *
 * Questions without a passage, or without a text, are left out and counted.
 *
 * @throws {ClaimbookError} (usage) for an unknown language or split; (could-not-run) naming file and line
 */
export async function afriqa(options: AfriqaOptions = {}): Promise<ParallelTraining> {
  const chosen = chosenLanguages(languages, options.languages, "afriqa");
  const splits = (options.splits ?? ["train"]).map((split) =>
    oneOf("splits", split, ["train", "dev", "test"]),
  );
  const files = new DatasetFiles("afriqa", options);
  const texts: ParallelText[] = [];
  let groups = 0;
  let left = 0;
  const used = new Set<string>();
  for (const { file, language, pivot } of goldFiles(files, chosen, splits)) {
    for (const { question_lang: asked, question_translated: translated, context } of await goldPassages(
      files,
      file,
    )) {
      if (asked === "" || translated === "" || context === "") {
        left++;
        continue;
      }
      texts.push({ group: groups, locale: language, queries: [asked], passage: "" });
      texts.push({ group: groups, locale: pivot, queries: [translated], passage: context });
      groups++;
      used.add(language).add(pivot);
    }
  }
  if (groups === 0) {
    throw badData(
      files.folders.join(" and "),
      undefined,
      `AfriQA has no passage in ${chosen.join(", ")} in ${splits.join(", ")}`,
      "Ask for other splits: Swahili has passages in test only, Yoruba none in dev.",
    );
  }
  const locales = [...used].sort();
  return {
    record: {
      schema: "claimbook/dataset/1",
      name: "afriqa",
      version: "5c29933",
      origin: afriqaEntry.home,
      licence: afriqaEntry.licence,
      sha256: files.sha256(),
      counts: {
        languages: locales.length,
        questions: groups,
        passages: new Set(texts.map(({ passage }) => passage)).size - 1,
        "questions left out for want of a passage or text": left,
      },
      options: { languages: chosen, splits },
    },
    locales,
    texts,
  };
}

interface GoldFile {
  file: string;
  language: string;
  pivot: string;
}

/** Of the languages and splits asked for, in that order; not every language has every split. */
function goldFiles(files: DatasetFiles, chosen: readonly string[], splits: readonly string[]): GoldFile[] {
  const folders = new Map(files.list("gold_passages").map((code) => [languageTag(code), code]));
  return chosen.flatMap((language) => {
    const code = folders.get(language);
    // Says that the data set is not there, where nothing is.
    if (code === undefined) files.path(`gold_passages/${language}`);
    const below = `gold_passages/${code}`;
    return splits.flatMap((split) =>
      files.list(below).flatMap((name) => {
        const pivot = /^gold_span_passages\.afriqa\.\w+\.(\w+)\.(\w+)\.json$/.exec(name);
        return pivot?.[2] === split ? [{ file: `${below}/${name}`, language, pivot: pivot[1]! }] : [];
      }),
    );
  });
}

async function goldPassages(files: DatasetFiles, file: string): Promise<GoldPassage[]> {
  const lines = (await files.text(file)).split("\n");
  const seen = new Set<string>();
  return lines.flatMap((line, l) => {
    if (line.trim() === "") return [];
    const row = parseJson(withoutNaN(line), files.path(file), l + 1) as Record<string, unknown>;
    const id = String(row.id ?? "");
    if (!["question_lang", "question_translated", "context"].every((field) => field in row) || id === "")
      throw badData(
        files.path(file),
        l + 1,
        "no question with its passage: id, question_lang, question_translated or context is missing",
      );
    if (seen.has(id)) throw badData(files.path(file), l + 1, `the question ${id} is there twice`);
    seen.add(id);
    const text = (field: string) => (typeof row[field] === "string" ? row[field].trim() : "");
    return [
      {
        id,
        question_lang: text("question_lang"),
        question_translated: text("question_translated"),
        context: text("context"),
      },
    ];
  });
}

/** Some lines have Python's NaN, which is no JSON, in place of a text: null instead, outside of texts. */
function withoutNaN(json: string): string {
  if (!json.includes("NaN")) return json;
  return json.replace(/"(?:[^"\\]|\\.)*"|\bNaN\b/g, (token) => (token === "NaN" ? "null" : token));
}

export const afriqaEntry: DatasetEntry = {
  name: "afriqa",
  about:
    "Questions in 9 African languages with their translations, and the English or French Wikipedia passages that answer them.",
  kind: "training",
  home: "https://github.com/masakhane-io/afriqa",
  licence: "CC-BY-4.0",
  citation:
    "Ogundepo et al. (2023). AfriQA: Cross-lingual Open-Retrieval Question Answering for African Languages. Findings of EMNLP, arXiv:2305.06897.",
  languages: [...languages, "wo"],
  needsNetwork: false,
  sources: [{ kind: "pinned", manifest: "afriqa" }],
  load: (options) => afriqa(options as AfriqaOptions | undefined),
};
