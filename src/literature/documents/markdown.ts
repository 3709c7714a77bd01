import MarkdownIt, { type Token } from "markdown-it";
import type { DocumentBuilder } from "./builder.js";
import { LineJoiner } from "./line-joiner.js";
import { readReferences } from "./plain-text.js";
import { headingParts, isReferences } from "./section-role.js";
import { type RawCell, tableCells } from "./table-grid.js";
import { captionParts, textTable } from "./text-table.js";

// HTML is recognised so that it can be left out; the nesting limit is the parser's own guard against deep quotes.
const parser = new MarkdownIt({ html: true, linkify: false, maxNesting: 40 }).enable("table");

/**
 * Reads Markdown (CommonMark with tables), with a YAML head of which `title` and `language` are used. A single first-level heading
 * at the top is the title; HTML and code are left out, and told; tables may also be written with tabs.
 */
export function readMarkdown(source: string, builder: DocumentBuilder): void {
  const head = /^\uFEFF?---[^\S\n]*\r?\n([\s\S]*?)\r?\n---[^\S\n]*(?:\r?\n|$)/.exec(source);
  const body = head === null ? source.replace(/^\uFEFF/, "") : source.slice(head[0].length);
  const language = yamlValue(head?.[1], "language") ?? yamlValue(head?.[1], "lang");
  if (language !== undefined) builder.language ??= language;
  const title = yamlValue(head?.[1], "title");
  if (title !== undefined) builder.title(title);
  new MarkdownReader(parser.parse(body, {}), builder).read();
}

function yamlValue(head: string | undefined, key: string): string | undefined {
  const value = head
    ?.split(/\r?\n/)
    .find((line) => line.startsWith(`${key}:`))
    ?.slice(key.length + 1)
    .trim()
    .replace(/^(["'])(.*)\1$/, "$2");
  return value === "" ? undefined : value;
}

class MarkdownReader {
  readonly #tokens: readonly Token[];
  readonly #builder: DocumentBuilder;
  readonly #joiner = new LineJoiner([]);
  readonly #top: number;
  /** Level of the heading of the references, while they last. */
  #references: number | undefined;
  #caption: ReturnType<typeof captionParts>;
  #items = 0;

  constructor(tokens: readonly Token[], builder: DocumentBuilder) {
    this.#tokens = tokens;
    this.#builder = builder;
    const depths = tokens.filter((token) => token.type === "heading_open").map((token) => depthOf(token));
    const titled =
      tokens[0]?.type === "heading_open" &&
      depths[0] === 1 &&
      depths.filter((depth) => depth === 1).length === 1;
    this.#top = Math.min(...(titled ? depths.slice(1) : depths), 6);
    if (titled) builder.title(plain(tokens[1]));
  }

  read(): void {
    const tokens = this.#tokens;
    for (let index = 0; index < tokens.length; index++) {
      const token = tokens[index] as Token;
      switch (token.type) {
        case "heading_open":
          this.#heading(plain(tokens[index + 1]), depthOf(token), index === 0);
          index += 2;
          break;
        case "list_item_open":
          this.#items++;
          break;
        case "list_item_close":
          this.#items--;
          break;
        case "inline":
          this.#inline(token, index);
          break;
        case "table_open":
          index = this.#table(index);
          break;
        case "html_block":
          if (!/^\s*<!--[\s\S]*-->\s*$/.test(token.content))
            this.#builder.problem("HTML in the Markdown was left out");
          break;
        case "fence":
        case "code_block":
          this.#builder.problem("code blocks were left out");
          break;
      }
    }
  }

  #heading(text: string, depth: number, first: boolean): void {
    this.#caption = undefined;
    if (first && depth < this.#top) return;
    const parts = headingParts(text);
    if (this.#references !== undefined && depth > this.#references) return;
    this.#references = isReferences(parts.title) ? depth : undefined;
    if (this.#references === undefined)
      this.#builder.section({ ...parts, level: Math.max(1, depth - this.#top + 1) });
  }

  #inline(token: Token, index: number): void {
    const caption = this.#caption;
    this.#caption = undefined;
    const text = plain(token);
    const rows = this.#items === 0 ? textTable(token.content.split("\n")) : undefined;
    if (this.#references !== undefined) {
      const lines = this.#items > 0 ? [text.replaceAll("\n", " ")] : text.split("\n");
      readReferences(lines, this.#joiner, this.#builder);
    } else if (rows !== undefined) this.#addTable(rows, undefined, caption);
    else if (this.#items > 0) this.#builder.paragraph(text, { part: "list item" });
    else {
      const parts = captionParts(text);
      const next = this.#tokens[index + 2];
      const tabbed = this.#tokens[index + 3];
      const before =
        next?.type === "table_open" ||
        (tabbed?.type === "inline" && textTable(tabbed.content.split("\n")) !== undefined);
      if (parts?.kind === "table" && before) this.#caption = parts;
      else this.#builder.paragraph(text, parts === undefined ? {} : { part: "caption" });
    }
  }

  /** @returns index of the table's last token */
  #table(open: number): number {
    const rows: RawCell[][] = [];
    let headRows = 0;
    let index = open + 1;
    for (; index < this.#tokens.length; index++) {
      const token = this.#tokens[index] as Token;
      if (token.type === "table_close") break;
      if (token.type === "tr_open") rows.push([]);
      else if (token.type === "thead_close") headRows = rows.length;
      else if (token.type === "inline") rows.at(-1)?.push({ text: plain(token), bold: isBold(token) });
    }
    const caption = this.#caption;
    this.#caption = undefined;
    if (this.#references === undefined) this.#addTable(rows, headRows, caption);
    return index;
  }

  #addTable(rows: RawCell[][], headRows: number | undefined, caption: ReturnType<typeof captionParts>): void {
    this.#builder.table({
      ...(caption !== undefined && { number: caption.number }),
      caption: caption?.caption ?? "",
      cells: tableCells({ rows, ...(headRows !== undefined && { headRows }) }),
    });
  }
}

function depthOf(token: Token): number {
  return Number(token.tag.slice(1));
}

/** Text without marks; a link gives its text, a picture its description. */
function plain(token: Token | undefined): string {
  return (token?.children ?? [])
    .map((child) => {
      if (child.type === "text" || child.type === "code_inline") return child.content;
      if (child.type === "softbreak" || child.type === "hardbreak") return "\n";
      return child.type === "image" ? child.content : "";
    })
    .join("");
}

function isBold(token: Token): boolean {
  const children = (token.children ?? []).filter(
    (child) => child.type !== "text" || child.content.trim() !== "",
  );
  return (
    children.length > 2 && children[0]?.type === "strong_open" && children.at(-1)?.type === "strong_close"
  );
}
