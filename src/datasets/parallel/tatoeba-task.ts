import { ClaimbookError } from "../../errors.js";
import { DatasetFiles } from "../dataset-files.js";
import type { DatasetEntry, LoadOptions } from "../entry.js";
import type { ParallelRetrieval } from "../retrieval-data.js";
import { TATOEBA, type TatoebaPairs, tatoebaPairs } from "./tatoeba-pairs.js";

/** The languages of XTREME-R's Tatoeba task (Ruder et al. 2021): the 36 of XTREME, and az, lt, pl, uk, ro. */
export const XTREME_R_TATOEBA_LANGUAGES: readonly string[] = (
  "af ar az bg bn de el es et eu fa fi fil fr he hi hu id it ja jv ka kk ko lt ml mr nl pl pt ro ru sw ta te th tr uk " +
  "ur vi zh"
).split(" ");

/**
 * XTREME-R's Tatoeba task in one language: its sentences ask, the English ones of the same file are the pool, and only
 * the English sentence of the same line is right. The measure is accuracy, precision at 1 (`nearestAccuracy`); XTREME-R
 * reports its mean over the languages.
 */
export async function tatoebaTask(language: string, options: LoadOptions = {}): Promise<ParallelRetrieval> {
  const files = new DatasetFiles(TATOEBA, options);
  const [pairs] = await tatoebaPairs(files, [language]);
  return retrieval(pairs!, files.sha256());
}

/** `tatoebaTask` in several languages, by tag. @param options `languages` defaults to those of XTREME-R */
export async function tatoebaTasks(options: LoadOptions = {}): Promise<Map<string, ParallelRetrieval>> {
  const tasks = new Map<string, ParallelRetrieval>();
  for (const language of options.languages ?? XTREME_R_TATOEBA_LANGUAGES) {
    const task = await tatoebaTask(language, options);
    tasks.set(task.locales[0]!, task);
  }
  return tasks;
}

/**
 * Share of the queries whose nearest candidate is relevant: accuracy as XTREME-R has it.
 *
 * @param nearest by query: index of its nearest candidate
 * @throws {ClaimbookError} kind `usage` when there are not as many as queries, or none
 */
export function nearestAccuracy(task: ParallelRetrieval, nearest: ArrayLike<number>): number {
  const { groups } = task.queries;
  if (nearest.length !== groups.length || groups.length === 0) {
    throw new ClaimbookError(`${nearest.length} nearest candidates for ${groups.length} queries`, {
      kind: "usage",
      where: task.record.name,
      wayOut: "Give the nearest candidate of every query, in the order of the queries.",
    });
  }
  return (
    groups.reduce((sum, group, q) => sum + (task.relevant[group]!.includes(nearest[q]!) ? 1 : 0), 0) /
    groups.length
  );
}

function retrieval({ language, sentences, english }: TatoebaPairs, sha256: string): ParallelRetrieval {
  const ids = (locale: string) => sentences.map((_, line) => `${line}:${locale}`);
  return {
    record: {
      schema: "claimbook/dataset/1",
      name: "xtreme-r-tatoeba",
      version: "2018-11-17",
      origin: "https://github.com/facebookresearch/LASER, data/tatoeba/v1, as XTREME-R's task",
      licence: "CC-BY-2.0-FR",
      sha256,
      counts: { queries: sentences.length, candidates: english.length },
      options: { languages: [language] },
    },
    locales: [language, "en"],
    queries: {
      ids: ids(language),
      texts: sentences,
      locales: new Int32Array(sentences.length),
      groups: Int32Array.from(sentences, (_, line) => line),
    },
    candidates: { ids: ids("en"), texts: english, locales: new Int32Array(english.length).fill(1) },
    relevant: english.map((_, line) => Int32Array.of(line)),
  };
}

/** Its own entry, for the task is not the same as the text: `load` gives the task of one language. */
export const xtremeRTatoeba: DatasetEntry = {
  name: "xtreme-r-tatoeba",
  about: "XTREME-R's Tatoeba task: sentences of 41 languages ask for their English translations; accuracy.",
  kind: "parallel retrieval",
  home: "https://github.com/google-research/xtreme",
  licence: "CC-BY-2.0-FR",
  citation:
    "Ruder, Constant, Botha, Siddhant, Firat, Fu, Liu, Hu, Garrette, Neubig and Johnson (2021). XTREME-R: Towards More Challenging and Nuanced Multilingual Evaluation. EMNLP 2021.",
  languages: XTREME_R_TATOEBA_LANGUAGES,
  needsNetwork: false,
  sources: [{ kind: "dataset", name: TATOEBA }],
  load(options = {}) {
    const [language, ...more] = options.languages ?? [];
    if (language !== undefined && more.length === 0) return tatoebaTask(language, options);
    throw new ClaimbookError("the task is loaded one language at a time", {
      kind: "usage",
      where: "languages of xtreme-r-tatoeba",
      wayOut: `Ask for one of ${XTREME_R_TATOEBA_LANGUAGES.join(", ")}, or take tatoebaTasks().`,
    });
  },
};
