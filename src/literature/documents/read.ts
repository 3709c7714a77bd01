import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import path from "node:path";
import { ClaimbookError } from "../../errors.js";
import { gunzip, type SourceFiles, tarFiles, zipFiles } from "./archive.js";
import { DocumentBuilder } from "./builder.js";
import { decodeText } from "./decode.js";
import type { Document } from "./document.js";
import { byteFormat, documentStem, textFormat } from "./format.js";
import { readLatex } from "./latex/read-latex.js";
import { latexSource } from "./latex/source.js";
import { type DocumentLimits, defaultLimits, refused, tooLarge } from "./limits.js";
import { readMarkdown } from "./markdown.js";
import { readHtml } from "./markup/read-html.js";
import { readJats } from "./markup/read-jats.js";
import { readPdf } from "./pdf/read-pdf.js";
import { readPlainText } from "./plain-text.js";

export interface ReadDocumentOptions extends Partial<DocumentLimits> {
  /** E.g. `arXiv:2408.10536v1`. Defaults to what the file's name says. */
  work?: string;
  /** The file's name, where the source is bytes; named in errors. */
  name?: string;
  /** Where the work's title is known already, e.g. from a bibliographic record. */
  title?: string;
  /** BCP 47 tag, where the language is known already. */
  language?: string;
  signal?: AbortSignal;
}

/**
 * Reads a full text: PDF, HTML, JATS XML, LaTeX (a file, or a .zip, .tar or .tar.gz as arXiv gives it), Markdown or plain
 * text. The format is recognised by the content. What cannot be read within a document is told in its `problems`.
 *
 * @param source path of a file, or its bytes
 * @throws ClaimbookError (`could-not-run`) for a file that is missing, too large, encrypted, damaged beyond reading, or
 *   of no known format; naming it and the way out
 */
export async function readDocument(
  source: string | Uint8Array,
  options: ReadDocumentOptions = {},
): Promise<Document> {
  const limits: DocumentLimits = { ...defaultLimits, ...options };
  const where = typeof source === "string" ? source : (options.name ?? "the document");
  options.signal?.throwIfAborted();
  const bytes = typeof source === "string" ? await load(source, limits) : source;
  if (bytes.length > limits.maxBytes) throw tooLarge(where, bytes.length, limits.maxBytes);
  const builder = new DocumentBuilder();
  if (options.language !== undefined) builder.language = options.language;
  if (options.title !== undefined) builder.title(options.title);
  const { format, work } = await readInto(builder, bytes, where, limits, options.signal);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return builder.finish({ work: options.work ?? work ?? workOf(where), sha256, format });
}

async function load(file: string, limits: DocumentLimits): Promise<Uint8Array> {
  try {
    const handle = await open(file, "r");
    try {
      const stat = await handle.stat();
      if (!stat.isFile()) throw refused(file, "is not a file", "Name the file itself.");
      if (stat.size > limits.maxBytes) throw tooLarge(file, stat.size, limits.maxBytes);
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof ClaimbookError) throw cause;
    throw refused(
      file,
      `the document cannot be opened: ${(cause as Error).message}`,
      "Check the path.",
      cause,
    );
  }
}

/** What a reader finds out besides the content. */
interface ReadAs {
  format: Document["format"];
  /** The work's id, where the content has it. */
  work?: string;
}

async function readInto(
  builder: DocumentBuilder,
  bytes: Uint8Array,
  where: string,
  limits: DocumentLimits,
  signal: AbortSignal | undefined,
): Promise<ReadAs> {
  switch (byteFormat(bytes)) {
    case "pdf": {
      const { stamp } = await readPdf(builder, bytes, where, limits, signal);
      return { format: "pdf", ...(stamp !== undefined && { work: stamp }) };
    }
    case "text":
      return readText(builder, decodeText(bytes, builder), where);
    case "gzip": {
      // A paper of one file comes as .gz, without a tar round it.
      const inner = await gunzip(bytes, where, limits, signal);
      const format = byteFormat(inner);
      if (format === "tar") return readArchive(builder, await tarFiles(inner, where, limits), where);
      if (format === "text") return readText(builder, decodeText(inner, builder), where);
      if (format === "pdf") return readInto(builder, inner, where, limits, signal);
      throw unknown(where);
    }
    case "tar":
      return readArchive(builder, await tarFiles(bytes, where, limits), where);
    case "zip":
      return readArchive(builder, await zipFiles(bytes, where, limits), where);
    case "binary":
      throw unknown(where);
  }
}

function readArchive(builder: DocumentBuilder, files: SourceFiles, where: string): ReadAs {
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

function readText(builder: DocumentBuilder, text: string, where: string): ReadAs {
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

function unknown(where: string): ClaimbookError {
  return refused(
    where,
    "is no document of a known format",
    "Give a PDF, HTML, JATS XML, LaTeX source (.tex, .zip, .tar.gz), Markdown or plain text.",
  );
}

/** `arXiv_2408.10536v1.pdf` and `2408.10536v1.tar.gz` -> `arXiv:2408.10536v1`; other names stay. */
function workOf(where: string): string {
  const stem = documentStem(path.basename(where));
  const arxiv = /^(?:arxiv[_:-])?(\d{4}\.\d{4,5}(?:v\d+)?)$/i.exec(stem)?.[1];
  return arxiv === undefined ? stem : `arXiv:${arxiv}`;
}
