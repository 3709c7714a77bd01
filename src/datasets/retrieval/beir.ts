import path from "node:path";
import { ClaimbookError } from "../../errors.js";
import type { Qrels } from "../../evaluation/run.js";
import { badData, parseJson, textField } from "../bad-data.js";
import { DatasetFiles } from "../dataset-files.js";
import type { DatasetEntry } from "../entry.js";
import { readLines } from "../lines.js";
import { noteLockedSums } from "../pull/locked-sums.js";
import type { JudgedRetrieval } from "../retrieval-data.js";
import { readCorpus } from "./corpus-files.js";
import { type JudgedOptions, judgedRetrieval } from "./judged.js";

/** The parts of BEIR that its authors give away. */
const parts =
  "arguana climate-fever cqadupstack dbpedia-entity fever fiqa hotpotqa msmarco nfcorpus nq quora scidocs scifact trec-covid webis-touche2020".split(
    " ",
  );

export interface BeirOptions extends JudgedOptions {
  /** A folder in BEIR's format anywhere: corpus.jsonl, queries.jsonl, qrels/SPLIT.tsv. In place of `part`. */
  folder?: string;
  /** A part of BEIR that was pulled, such as `scifact` or `cqadupstack/android`. */
  part?: string;
  /** The file in `qrels`. Defaults to `test`. */
  split?: string;
  /** BCP 47 tag of the corpus. Defaults to `en`. */
  locale?: string;
  /** What the record calls it. Defaults to `beir/PART` or the folder's name. */
  name?: string;
}

/**
 * Any data set in BEIR's format (Thakur et al. 2021). Queries are those that the split judges; by default the corpus
 * is read through once, so that repeated ids and judged documents that it lacks do not go unnoticed.
 *
 * @throws {ClaimbookError} (usage) when neither folder nor part is given; (could-not-run) naming file and line for
 *   what is not of that format
 */
export async function beir(options: BeirOptions = {}): Promise<JudgedRetrieval> {
  const { part, split = "test", locale = "en" } = options;
  if ((part === undefined) === (options.folder === undefined)) {
    throw new ClaimbookError("say which data set: a folder, or a part of BEIR that was pulled", {
      kind: "usage",
      where: "beir",
      wayOut: `Give { folder: "..." } or { part: "..." }; BEIR's parts: ${parts.join(", ")}.`,
    });
  }
  const files = new DatasetFiles("beir", options);
  const below = part === undefined ? "" : `${part}/`;
  const name = options.name ?? (part === undefined ? path.basename(files.folders[0]!) : `beir/${part}`);
  const corpusFile = `${below}corpus.jsonl`;
  const queriesFile = `${below}queries.jsonl`;
  const qrelsFile = `${below}qrels/${split}.tsv`;
  const corpus = files.path(corpusFile);
  const queries = await readQueries(files.path(queriesFile));
  const qrels = await readBeirQrels(files.path(qrelsFile));
  await files.noteFile(queriesFile);
  await files.noteFile(qrelsFile);
  if (part === undefined) await files.noteFile(corpusFile);
  else await noteLockedSums(files, part, options.project);
  return judgedRetrieval({
    name,
    version: "1.0.0",
    origin: part === undefined ? files.folders[0]! : home,
    licence: part === undefined ? "the folder's own" : licence,
    locale,
    queries,
    qrels,
    options: { split, locale, ...(part === undefined ? {} : { part }) },
    check: options.check ?? true,
    files,
    corpus: () => readCorpus([corpus], { id: "_id", title: "title", text: "text" }),
  });
}

/** `{"_id": ..., "text": ...}` on every line. */
async function readQueries(file: string): Promise<Map<string, string>> {
  const queries = new Map<string, string>();
  for await (const { text: json, number } of readLines(file)) {
    if (json.trim() === "") continue;
    const query = parseJson(json, file, number);
    const id = textField(query, "_id", file, number);
    if (queries.has(id)) throw badData(file, number, `the query ${JSON.stringify(id)} is there twice`);
    queries.set(id, textField(query, "text", file, number));
  }
  if (queries.size === 0) throw badData(file, undefined, "no query is in it");
  return queries;
}

/**
 * Reads judgements in BEIR's format: a line of column names, then `query-id TAB corpus-id TAB score`.
 *
 * @throws {ClaimbookError} (could-not-run) naming file and line for other columns, a score that is no whole number,
 *   or a document that a query judges twice
 */
export async function readBeirQrels(file: string): Promise<Qrels> {
  const qrels = Object.create(null) as Qrels;
  const wayOut = "Each line must be: query-id, corpus-id and score between tabs; the first line names them.";
  let judged = 0;
  for await (const { text, number } of readLines(file)) {
    if (text === "") continue;
    const columns = text.split("\t").map((column) => column.trim());
    if (columns.length !== 3) throw badData(file, number, `${columns.length} columns`, wayOut);
    const [query, document, score] = columns as [string, string, string];
    if (number === 1 && score === "score") continue;
    if (!/^[+-]?\d+$/.test(score))
      throw badData(file, number, `the score ${JSON.stringify(score)} is no whole number`, wayOut);
    qrels[query] ??= Object.create(null) as Record<string, number>;
    const levels = qrels[query];
    if (levels[document] !== undefined)
      throw badData(
        file,
        number,
        `document ${JSON.stringify(document)} is judged twice for query ${JSON.stringify(query)}`,
      );
    levels[document] = Number(score);
    judged++;
  }
  if (judged === 0) throw badData(file, undefined, "no judgement is in it");
  return qrels;
}

const home = "https://github.com/beir-cellar/beir";
const licence = "each part's own (see its home)";

export const beirEntry: DatasetEntry = {
  name: "beir",
  about: "15 English retrieval data sets of many domains, and any folder in their format.",
  kind: "judged retrieval",
  home,
  licence,
  citation:
    "Thakur, Reimers, Rücklé, Srivastava, Gurevych (2021). BEIR: A Heterogeneous Benchmark for Zero-shot Evaluation of Information Retrieval Models. NeurIPS Datasets and Benchmarks, arXiv:2104.08663.",
  languages: ["en"],
  needsNetwork: false,
  sources: parts.map((part) => ({
    kind: "archive" as const,
    url: `https://public.ukp.informatik.tu-darmstadt.de/thakur/BEIR/datasets/${part}.zip`,
    part,
  })),
  load: (options) => beir(options as BeirOptions | undefined),
};
