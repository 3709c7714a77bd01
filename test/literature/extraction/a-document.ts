import { type Document, readDocument } from "../../../src/literature/documents/index.js";

/** A document read from Markdown or plain text. */
export function aDocument(text: string, options: { work?: string; title?: string } = {}): Promise<Document> {
  const { work = "paper", title } = options;
  const bytes = new TextEncoder().encode(text);
  return readDocument(bytes, { work, name: `${work}.md`, ...(title === undefined ? {} : { title }) });
}
