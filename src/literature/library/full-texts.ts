import path from "node:path";
import type { Document, DocumentSection } from "../documents/document.js";
import { documentStem } from "../documents/format.js";
import { isDocumentFile, type ReadDocumentOptions, readDocument } from "../documents/index.js";
import type { CslItem } from "../search-log.js";
import { workFileKey } from "../work-id.js";
import type { WorkText } from "./work.js";

/** A full text of a library folder that is neither Markdown nor plain text. */
export interface FullText {
  text: WorkText;
  /** Key of the work's id, by the file's name. */
  key: string;
  /** For a work that the folder has no entry of. */
  item: CslItem;
}

/**
 * Reads the PDFs, HTML, JATS and LaTeX files among names of a folder. One that cannot be read is told, and the others stay.
 */
export async function readFullTexts(
  folder: string,
  names: readonly string[],
  options: ReadDocumentOptions = {},
): Promise<{ fullTexts: FullText[]; problems: string[] }> {
  const fullTexts: FullText[] = [];
  const problems: string[] = [];
  for (const name of names.filter((one) => isDocumentFile(one) && !/\.(?:md|markdown|txt)$/i.test(one))) {
    options.signal?.throwIfAborted();
    try {
      const document = await readDocument(path.join(folder, name), options);
      for (const problem of document.problems) problems.push(`${name}: ${problem}`);
      const key = workFileKey(documentStem(name).replace(/^arxiv[_:]/i, "arxiv:"));
      const title = document.title === "" ? name : document.title;
      fullTexts.push({
        text: textOf(name, document),
        key,
        item: { id: document.work, type: "article", title },
      });
    } catch (error) {
      options.signal?.throwIfAborted();
      problems.push(`${name}: ${(error as Error).message}`);
    }
  }
  return { fullTexts, problems };
}

function textOf(name: string, document: Document): WorkText {
  const headings = document.sections.map(headingOf);
  const passages = document.sentences.map(({ text, start, end, section }) => ({
    text,
    start,
    end,
    heading: section === undefined ? undefined : headings[section],
  }));
  return { name, text: document.text, sha256: document.sha256, passages, summary: false };
}

function headingOf({ number, title, role }: DocumentSection): string | undefined {
  if (role === "title") return undefined;
  return number === undefined ? title : `${number} ${title}`;
}
