import { readFile, stat } from "node:fs/promises";
import { ClaimbookError } from "../errors.js";
import { type DocumentTable, readDocument } from "../literature/documents/index.js";
import { claimRow } from "../report/synthesis/claim-rows.js";
import type { SynthesisClaim, SynthesisDocument } from "../report/synthesis/document.js";
import { readSynthesis } from "../report/synthesis/read.js";
import { sha256Of } from "../sha256.js";
import { flowingRows } from "./flowing-rows.js";

/** A report as it was read. */
export interface ForeignReport {
  /** As it was named. */
  file: string;
  sha256: string;
  document: SynthesisDocument;
}

/** Bytes of a report of text or Markdown, and of a PDF. */
const longest = { text: 4 * 2 ** 20, pdf: 50 * 2 ** 20 };
/** Rows of a table of claims. */
const mostClaims = 2000;
/** Characters of one claim. */
const longestClaim = 5000;

/**
 * Reads a report in the synthesis format: plain text, Markdown or PDF, told by its first bytes.
 *
 * @param file to be opened
 * @param name how to call it in errors
 * @throws ClaimbookError (`could-not-run`) for a file that cannot be read, is too large or has no text; (`usage`)
 *   for one that is no such report
 */
export async function readReport(file: string, name = file, signal?: AbortSignal): Promise<ForeignReport> {
  const bytes = await bytesOf(file, name);
  const sha256 = sha256Of(bytes);
  const document = isPdf(bytes) ? await ofPdf(file, name, signal) : readSynthesis(textOf(bytes, name), name);
  if (document.claims.length > mostClaims)
    throw refused(name, `has ${document.claims.length} claims, more than the ${mostClaims} that are judged`);
  const long = document.claims.findIndex(({ text }) => text.length > longestClaim);
  if (long >= 0) {
    throw refused(
      name,
      `has a claim of ${document.claims[long]!.text.length} characters (number ${long + 1}), more than the ${longestClaim} that are judged`,
    );
  }
  if (document.claims.length === 0) {
    throw new ClaimbookError("its table of extracted claims has no row that can be read", {
      kind: "usage",
      where: name,
      wayOut: "A row has a claim, a mark (✓ or ×) and a confidence, in cells or at the end of the line.",
    });
  }
  return { file: name, sha256, document };
}

async function bytesOf(file: string, name: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > longest.pdf)
      throw refused(
        name,
        `is too large for a report: ${(size / 2 ** 20).toFixed(1)} MiB, and ${longest.pdf / 2 ** 20} are read`,
      );
    return await readFile(file);
  } catch (cause) {
    if (cause instanceof ClaimbookError) throw cause;
    throw new ClaimbookError(`cannot be read: ${(cause as Error).message}`, {
      kind: "could-not-run",
      where: name,
      wayOut: "Name a report: text, Markdown or PDF.",
      cause,
    });
  }
}

const isPdf = (bytes: Buffer) => bytes.subarray(0, 1024).includes("%PDF-");

function textOf(bytes: Buffer, name: string): string {
  if (bytes.length > longest.text)
    throw refused(
      name,
      `is too large for a report of text: ${(bytes.length / 2 ** 20).toFixed(1)} MiB, and ${longest.text / 2 ** 20} are read`,
    );
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ClaimbookError("is neither UTF-8 text nor a PDF", {
      kind: "could-not-run",
      where: name,
      wayOut: "Give the report as text, Markdown or PDF.",
      cause,
    });
  }
}

async function ofPdf(file: string, name: string, signal?: AbortSignal): Promise<SynthesisDocument> {
  const read = await readDocument(file, { maxBytes: longest.pdf, maxPages: 500, ...(signal && { signal }) });
  if (read.text.trim() === "" && read.tables.length === 0) {
    throw new ClaimbookError(
      `has no text that can be read${read.problems.length === 0 ? "" : ` (${read.problems.slice(0, 3).join("; ")})`}`,
      {
        kind: "could-not-run",
        where: name,
        wayOut: "Pages that are pictures must be put through text recognition first.",
      },
    );
  }
  const text = synthesisText(read);
  const cells = claimsOf(read.tables);
  const flowing = flowingRows(claimsPart(text), read.title);
  const rows = cells.length >= flowing.length ? cells : flowing;
  const document = readSynthesis(text, name, rows.length === 0 ? undefined : rows);
  return { ...document, references: document.references.flatMap(addresses) };
}

/** Several addresses in one line of text are several references. */
function addresses(reference: string): string[] {
  const found = reference.match(/<https?:[^\s<>]+>/gi) ?? [];
  return found.length > 1 ? found.map((each) => each.slice(1, -1)) : [reference];
}

/** The document with the references, which the reader of documents keeps apart, where the format has them. */
function synthesisText({ text, references }: Awaited<ReturnType<typeof readDocument>>): string {
  if (references.length === 0) return text;
  return [text, "", "References", "", ...references.map((each) => `- ${each}`)].join("\n");
}

/** What stands between the heading of the claims and that of the references. */
function claimsPart(text: string): string {
  const heading = /^[ \t]*(?:#{1,6}[ \t]+)?(?:\d+\.?[ \t]+)?Extracted Claims[ \t]*$/gim;
  const start = [...text.matchAll(heading)].at(-1);
  if (start === undefined) return "";
  const rest = text.slice(start.index + start[0].length);
  const end = /^[ \t]*(?:#{1,6}[ \t]+)?(?:\d+\.?[ \t]+)?References[ \t]*$/im.exec(rest);
  return rest.slice(0, end?.index);
}

/** The rows of the tables whose columns are Claim, Verified and Confidence; a table may run over pages. */
function claimsOf(tables: readonly DocumentTable[]): SynthesisClaim[] {
  return tables.flatMap(({ cells }) => {
    const rows = new Map<number | string, { claim: string; mark: string; confidence: string }>();
    for (const { row, column, text, at } of cells) {
      const key = at?.row ?? row.join("\u0000");
      const heading = column.join(" ").trim().toLowerCase();
      const found = rows.get(key) ?? { claim: row.join(" "), mark: "", confidence: "" };
      if (heading === "claim") found.claim = text;
      else if (heading === "verified") found.mark = text;
      else if (heading === "confidence") found.confidence = text;
      else continue;
      rows.set(key, found);
    }
    return [...rows.values()]
      .filter(({ claim, mark, confidence }) => claim.trim() !== "" && (mark + confidence).trim() !== "")
      .map(({ claim, mark, confidence }) => claimRow(claim, mark, confidence));
  });
}

function refused(where: string, what: string): ClaimbookError {
  return new ClaimbookError(what, {
    kind: "could-not-run",
    where,
    wayOut: "A report of this format has a few pages: check that it is the right file.",
  });
}
