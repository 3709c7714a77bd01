import type { Qrels, Run } from "../run.js";

/** How well judgements and a run, or judgements and a collection, fit one another. */
export interface Coverage {
  /** Judged queries that the run lacks. */
  missing: string[];
  /** Queries of the run without a judgement: they are left out. */
  unjudged: string[];
  /** Documents retrieved for judged queries, and how many of them have no judgement. */
  retrieved: number;
  retrievedUnjudged: number;
}

/** What an evaluation of `run` against `qrels` will leave out or take for irrelevant. */
export function coverage(qrels: Qrels, run: Run): Coverage {
  const missing = Object.keys(qrels).filter((query) => !Object.hasOwn(run, query));
  const unjudged: string[] = [];
  let [retrieved, retrievedUnjudged] = [0, 0];
  for (const query of Object.keys(run)) {
    if (!Object.hasOwn(qrels, query)) {
      unjudged.push(query);
      continue;
    }
    const levels = qrels[query]!;
    for (const document of Object.keys(run[query]!)) {
      retrieved++;
      if (!Object.hasOwn(levels, document)) retrievedUnjudged++;
    }
  }
  return { missing, unjudged, retrieved, retrievedUnjudged };
}

/** Judged documents that the collection does not have: judgements and collection may be of different versions. */
export interface UnknownDocuments {
  /** Judged documents, by query, in all. */
  judged: number;
  /** Of these, relevant ones and others that the collection lacks. */
  relevantUnknown: number;
  otherUnknown: number;
  /** The first few, `query document`. */
  examples: string[];
}

/** Counts the judged documents that a collection lacks; a relevant one that is lacking can never be found. */
export function unknownDocuments(qrels: Qrels, has: (document: string) => boolean): UnknownDocuments {
  const result: UnknownDocuments = { judged: 0, relevantUnknown: 0, otherUnknown: 0, examples: [] };
  for (const [query, levels] of Object.entries(qrels)) {
    for (const [document, level] of Object.entries(levels)) {
      result.judged++;
      if (has(document)) continue;
      if (level >= 1) result.relevantUnknown++;
      else result.otherUnknown++;
      if (result.examples.length < 5) result.examples.push(`${query} ${document}`);
    }
  }
  return result;
}
