import { ClaimbookError } from "../../errors.js";
import type { Qrels } from "../../evaluation/run.js";
import { type UnknownDocuments, unknownDocuments } from "../../evaluation/trec/index.js";
import { badData } from "../bad-data.js";
import type { LocatedDocument } from "./corpus-files.js";
import { SeenIds } from "./seen-ids.js";

export interface CorpusFacts {
  documents: number;
  /** Judged documents that the corpus lacks; relevant ones among them can never be found. */
  unknown: UnknownDocuments;
}

/**
 * Reads a corpus through once: counts it, and looks for the judged documents and for ids that occur twice. Needs
 * 8 bytes a document.
 *
 * @param read gives the corpus from its beginning; called again only to find the lines of a repeated id
 * @throws {ClaimbookError} (could-not-run) for an id that occurs twice, naming both lines, and for an empty corpus
 */
export async function checkCorpus(
  read: () => AsyncIterable<LocatedDocument>,
  qrels: Qrels,
): Promise<CorpusFacts> {
  const judged = new Set(Object.values(qrels).flatMap((levels) => Object.keys(levels)));
  const found = new Set<string>();
  const seen = new SeenIds();
  for await (const { id } of read()) {
    seen.add(id);
    if (judged.has(id)) found.add(id);
  }
  const suspect = seen.suspects();
  if (suspect !== undefined) await refuseRepeated(read, suspect);
  if (seen.size === 0)
    throw new ClaimbookError("the corpus has no document", { kind: "could-not-run", where: "corpus" });
  return { documents: seen.size, unknown: unknownDocuments(qrels, (document) => found.has(document)) };
}

async function refuseRepeated(
  read: () => AsyncIterable<LocatedDocument>,
  suspect: (id: string) => boolean,
): Promise<void> {
  const first = new Map<string, LocatedDocument>();
  for await (const document of read()) {
    if (!suspect(document.id)) continue;
    const before = first.get(document.id);
    if (before === undefined) {
      first.set(document.id, document);
      continue;
    }
    const where = before.file === document.file ? "" : ` of ${before.file}`;
    throw badData(
      document.file,
      document.line,
      `the document ${JSON.stringify(document.id)} is there twice: first in line ${before.line}${where}`,
    );
  }
}
