import type { SourceFiles } from "./archive.js";
import type { DocumentBuilder } from "./builder.js";
import { decodeText } from "./decode.js";
import type { Document } from "./document.js";
import { textFormat } from "./format.js";
import { readLatex } from "./latex/read-latex.js";
import { latexSource } from "./latex/source.js";
import { refused } from "./limits.js";
import { readMarkdown } from "./markdown.js";
import { readHtml } from "./markup/read-html.js";
import { readJats } from "./markup/read-jats.js";
import { readPlainText } from "./plain-text.js";

/** A document that is written in characters: its bytes, or the files of a LaTeX source. */
export type Written = Uint8Array | SourceFiles;

/** What a reader finds out besides the content. */
export interface ReadAs {
  format: Document["format"];
  /** The work's id, where the content has it. */
  work?: string;
}

/** Reads HTML, JATS, LaTeX, Markdown or plain text; which it is, is told by the content. */
export function readWritten(written: Written, builder: DocumentBuilder, where: string): ReadAs {
  return written instanceof Uint8Array
    ? readText(decodeText(written, builder), builder, where)
    : readFiles(written, builder, where);
}

function readFiles(files: SourceFiles, builder: DocumentBuilder, where: string): ReadAs {
  const found = latexSource(files, builder);
  if (found === undefined)
    throw refused(
      where,
      "the archive holds no LaTeX paper: no file has \\documentclass and \\begin{document}",
      "Give the paper's source as arXiv has it, or the paper itself.",
    );
  readLatex(found.source, builder, found.bibliography);
  return { format: "latex" };
}

function readText(text: string, builder: DocumentBuilder, where: string): ReadAs {
  switch (textFormat(text)) {
    case "markdown":
      readMarkdown(text, builder);
      return { format: "markdown" };
    case "text":
      readPlainText(text, builder);
      return { format: "text" };
    case "html":
      readHtml(text, builder);
      return { format: "arxiv-html" };
    case "jats": {
      const { work } = readJats(text, builder);
      return { format: "jats", ...(work !== undefined && { work }) };
    }
    case "latex":
      readLatex(text, builder);
      return { format: "latex" };
    case "xml":
      throw refused(
        where,
        "is XML, but no article in JATS",
        "Give JATS as PubMed Central has it, or another form.",
      );
  }
}
