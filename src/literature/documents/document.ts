/**
 * A full text, whatever it was made from. `text` is the plain text of title, abstract and body in reading order
 * (paragraphs apart by a blank line); every character range below counts UTF-16 code units of it. References are
 * kept apart: no sentence or section lies in them.
 */
export interface Document {
  /** E.g. `arXiv:2408.10536v1`; the file's name where nothing better is known. */
  work: string;
  title: string;
  /** Language tag (BCP 47) where known. */
  language?: string;
  /** Of the bytes the document was read from, in hex. */
  sha256: string;
  format: "arxiv-html" | "latex" | "jats" | "pdf" | "markdown" | "text";
  text: string;
  sections: readonly DocumentSection[];
  sentences: readonly DocumentSentence[];
  tables: readonly DocumentTable[];
  references: readonly string[];
  /** What could not be read, in words, e.g. `page 3: no text layer`. */
  problems: readonly string[];
}

/** Sections nest: a section ends where the next of its level or above begins. A heading is no sentence. */
export interface DocumentSection {
  /** Number as printed, e.g. `4.1`; absent where the section has none. */
  number?: string;
  /** `Abstract`, `Results`, … */
  title: string;
  /** 1 for a section, 2 for a subsection, … */
  level: number;
  role:
    | "title"
    | "abstract"
    | "introduction"
    | "related work"
    | "methods"
    | "results"
    | "discussion"
    | "conclusion"
    | "limitations"
    | "appendix"
    | "other";
  start: number;
  end: number;
}

export interface DocumentSentence {
  text: string;
  start: number;
  end: number;
  /** Index into `sections`, the innermost one; absent before the first. */
  section?: number;
  /** Page of a PDF, from 1. */
  page?: number;
  /** Where the sentence stands, if not in a paragraph of the running text. */
  part?: "caption" | "footnote" | "list item";
}

export interface DocumentTable {
  /** As printed, e.g. `2`. */
  number?: string;
  caption: string;
  section?: number;
  page?: number;
  cells: readonly DocumentCell[];
}

/** A body cell; the headers that it stands under and beside are its paths, outermost first. */
export interface DocumentCell {
  row: readonly string[];
  column: readonly string[];
  text: string;
  /** The number in it, if it has one; `31.1 ± 0.2 %` -> value 31.1, plusMinus 0.2, unit `%`. */
  value?: number;
  plusMinus?: number;
  unit?: string;
  /** Mark of significance or note at the number, e.g. `*`, `†`. */
  mark?: string;
  bold: boolean;
  /** Place in the printed grid, headers counted, from 0. */
  at?: { row: number; column: number };
}
