import type { Document, DocumentCell, DocumentSection, DocumentSentence, DocumentTable } from "./document.js";
import { hiddenMarks } from "./hidden-marks.js";
import { roleOf } from "./section-role.js";
import { splitSentences } from "./sentences.js";

export interface ParagraphOptions {
  part?: NonNullable<DocumentSentence["part"]>;
  /** Page that the paragraph begins on. */
  page?: number;
  /** Where further pages begin within the paragraph's text, in order. */
  turns?: readonly { offset: number; page: number }[];
}

/** What is known of a document besides its content. */
export interface DocumentHead {
  work: string;
  sha256: string;
  format: Document["format"];
}

/**
 * Puts a `Document` together from what a reader meets in reading order. Text is given as plain text; white space in it
 * is folded to single spaces (except where page turns are given with it: such text must be folded already).
 */
export class DocumentBuilder {
  readonly #parts: string[] = [];
  #length = 0;
  readonly #sections: DocumentSection[] = [];
  /** Indices of the sections that are open, outermost first. */
  readonly #open: number[] = [];
  readonly #sentences: DocumentSentence[] = [];
  readonly #tables: DocumentTable[] = [];
  readonly #references: string[] = [];
  readonly #problems: string[] = [];
  #title = "";
  language: string | undefined;

  get #section(): number | undefined {
    return this.#open.at(-1);
  }

  get hasTitle(): boolean {
    return this.#title !== "";
  }

  /** Whether anything but a title has come. */
  get isEmpty(): boolean {
    return this.#sentences.length === 0 && this.#tables.length === 0;
  }

  /** The work's title; only the first counts, and only before anything else. */
  title(title: string, page?: number): void {
    const text = fold(title);
    if (text === "" || this.hasTitle) return;
    this.#title = text;
    if (this.#sections.length > 0) return;
    this.#sections.push({ title: text, level: 1, role: "title", start: this.#length, end: 0 });
    this.#open.push(0);
    this.paragraph(text, page === undefined ? {} : { page });
    this.#close(0);
  }

  /** Opens a section; those of its level and below end. Its heading stands in the text, and is no sentence. */
  section(section: { title: string; level: number; number?: string; role?: DocumentSection["role"] }): void {
    const title = fold(section.title);
    if (title === "") return;
    const number = section.number === undefined ? undefined : fold(section.number);
    this.#close(section.level);
    const outer = this.#section === undefined ? undefined : this.#sections[this.#section]?.role;
    const own = section.role ?? roleOf(title, number);
    // What stands in an abstract or appendix stays there; elsewhere a subsection's title tells more than its section's.
    const role =
      outer !== undefined && (own === "other" || outer === "appendix" || outer === "abstract") ? outer : own;
    const heading = number === undefined ? title : `${number} ${title}`;
    const start = this.#append(heading);
    this.#open.push(this.#sections.length);
    this.#sections.push({
      ...(number !== undefined && number !== "" && { number }),
      title,
      level: section.level,
      role,
      start,
      end: 0,
    });
  }

  /** Ends the open sections of a level and below. */
  #close(level: number): void {
    for (let last = this.#section; last !== undefined; last = this.#section) {
      const section = this.#sections[last];
      if (section === undefined || section.level < level) return;
      section.end = this.#length;
      this.#open.pop();
    }
  }

  /** A block of text, cut into sentences. */
  paragraph(raw: string, { part, page, turns }: ParagraphOptions = {}): void {
    const text = turns === undefined ? fold(raw) : raw;
    if (text === "") return;
    const at = this.#append(text);
    const section = this.#section;
    for (const { start, end } of splitSentences(text, this.language)) {
      const onPage = turns?.findLast(({ offset }) => offset <= start)?.page ?? page;
      this.#sentences.push({
        text: text.slice(start, end),
        start: at + start,
        end: at + end,
        ...(section !== undefined && { section }),
        ...(onPage !== undefined && { page: onPage }),
        ...(part !== undefined && { part }),
      });
    }
  }

  /** A table with its caption, which stands in the text too. */
  table(table: { number?: string; caption: string; page?: number; cells: readonly DocumentCell[] }): void {
    const { number, page, cells } = table;
    const caption = fold(table.caption);
    const label = number === undefined ? "" : `Table ${number}: `;
    this.paragraph(`${label}${caption}`, { part: "caption", ...(page !== undefined && { page }) });
    const section = this.#section;
    this.#tables.push({
      ...(number !== undefined && { number }),
      caption,
      ...(section !== undefined && { section }),
      ...(page !== undefined && { page }),
      cells,
    });
  }

  reference(raw: string): void {
    const text = fold(raw);
    if (text !== "") this.#references.push(text);
  }

  /** Says what could not be read; the same thing once. */
  problem(problem: string): void {
    if (this.#problems.length < mostProblems && !this.#problems.includes(problem))
      this.#problems.push(problem);
  }

  finish(head: DocumentHead): Document {
    this.#close(0);
    const text = this.#parts.join("");
    for (const note of hiddenMarks(text)) this.problem(note);
    if (this.#sentences.length === 0) this.problem("no text was found in it");
    return {
      work: head.work,
      title: this.#title,
      ...(this.language !== undefined && { language: this.language }),
      sha256: head.sha256,
      format: head.format,
      text,
      sections: this.#sections,
      sentences: this.#sentences,
      tables: this.#tables,
      references: this.#references,
      problems: this.#problems,
    };
  }

  /** @returns where the block begins in the text */
  #append(block: string): number {
    if (this.#length > 0) {
      this.#parts.push("\n\n");
      this.#length += 2;
    }
    const start = this.#length;
    this.#parts.push(block);
    this.#length += block.length;
    return start;
  }
}

const mostProblems = 100;

/** White space folded to single spaces, none at the ends; other control characters go. */
export function fold(text: string): string {
  return text
    .replace(/(?!\s)\p{Cc}/gu, "")
    .replace(/[^\S\uFEFF]+/gu, " ")
    .replace(/^ | $/g, "");
}
