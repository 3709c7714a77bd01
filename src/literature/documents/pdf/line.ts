import type { RawCell } from "../table-grid.js";
import type { PdfRun } from "./page.js";

/** Runs on one baseline without a gap wide enough to part cells or columns. */
export interface PdfSegment {
  text: string;
  x: number;
  right: number;
  y: number;
  size: number;
  bold: boolean;
  runs: readonly PdfRun[];
  /** A table that the document's structure gives, in place of text. */
  table?: readonly (readonly RawCell[])[];
}

/** Segments on one baseline within one column of the page. */
export interface PdfLine {
  text: string;
  segments: readonly PdfSegment[];
  x: number;
  right: number;
  y: number;
  /** Of most of its characters. */
  size: number;
  bold: boolean;
  page: number;
  /** Left and right edge of the column that it stands in. */
  column: readonly [left: number, right: number];
  tag?: string;
  table?: readonly (readonly RawCell[])[];
}

/** Gap, in heights of the font, from which on two runs are two cells. */
const cellGap = 0.85;
const wordGap = 0.12;

/**
 * Puts a page's runs together into segments, from top to bottom and left to right. Raised and lowered runs (citations,
 * exponents) belong to the baseline that they lean on.
 */
export function segmentsOf(runs: readonly PdfRun[]): PdfSegment[] {
  const drawn = runs.filter((run) => run.text.trim() !== "");
  const baselines = groupBaselines(drawn);
  return baselines.flatMap((group) => {
    const sorted = [...group].sort((a, b) => a.x - b.x);
    const segments: PdfRun[][] = [];
    let right = Number.NEGATIVE_INFINITY;
    for (const run of sorted) {
      const last = segments.at(-1);
      const size = Math.max(run.size, last?.at(-1)?.size ?? 0);
      if (last === undefined || run.x - right > cellGap * size) segments.push([run]);
      else last.push(run);
      right = Math.max(right, run.x + run.width);
    }
    return segments.map(segmentOf);
  });
}

function groupBaselines(runs: readonly PdfRun[]): PdfRun[][] {
  const sorted = [...runs].sort((a, b) => a.y - b.y || a.x - b.x);
  const groups: { runs: PdfRun[]; y: number; size: number }[] = [];
  // Big letters first say where baselines are; small ones lean on them.
  for (const run of sorted) {
    const near = groups.slice(-6).find((group) => {
      const size = Math.max(group.size, run.size);
      const small = Math.min(group.size, run.size) < 0.85 * size;
      return Math.abs(group.y - run.y) < (small ? 0.55 : 0.25) * size;
    });
    if (near === undefined) groups.push({ runs: [run], y: run.y, size: run.size });
    else {
      near.runs.push(run);
      if (run.size > near.size) Object.assign(near, { y: run.y, size: run.size });
    }
  }
  return groups.sort((a, b) => a.y - b.y).map((group) => group.runs);
}

function segmentOf(runs: readonly PdfRun[]): PdfSegment {
  const { size, y } = mostly(runs);
  const [first] = runs;
  const right = runs.reduce((most, run) => Math.max(most, run.x + run.width), Number.NEGATIVE_INFINITY);
  return { text: joined(runs), x: first?.x ?? 0, right, y, size, bold: isBold(runs), runs };
}

/** Text of runs on a line, with a space where there is room for one; `a b s t r a c t` is spaced for its looks. */
function joined(runs: readonly PdfRun[]): string {
  let text = "";
  let right = 0;
  for (const run of runs) {
    const apart = text !== "" && run.x - right > wordGap * run.size;
    if (apart && !/\s$/u.test(text) && !/^\s/u.test(run.text)) text += " ";
    text += /^\p{L}(?: \p{L}){2,}$/u.test(run.text.trim()) ? run.text.replaceAll(" ", "") : run.text;
    right = Math.max(right, run.x + run.width);
  }
  return withAccents(text.replace(/[^\S\uFEFF]+/gu, " ").trim());
}

/** Spacing accents of old TeX fonts, drawn before their letters, and what they combine to. */
const accents: Readonly<Record<string, string>> = {
  "¨": "\u0308",
  "´": "\u0301",
  ˆ: "\u0302",
  "˜": "\u0303",
  ˇ: "\u030c",
  "˘": "\u0306",
  "˚": "\u030a",
  "¯": "\u0304",
};

/** `na¨ıve` -> `naïve`. An acute before a consonant may stand for an apostrophe (`it´s`). */
function withAccents(text: string): string {
  return text.replace(
    /([¨ˆ˜ˇ˘˚¯](?=[A-Za-zı])|´(?=[aeiouyAEIOUYıcnzCNZ]))(.)/gu,
    (_, accent: string, letter: string) =>
      `${letter === "ı" ? "i" : letter}${accents[accent] ?? ""}`.normalize("NFC"),
  );
}

function isBold(runs: readonly PdfRun[]): boolean {
  const written = runs.filter((run) => /[\p{L}\p{N}]/u.test(run.text));
  const bold = written.filter((run) => run.bold).reduce((sum, run) => sum + run.text.length, 0);
  return bold > 0 && bold * 1.5 >= written.reduce((sum, run) => sum + run.text.length, 0);
}

/** Size and baseline that most characters have. */
function mostly(runs: readonly PdfRun[]): { size: number; y: number } {
  let best = runs[0];
  for (const run of runs) if (best === undefined || run.text.length > best.text.length) best = run;
  return { size: best?.size ?? 0, y: best?.y ?? 0 };
}

/** A line of segments that stand beside each other. */
export function lineOf(
  segments: readonly PdfSegment[],
  page: number,
  column: readonly [number, number],
): PdfLine {
  const sorted = [...segments].sort((a, b) => a.x - b.x);
  const runs = sorted.flatMap((segment) => segment.runs);
  const { size, y } = mostly(runs);
  const tag = runs.find((run) => run.tag !== undefined)?.tag;
  const table = sorted.find((segment) => segment.table !== undefined)?.table;
  return {
    text: sorted.map((segment) => segment.text).join(" "),
    segments: sorted,
    x: sorted[0]?.x ?? 0,
    right: Math.max(...sorted.map((segment) => segment.right)),
    y,
    size,
    bold: isBold(runs),
    page,
    column,
    ...(tag !== undefined && { tag }),
    ...(table !== undefined && { table }),
  };
}
