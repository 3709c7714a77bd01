import type { DocumentBuilder } from "../builder.js";
import { type DocumentLimits, refused } from "../limits.js";
import { LineJoiner } from "../line-joiner.js";
import { linesInOrder } from "./columns.js";
import { extractPdf } from "./extract.js";
import { PdfFlow } from "./flow.js";
import { withoutFurniture } from "./furniture.js";
import { type PdfLine, segmentsOf } from "./line.js";
import type { PdfContent, PdfRun } from "./page.js";
import { stampOf } from "./stamp.js";
import { taggedTables } from "./tagged-table.js";
import { visibleRuns } from "./visible-runs.js";

/**
 * Reads a PDF by the place, size and weight of its text.
 *
 * @returns the arXiv id that arXiv stamps on the first page, if there is one
 * @throws ClaimbookError (`could-not-run`): encrypted, damaged, too slow, or without any text
 */
export async function readPdf(
  builder: DocumentBuilder,
  bytes: Uint8Array,
  where: string,
  limits: DocumentLimits,
  signal?: AbortSignal,
): Promise<{ stamp?: string }> {
  const content = await extractPdf(bytes, where, limits, signal);
  for (const problem of content.problems) builder.problem(problem);
  const written = content.pages.map((page) => visibleRuns(page, builder));
  if (content.problems.length > 0 && content.pages.length === 0) {
    throw refused(
      where,
      `the PDF is damaged and cannot be read: ${content.problems[0]}`,
      "Fetch it again, or take the work's HTML, LaTeX or text form.",
    );
  }
  if (written.every((runs) => runs.length === 0)) {
    throw refused(
      where,
      `the PDF has no text layer: its ${content.pageCount} page${content.pageCount === 1 ? " is a picture" : "s are pictures"}`,
      "Recognise its text first, e.g. with `ocrmypdf`, or take the work's HTML, LaTeX or text form.",
    );
  }
  builder.language ??= content.language;
  const joiner = new LineJoiner(rawLines(written));
  const laid = content.pages.map((page, index) => {
    const runs = written[index] ?? [];
    if (runs.length === 0) builder.problem(`page ${page.number}: no text layer`);
    const { rest, tables } = taggedTables(runs, joiner);
    return { page, segments: [...segmentsOf(rest), ...tables] };
  });
  const lines = withoutFurniture(laid).flatMap((segments, index) => {
    const page = laid[index]?.page;
    return page === undefined || segments.length === 0 ? [] : linesInOrder(segments, page.number, page.width);
  });
  new PdfFlow(lines, builder, joiner).read(titleGiven(content, lines));
  const stamp = stampOf(content.pages[0]);
  return stamp === undefined ? {} : { stamp };
}

function rawLines(written: readonly (readonly PdfRun[])[]): string[] {
  return written.flatMap((runs) => segmentsOf(runs).map((segment) => segment.text));
}

/** The title in the PDF's properties, if its first page has it: many have a file's name there. */
function titleGiven(content: PdfContent, lines: readonly PdfLine[]): string | undefined {
  const bare = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
  const title = content.title?.trim();
  if (title === undefined || title === "" || title.length > 400) return undefined;
  const first = bare(
    lines
      .filter((line) => line.page === 1)
      .slice(0, 12)
      .map((line) => line.text)
      .join(""),
  );
  return bare(title).length > 8 && first.includes(bare(title)) ? title : undefined;
}
