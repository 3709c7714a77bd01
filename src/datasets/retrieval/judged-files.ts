import type { Qrels } from "../../evaluation/run.js";
import { readQrels } from "../../evaluation/trec/index.js";
import type { DatasetFiles } from "../dataset-files.js";
import { noteLockedSums } from "../pull/locked-sums.js";
import { readTopics } from "./topics.js";

export interface JudgedFiles {
  /** `id TAB text`. */
  topics: string;
  /** In trec_eval's format. */
  judgements: string;
  /** Folder of the corpus, which is not read here. */
  corpus: string;
}

/**
 * Reads topics and judgements, and notes their sums and those that data.lock.json has of the corpus.
 *
 * @param project where data.lock.json lies; defaults to the project of the current folder
 * @throws {ClaimbookError} (could-not-run) for files that are missing or not of their form, naming file and line
 */
export async function readJudgedFiles(
  files: DatasetFiles,
  { topics, judgements, corpus }: JudgedFiles,
  project: string | undefined,
): Promise<{ queries: Map<string, string>; qrels: Qrels }> {
  const queries = await readTopics(files.path(topics));
  const qrels = await readQrels(files.path(judgements));
  await files.noteFile(topics);
  await files.noteFile(judgements);
  await noteLockedSums(files, corpus, project);
  return { queries, qrels };
}
