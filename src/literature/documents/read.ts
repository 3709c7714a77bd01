import { open } from "node:fs/promises";
import path from "node:path";
import { ClaimbookError } from "../../errors.js";
import { sha256Of } from "../../sha256.js";
import { gunzip, tarFiles, zipFiles } from "./archive.js";
import { DocumentBuilder } from "./builder.js";
import type { Document } from "./document.js";
import { byteFormat, documentStem } from "./format.js";
import { type DocumentLimits, defaultLimits, refused, tooLarge } from "./limits.js";
import { readPdf } from "./pdf/read-pdf.js";
import { type ReadAs, readWritten, type Written } from "./written.js";
import { readInThread } from "./written-in-thread.js";

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
  const sha256 = sha256Of(bytes);
  const unpacked = await unpack(bytes, where, limits, options.signal);
  const { language, title, signal } = options;
  const given = { ...(language !== undefined && { language }), ...(title !== undefined && { title }) };
  if (!("pdf" in unpacked) && sizeOf(unpacked.written) > inThreadFrom) {
    const { written } = unpacked;
    const { read, document } = await readInThread({ written, where, ...given }, limits, signal);
    return { ...document, work: options.work ?? read.work ?? workOf(where), sha256 };
  }
  const builder = new DocumentBuilder();
  if (language !== undefined) builder.language = language;
  if (title !== undefined) builder.title(title);
  const { format, work } =
    "pdf" in unpacked
      ? await pdfInto(builder, unpacked.pdf, where, limits, signal)
      : readWritten(unpacked.written, builder, where);
  return builder.finish({ work: options.work ?? work ?? workOf(where), sha256, format });
}

/** Bytes of text from which on a document is read in a thread: a smaller one cannot take long. */
const inThreadFrom = 128 * 1024;

function sizeOf(written: Written): number {
  if (written instanceof Uint8Array) return written.length;
  return [...written.values()].reduce((sum, file) => sum + file.length, 0);
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

/** What is in a file once it is unpacked. */
async function unpack(
  bytes: Uint8Array,
  where: string,
  limits: DocumentLimits,
  signal: AbortSignal | undefined,
): Promise<{ pdf: Uint8Array } | { written: Written }> {
  switch (byteFormat(bytes)) {
    case "pdf":
      return { pdf: bytes };
    case "text":
      return { written: bytes };
    case "gzip": {
      // A paper of one file comes as .gz, without a tar round it.
      const inner = await gunzip(bytes, where, limits, signal);
      const format = byteFormat(inner);
      if (format === "tar") return { written: await tarFiles(inner, where, limits) };
      if (format === "text") return { written: inner };
      if (format === "pdf") return { pdf: inner };
      throw unknown(where);
    }
    case "tar":
      return { written: await tarFiles(bytes, where, limits) };
    case "zip":
      return { written: await zipFiles(bytes, where, limits) };
    case "binary":
      throw unknown(where);
  }
}

async function pdfInto(
  builder: DocumentBuilder,
  bytes: Uint8Array,
  where: string,
  limits: DocumentLimits,
  signal: AbortSignal | undefined,
): Promise<ReadAs> {
  const { stamp } = await readPdf(builder, bytes, where, limits, signal);
  return { format: "pdf", ...(stamp !== undefined && { work: stamp }) };
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
