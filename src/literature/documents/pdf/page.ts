/** A run of text as a PDF draws it, in points from the page's upper left corner. */
export interface PdfRun {
  text: string;
  /** Left end. */
  x: number;
  /** Baseline, downwards. */
  y: number;
  width: number;
  /** Height of the font. */
  size: number;
  bold: boolean;
  /** Quarter turns or any slant: not part of the running text. */
  turned: boolean;
  /** What the document's structure says that it is: `H1`, `P`, `TD`, …; only of tagged PDFs. */
  tag?: string;
  /** Drawn so that nobody sees it: without colour, or white on no ground that is known. */
  hidden?: "invisible" | "white";
  /** Table, row and cell that the document's structure puts it in, each from 0 on the page. */
  cell?: readonly [table: number, row: number, cell: number];
}

export interface PdfPage {
  /** From 1. */
  number: number;
  width: number;
  height: number;
  runs: readonly PdfRun[];
  /** Characters, white space apart, that the page draws and that are not among its runs: off the page, in annotations. */
  missing: number;
}

export interface PdfContent {
  pages: readonly PdfPage[];
  /** How many there are, read or not. */
  pageCount: number;
  title?: string;
  language?: string;
  /** Pages that could not be read, and why. */
  problems: readonly string[];
}

/** What the reading thread says. */
export type PdfMessage =
  | { kind: "page"; page: PdfPage }
  | { kind: "problem"; problem: string }
  | { kind: "done"; pageCount: number; title?: string; language?: string }
  | { kind: "failed"; reason: "password" | "damaged"; message: string };
