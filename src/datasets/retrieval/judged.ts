import type { Qrels } from "../../evaluation/run.js";
import type { DatasetFiles } from "../dataset-files.js";
import type { LoadOptions } from "../entry.js";
import type { DatasetRecord } from "../record.js";
import type { JudgedRetrieval } from "../retrieval-data.js";
import { checkCorpus } from "./corpus-check.js";
import type { LocatedDocument } from "./corpus-files.js";

export interface JudgedOptions extends LoadOptions {
  /**
   * Whether to read the corpus through once when loading: counts its documents, reports judged ones that it lacks,
   * refuses ids that occur twice. BEIR does by default; collections of millions do when asked.
   */
  check?: boolean;
}

export interface JudgedParts {
  name: string;
  version: string;
  origin: string;
  licence: string;
  /** BCP 47 tag of the corpus. */
  locale: string;
  queries: ReadonlyMap<string, string>;
  qrels: Qrels;
  /** What the record says was asked for. */
  options: Record<string, unknown>;
  check: boolean;
  files: DatasetFiles;
  corpus(): AsyncIterable<LocatedDocument>;
}

/**
 * Puts queries, judgements and a corpus together. Only judged queries that have a text are given, with their
 * judgements; how many others there were is in the record.
 */
export async function judgedRetrieval(parts: JudgedParts): Promise<JudgedRetrieval> {
  const { locale, corpus } = parts;
  const ids = Object.keys(parts.qrels).filter((query) => parts.queries.has(query));
  const queries = new Map(ids.map((query) => [query, parts.queries.get(query)!]));
  const qrels = Object.assign(
    Object.create(null) as Qrels,
    Object.fromEntries(ids.map((query) => [query, parts.qrels[query]!])),
  );
  const levels = Object.values(qrels).flatMap((documents) => Object.values(documents));
  const counts: Record<string, number> = {
    queries: queries.size,
    judgements: levels.length,
    "relevant judgements": levels.filter((level) => level >= 1).length,
    "judged queries without a text": Object.keys(parts.qrels).length - ids.length,
    "queries without a judgement": parts.queries.size - ids.length,
  };
  if (parts.check) {
    const { documents, unknown } = await checkCorpus(corpus, qrels);
    counts.documents = documents;
    counts["relevant documents that the corpus lacks"] = unknown.relevantUnknown;
    counts["other judged documents that the corpus lacks"] = unknown.otherUnknown;
  }
  const record: DatasetRecord = {
    schema: "claimbook/dataset/1",
    name: parts.name,
    version: parts.version,
    origin: parts.origin,
    licence: parts.licence,
    sha256: parts.files.sha256(),
    counts,
    options: parts.options,
  };
  return {
    record,
    locale,
    queries,
    qrels,
    async *corpus() {
      for await (const { id, title, text } of corpus())
        yield { id, ...(title === undefined ? {} : { title }), text };
    },
  };
}
