import type { DocumentBuilder, ParagraphOptions } from "../builder.js";
import type { LineJoiner } from "../line-joiner.js";
import { isReferences } from "../section-role.js";
import { tableCells } from "../table-grid.js";
import { captionParts } from "../text-table.js";
import { alignedTable, hasHeader } from "./aligned-table.js";
import { captionLines } from "./caption-lines.js";
import { pdfHeading } from "./heading.js";
import { bodySize, ends, isApart, marginKey } from "./layout.js";
import type { PdfLine } from "./line.js";
import { pdfReferences } from "./references.js";
import { runningText } from "./running-text.js";
import { readTitle } from "./title.js";

const bullet = /^(?:[•‣◦▪–*-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+(?=\S)/u;

/** Makes paragraphs, headings, captions, tables, footnotes and references of a PDF's lines. */
export class PdfFlow {
  readonly #lines: readonly PdfLine[];
  readonly #builder: DocumentBuilder;
  readonly #joiner: LineJoiner;
  /** Height of the running text. */
  readonly #body: number;
  /** Where most lines of a column begin and how far they reach, by page and column. */
  readonly #margins = new Map<string, { left: number; right: number }>();
  #paragraph: PdfLine[] = [];
  #part: ParagraphOptions["part"];
  /** Captions, tables and footnotes that stand within a paragraph come after it. */
  readonly #floats: (() => void)[] = [];
  #references: PdfLine[] | undefined;
  readonly #scattered = new Map<number, number>();

  constructor(lines: readonly PdfLine[], builder: DocumentBuilder, joiner: LineJoiner) {
    this.#lines = lines;
    this.#builder = builder;
    this.#joiner = joiner;
    this.#body = bodySize(lines);
    for (const line of lines) {
      const key = marginKey(line);
      const known = this.#margins.get(key) ?? { left: line.x, right: line.right };
      this.#margins.set(key, {
        left: Math.min(known.left, line.x),
        right: Math.max(known.right, line.right),
      });
    }
  }

  /** @param title where it is known, so that it is not looked for */
  read(title: string | undefined): void {
    let at = readTitle(this.#lines, title, this.#body, this.#builder, this.#joiner);
    while (at < this.#lines.length) at += this.#step(at);
    this.#flush();
    this.#flushFloats();
    this.#endReferences();
    for (const [page, count] of this.#scattered)
      this.#builder.problem(`page ${page}: ${count} lines of scattered text, as in a figure, were left out`);
  }

  /** Takes what begins at a line. @returns how many lines it took */
  #step(at: number): number {
    const line = this.#lines[at] as PdfLine;
    const before = this.#lines[at - 1];
    if (line.table !== undefined) {
      this.#flush();
      this.#addTable(line.table, line.page, undefined);
      return 1;
    }
    const apart = before === undefined || isApart(before, line);
    const caption = captionParts(line.text);
    if (
      caption !== undefined &&
      (apart || line.bold || line.size < 0.97 * this.#body || /[:.|]/.test(line.text.slice(0, 14)))
    )
      return this.#caption(at, caption.kind);
    const heading = this.#heading(at, apart);
    if (heading > 0) return heading;
    if (this.#references !== undefined) {
      this.#references.push(line);
      return 1;
    }
    const table = line.segments.length > 1 ? alignedTable(this.#lines.slice(at, at + 200), false) : undefined;
    const after = table === undefined ? undefined : this.#captionAfter(at + table.length);
    if (table !== undefined && (after !== undefined || hasHeader(table.rows))) {
      this.#floats.push(() => this.#addTable(table.rows, line.page, after?.caption, table.unsure));
      return table.length + (after?.length ?? 0);
    }
    if (
      line.segments.length > 2 &&
      line.text.length / line.segments.length < 25 &&
      line.size < 0.95 * this.#body
    ) {
      this.#scattered.set(line.page, (this.#scattered.get(line.page) ?? 0) + 1);
      return 1;
    }
    if (this.#isFootnote(line)) return this.#footnote(at);
    this.#add(line);
    return 1;
  }

  #heading(at: number, apart: boolean): number {
    const line = this.#lines[at] as PdfLine;
    const inline = /^(abstract|summary)\s*[—–:.-]\s*(?=\p{Lu})/iu.exec(line.text);
    if (inline?.[1] !== undefined && this.#references === undefined) {
      this.#flush();
      this.#builder.section({ title: inline[1], level: 1, role: "abstract" });
      this.#paragraph = [{ ...line, text: line.text.slice(inline[0].length) }];
      return 1;
    }
    const heading = pdfHeading(line, this.#body, apart);
    if (heading === undefined) return 0;
    if (
      this.#references !== undefined &&
      !(line.bold || line.size > 1.1 * this.#body || line.tag?.startsWith("H"))
    )
      return 0;
    // A heading may run over several lines of the same look.
    let length = 1;
    for (
      let next = this.#lines[at + length];
      next !== undefined && length < 4;
      next = this.#lines[at + length]
    ) {
      const last = this.#lines[at + length - 1] as PdfLine;
      const same =
        next.page === line.page &&
        Math.abs(next.size - line.size) < 0.3 &&
        next.bold === line.bold &&
        next.tag === line.tag;
      const differs = line.bold || line.size > 1.1 * this.#body;
      if (
        !same ||
        !differs ||
        isApart(last, next) ||
        captionParts(next.text) ||
        pdfHeading(next, this.#body, true)?.number
      )
        break;
      heading.title = this.#joiner.join([heading.title, next.text]);
      length++;
    }
    this.#flush();
    this.#flushFloats();
    this.#endReferences();
    if (isReferences(heading.title)) this.#references = [];
    else this.#builder.section(heading);
    return length;
  }

  #caption(at: number, kind: "table" | "figure"): number {
    const lines = captionLines(this.#lines, at);
    const first = lines[0] as PdfLine;
    const parts = captionParts(this.#joiner.join(lines.map((line) => line.text)));
    if (kind === "figure" || parts === undefined) {
      const text = this.#joiner.join(lines.map((line) => line.text));
      this.#floats.push(() => this.#builder.paragraph(text, { part: "caption", page: first.page }));
      return lines.length;
    }
    const after = this.#lines[at + lines.length];
    if (after?.table !== undefined) {
      const { table } = after;
      this.#floats.push(() => this.#addTable(table, first.page, parts));
      return lines.length + 1;
    }
    const table = alignedTable(this.#lines.slice(at + lines.length, at + lines.length + 200), true);
    if (table !== undefined) {
      this.#floats.push(() => this.#addTable(table.rows, first.page, parts, table.unsure));
      return lines.length + table.length;
    }
    this.#floats.push(() => {
      this.#builder.problem(`page ${first.page}: the cells of Table ${parts.number} could not be made out`);
      this.#builder.table({ ...parts, page: first.page, cells: [] });
    });
    return lines.length;
  }

  /** The caption that stands below a table. */
  #captionAfter(at: number): { caption: ReturnType<typeof captionParts>; length: number } | undefined {
    const line = this.#lines[at];
    if (line === undefined || captionParts(line.text)?.kind !== "table") return undefined;
    const lines = captionLines(this.#lines, at);
    // A second table below has it for itself.
    if (alignedTable(this.#lines.slice(at + lines.length, at + lines.length + 50), true) !== undefined)
      return undefined;
    return { caption: captionParts(this.#joiner.join(lines.map((one) => one.text))), length: lines.length };
  }

  #addTable(
    rows: PdfTableRows,
    page: number,
    caption: ReturnType<typeof captionParts>,
    unsure = false,
  ): void {
    const name = caption === undefined ? "a table" : `Table ${caption.number}`;
    if (unsure)
      this.#builder.problem(
        `page ${page}: ${name} is read from how its text is aligned; some cells are unsure`,
      );
    this.#builder.table({
      ...(caption !== undefined && { number: caption.number }),
      caption: caption?.caption ?? "",
      page,
      cells: tableCells({ rows }),
    });
  }

  /** Small text at a column's foot that begins with a mark. */
  #isFootnote(line: PdfLine): boolean {
    return (
      line.size < 0.92 * this.#body &&
      /^(?:\d{1,2}|[*∗†‡§¶])\s?[\p{Lu}\p{Lo}h(]/u.test(line.text) &&
      this.#paragraph.length > 0
    );
  }

  #footnote(at: number): number {
    const first = this.#lines[at] as PdfLine;
    const lines = [first];
    for (
      let next = this.#lines[at + lines.length];
      next !== undefined;
      next = this.#lines[at + lines.length]
    ) {
      const last = lines.at(-1) as PdfLine;
      if (next.page !== first.page || next.column[0] !== first.column[0] || isApart(last, next)) break;
      if (Math.abs(next.size - first.size) > 0.5 || this.#isFootnote(next)) break;
      lines.push(next);
    }
    const text = this.#joiner.join(lines.map((line) => line.text)).replace(/^(?:\d{1,2}|[*∗†‡§¶])\s?/u, "");
    this.#floats.push(() => this.#builder.paragraph(text, { part: "footnote", page: first.page }));
    return lines.length;
  }

  #add(line: PdfLine): void {
    const last = this.#paragraph.at(-1);
    const isItem = bullet.test(line.text);
    if (last !== undefined && (isItem || this.#breaks(last, line))) this.#flush();
    if (this.#paragraph.length === 0) this.#part = isItem ? "list item" : undefined;
    this.#paragraph.push(line);
  }

  /** Whether a new paragraph begins with `line`. */
  #breaks(last: PdfLine, line: PdfLine): boolean {
    const margin = this.#margins.get(marginKey(line));
    const lastMargin = this.#margins.get(marginKey(last));
    const indented =
      margin !== undefined && line.x - margin.left > 0.8 * line.size && line.x - margin.left < 4 * line.size;
    const short =
      lastMargin !== undefined && last.right < lastMargin.right - 0.15 * (lastMargin.right - lastMargin.left);
    const done = ends.test(last.text);
    if (Math.abs(last.size - line.size) > 0.1 * this.#body) return true;
    if (last.page !== line.page || last.column[0] !== line.column[0] || line.y < last.y) {
      // Over to the next column or page.
      return done && (indented || short);
    }
    if (isApart(last, line)) return true;
    if (this.#part === "list item") return done && short;
    const first = this.#paragraph[0];
    if (
      indented &&
      line.x - last.x > 0.8 * line.size &&
      (this.#paragraph.length > 1 || first === undefined || done)
    )
      return true;
    return done && short;
  }

  #flush(): void {
    const lines = this.#paragraph;
    const [first] = lines;
    this.#paragraph = [];
    if (first !== undefined) {
      const { text, turns } = runningText(lines, this.#joiner);
      const label = this.#part === "list item" ? (bullet.exec(text)?.[0].length ?? 0) : 0;
      this.#builder.paragraph(text.slice(label), {
        ...(this.#part !== undefined && { part: this.#part }),
        page: first.page,
        turns: turns.map(({ offset, page }) => ({ offset: offset - label, page })),
      });
    }
    this.#part = undefined;
    this.#flushFloats();
  }

  #flushFloats(): void {
    for (const float of this.#floats.splice(0)) float();
  }

  #endReferences(): void {
    if (this.#references === undefined) return;
    for (const entry of pdfReferences(this.#references)) this.#builder.reference(this.#joiner.join(entry));
    this.#references = undefined;
  }
}

type PdfTableRows = Parameters<typeof tableCells>[0]["rows"];
