import type { DocumentBuilder } from "../builder.js";
import type { PdfPage, PdfRun } from "./page.js";
import { stampOf } from "./stamp.js";

/** Share of a page's characters from which on white or invisible text is what the page is there for. */
const mostOfPage = 0.8;

/** Runs that a reader can see; tells of the others. */
export function visibleRuns(page: PdfPage, builder: DocumentBuilder): PdfRun[] {
  const { number } = page;
  const tell = (what: string, text: string) => {
    const quote = text.length > 80 ? `${text.slice(0, 80)}…` : text;
    builder.problem(`page ${number}: ${what}: “${quote}”`);
  };
  const outside: PdfRun[] = [];
  const tiny: PdfRun[] = [];
  const turned: PdfRun[] = [];
  const unseen: Record<NonNullable<PdfRun["hidden"]>, PdfRun[]> = { white: [], invisible: [] };
  const meant = meantToBeRead(page);
  const seen = page.runs.filter((run) => {
    if (run.text.trim() === "") return false;
    const off = run.x > page.width || run.x + run.width < 0 || run.y < 0 || run.y - run.size > page.height;
    const hidden = run.hidden === undefined || meant.has(run.hidden) ? undefined : unseen[run.hidden];
    const kind = off ? outside : run.size < 1 ? tiny : (hidden ?? (run.turned ? turned : undefined));
    kind?.push(run);
    return kind === undefined;
  });
  const textOf = (runs: readonly PdfRun[]) => runs.map((run) => run.text).join(" ");
  if (outside.length > 0) tell("text off the page was left out", textOf(outside));
  if (tiny.length > 0) tell("text too small to see was left out", textOf(tiny));
  if (turned.length > 0 && stampOf(page) === undefined) tell("turned text was left out", textOf(turned));
  // A few may be marks that were put together differently.
  if (page.missing >= 5 && page.missing > 0.01 * page.runs.length)
    builder.problem(
      `page ${number}: ${page.missing} characters drawn off the page or in annotations are not in the text`,
    );
  if (unseen.white.length > 0) tell("text in white was left out", textOf(unseen.white));
  if (unseen.invisible.length > 0)
    tell("text that is drawn invisibly was left out", textOf(unseen.invisible));
  if (meant.has("white"))
    builder.problem(`page ${number}: most of its text is white; it was read as on a dark ground`);
  if (meant.has("invisible"))
    builder.problem(`page ${number}: most of its text is drawn invisibly; it was read as that of a scan`);
  // A font may say nothing of what its glyphs mean.
  const unknown = seen.reduce((sum, run) => sum + (run.text.match(/\uFFFD/g)?.length ?? 0), 0);
  if (unknown > 0) builder.problem(`page ${number}: ${unknown} characters that the PDF does not name`);
  return seen;
}

/**
 * Kinds of hidden text that nearly all of a page is written in: recognised text lies invisibly over a scan, and slides
 * have white text on pictures.
 */
function meantToBeRead({ runs }: PdfPage): ReadonlySet<PdfRun["hidden"]> {
  const length = (of: readonly PdfRun[]) => of.reduce((sum, run) => sum + run.text.trim().length, 0);
  const all = length(runs);
  return new Set(
    (["white", "invisible"] as const).filter((kind) => {
      const share = length(runs.filter((run) => run.hidden === kind));
      return share > 0 && share >= mostOfPage * all;
    }),
  );
}
