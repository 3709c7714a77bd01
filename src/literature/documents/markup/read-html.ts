import type { DocumentBuilder } from "../builder.js";
import { headingParts, isReferences } from "../section-role.js";
import { tableCells } from "../table-grid.js";
import { captionParts } from "../text-table.js";
import { isHidden } from "./hidden-element.js";
import { htmlTable } from "./html-table.js";
import { blocks, has, inlineText, left } from "./html-text.js";
import { markupTable } from "./markup-table.js";
import { mathText } from "./math.js";
import { parseHtml } from "./parse-html.js";
import { elementsIn, findElement, findElements, type MarkupElement } from "./tree.js";

const leftClasses =
  /^(?:ltx_page_navbar|ltx_page_footer|ltx_page_header|ltx_TOC|ltx_authors|ltx_dates|ltx_pagination|ltx_rdf|ltx_role_newpage|package-.*|ds-dialog|html-header-.*|keyboard-glossary|ltx_keywords|ltx_classification)$/;

/** Reads HTML: what LaTeXML makes of a paper (arXiv's and ar5iv's HTML) by its classes, other pages by their elements. */
export function readHtml(source: string, builder: DocumentBuilder): void {
  const { root, title } = parseHtml(source, builder);
  const paper = findElement(root, (element) => has(element, "ltx_document"));
  const main =
    paper ??
    findElement(root, (e) => e.name === "article" || e.name === "main") ??
    findElement(root, (e) => e.name === "body") ??
    root;
  dropHidden(main, builder);
  const heading =
    paper === undefined
      ? findElement(main, (element) => element.name === "h1")
      : findElement(paper, (element) => has(element, "ltx_title_document"));
  builder.title(heading === undefined ? title : inlineText(heading));
  const reader = new HtmlReader(builder, heading);
  reader.read(main);
  reader.finish();
}

/** Takes out what nobody sees, and tells it; what is left out in any case is not looked at. */
function dropHidden(element: MarkupElement, builder: DocumentBuilder): void {
  element.children = element.children.filter((child) => {
    if (typeof child === "string" || left.test(child.name) || has(child, leftClasses)) return true;
    if (!isHidden(child)) {
      dropHidden(child, builder);
      return true;
    }
    const text = inlineText(child).replace(/\s+/gu, " ").trim();
    if (text !== "") builder.problem(`hidden text was left out: “${text.slice(0, 80)}”`);
    return false;
  });
}

class HtmlReader {
  readonly #builder: DocumentBuilder;
  readonly #title: MarkupElement | undefined;
  #references = false;
  #text = "";
  #notes: string[] = [];
  #items = 0;
  readonly #top: number;

  constructor(builder: DocumentBuilder, title: MarkupElement | undefined) {
    this.#builder = builder;
    this.#title = title;
    this.#top = title?.name === "h1" ? 1 : 0;
  }

  finish(): void {
    this.#flush();
  }

  read(element: MarkupElement): void {
    for (const child of element.children) {
      if (typeof child === "string") this.#text += child;
      else this.#element(child);
    }
  }

  #element(element: MarkupElement): void {
    const { name } = element;
    if (element === this.#title || left.test(name) || has(element, leftClasses)) return;
    if (has(element, "ltx_ERROR")) {
      this.#builder.problem(`the HTML's maker could not convert ${inlineText(element).trim().slice(0, 60)}`);
      return;
    }
    if (has(element, "ltx_bibliography")) {
      this.#bibliography(element);
      return;
    }
    if (has(element, "ltx_abstract")) {
      this.#abstract(element);
      return;
    }
    if (/^h[1-6]$/.test(name)) {
      this.#heading(element);
      return;
    }
    if (has(element, /^ltx_(?:equation|equationgroup|eqn_table)$/)) {
      this.#text += ` ${findElements(element, (inner) => inner.name === "math")
        .map(mathText)
        .join(" ")} `;
      return;
    }
    if (name === "table" || has(element, "ltx_tabular")) {
      this.#table(element, undefined);
      return;
    }
    if (name === "figure" || has(element, "ltx_table")) {
      this.#figure(element);
      return;
    }
    if (name === "pre" || has(element, "ltx_listing")) {
      this.#builder.problem("code blocks were left out");
      return;
    }
    if (name === "li" || name === "dd" || name === "dt" || has(element, "ltx_item")) {
      this.#item(element);
      return;
    }
    if (has(element, "ltx_para")) {
      // Its paragraphs and formulas are one paragraph of the paper.
      this.#flush();
      for (const part of elementsIn(element)) {
        if (part.name === "p") this.#text += ` ${inlineText(part, this.#notes)} `;
        else this.#element(part);
      }
      this.#flush();
      return;
    }
    if (
      has(element, /^ltx_title/) &&
      /^ltx_title_(?:paragraph|theorem)/.test(element.attributes.class ?? "")
    ) {
      this.#text += `${inlineText(element)} `;
      return;
    }
    if (!blocks.test(name) && findElement(element, (inner) => blocks.test(inner.name)) === undefined) {
      this.#text += inlineText({ name: "", attributes: {}, children: [element] }, this.#notes);
      return;
    }
    this.#flush();
    this.read(element);
    this.#flush();
  }

  #heading(element: MarkupElement): void {
    const tag = findElement(element, (inner) => has(inner, "ltx_tag"));
    const titled = { ...element, children: element.children.filter((child) => child !== tag) };
    const text = inlineText(titled, []).replace(/\s+/gu, " ").trim();
    this.#flush();
    if (has(element, /^ltx_title_(?:paragraph|subparagraph)$/)) {
      this.#text = `${text}${/[.:?!]$/.test(text) ? "" : "."} `;
      return;
    }
    const number =
      tag === undefined
        ? undefined
        : inlineText(tag)
            .replace(/^\s*(?:Appendix|Section)\s+|[\s.:]+$/gi, "")
            .trim();
    const parts = number === undefined ? headingParts(text) : { number, title: text };
    this.#references = isReferences(parts.title);
    if (this.#references) return;
    const latexml = /ltx_title_(sub)?(sub)?(?:section|appendix|chapter|part)/.exec(
      element.attributes.class ?? "",
    );
    const level =
      latexml === null
        ? Number(element.name.slice(1)) - this.#top
        : 1 + (latexml[1] ? 1 : 0) + (latexml[2] ? 1 : 0);
    const bySize = parts.number === undefined || latexml !== null ? level : parts.number.split(".").length;
    this.#builder.section({ ...parts, level: Math.max(1, bySize) });
  }

  #abstract(element: MarkupElement): void {
    this.#flush();
    this.#builder.section({ title: "Abstract", level: 1, role: "abstract" });
    for (const child of elementsIn(element)) if (!has(child, "ltx_title_abstract")) this.#element(child);
    this.#flush();
  }

  #bibliography(element: MarkupElement): void {
    this.#flush();
    for (const item of findElements(element, (inner) => has(inner, "ltx_bibitem") || inner.name === "li")) {
      const parts = item.children.filter(
        (child) => typeof child === "string" || !has(child, "ltx_tag_bibitem"),
      );
      this.#builder.reference(inlineText({ ...item, children: parts }));
    }
  }

  #item(element: MarkupElement): void {
    this.#flush();
    const parts = element.children.filter((child) => typeof child === "string" || !has(child, "ltx_tag"));
    this.#items++;
    this.read({ ...element, children: parts });
    this.#flush();
    this.#items--;
  }

  #figure(element: MarkupElement): void {
    const caption = findElement(element, (inner) => inner.name === "figcaption" || has(inner, "ltx_caption"));
    const tables = findElements(
      element,
      (inner) => inner.name === "table" || has(inner, "ltx_tabular"),
    ).filter((table) => !has(table, /^ltx_(?:equation|eqn_table)/));
    const text = caption === undefined ? "" : inlineText(caption, this.#notes).replace(/\s+/gu, " ").trim();
    const inside = findElements(element, (inner) => inner.name === "figure");
    const open = this.#text;
    this.#text = "";
    if (inside.length > 0 && tables.length !== 1) for (const inner of inside) this.#figure(inner);
    else for (const table of tables) this.#table(table, text);
    const own = inside.some((inner) => findElement(inner, (child) => child === caption) !== undefined);
    if (text !== "" && !own && (tables.length === 0 || inside.length > 0)) this.#caption(text);
    this.#text = open;
  }

  #caption(text: string): void {
    if (this.#references) return;
    this.#builder.paragraph(text, { part: "caption" });
  }

  #table(table: MarkupElement, caption: string | undefined): void {
    if (this.#references) return;
    const within = findElement(table, (inner) => inner.name === "caption");
    const text = caption ?? (within === undefined ? "" : inlineText(within));
    const parts = captionParts(text);
    const cells = tableCells(markupTable(table, htmlTable));
    if (cells.length === 0 && text === "") return;
    this.#builder.table({
      ...(parts?.kind === "table" && { number: parts.number }),
      caption: parts?.kind === "table" ? parts.caption : text,
      cells,
    });
  }

  #flush(): void {
    const text = this.#text;
    this.#text = "";
    if (/[\p{L}\p{N}]/u.test(text)) {
      if (this.#references) this.#builder.reference(text);
      else this.#builder.paragraph(text, this.#items > 0 ? { part: "list item" } : {});
    }
    for (const note of this.#notes.splice(0)) this.#builder.paragraph(note, { part: "footnote" });
  }
}
