import { badData, parseJson } from "../bad-data.js";
import { readLines } from "../lines.js";
import type { CorpusDocument } from "../retrieval-data.js";

/** A document and where it stands. */
export interface LocatedDocument extends CorpusDocument {
  file: string;
  /** From 1. */
  line: number;
}

/** What a corpus calls its fields. */
export interface CorpusFields {
  id: string;
  /** Omitted where a document has none. */
  title?: string;
  text: string;
  /** The text begins with the title, set off by an empty line (Mr. TyDi's `contents`). Defaults to false. */
  titleInText?: boolean;
}

/**
 * Reads a corpus of JSON lines, file after file, as a stream (gzip where the name ends in .gz).
 *
 * @throws {ClaimbookError} (could-not-run) naming file and line for what is no such document: an empty text is one,
 *   a missing text or id is none
 */
export async function* readCorpus(
  files: readonly string[],
  fields: CorpusFields,
): AsyncGenerator<LocatedDocument> {
  for (const file of files) {
    for await (const { text: json, number: line } of readLines(file)) {
      if (json.trim() === "") continue;
      const object = parseJson(json, file, line) as Record<string, unknown> | null;
      const id = object?.[fields.id];
      const text = object?.[fields.text];
      if (typeof id !== "string" || id === "" || typeof text !== "string")
        throw badData(file, line, `no document: it must have texts "${fields.id}" and "${fields.text}"`);
      yield { id, ...titled(object!, text, fields), file, line };
    }
  }
}

function titled(
  object: Record<string, unknown>,
  text: string,
  { title: field, titleInText }: CorpusFields,
): { title?: string; text: string } {
  const blank = titleInText ? text.indexOf("\n\n") : -1;
  if (blank >= 0) return { title: text.slice(0, blank), text: text.slice(blank + 2) };
  const title = field === undefined ? undefined : object[field];
  return typeof title === "string" && title !== "" ? { title, text } : { text };
}
