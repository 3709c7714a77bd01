import type { DocumentBuilder } from "../builder.js";
import { tableCells } from "../table-grid.js";
import { captionParts } from "../text-table.js";
import { markupTable, type TableMarkup } from "./markup-table.js";
import { mathText } from "./math.js";
import { parseXml } from "./parse-xml.js";
import { elementsIn, findElement, findElements, type MarkupElement } from "./tree.js";

/**
 * Reads an article in JATS (ANSI/NISO Z39.96), as PubMed Central gives them.
 *
 * @returns the work's id, if the article names one: DOI before PMC and PubMed ids
 */
export function readJats(source: string, builder: DocumentBuilder): { work?: string } {
  const root = parseXml(source, builder);
  const article = findElement(root, (element) => element.name === "article") ?? root;
  if (article.attributes["xml:lang"]) builder.language ??= article.attributes["xml:lang"].toLowerCase();
  const child = (parent: MarkupElement | undefined, name: string) =>
    parent === undefined ? undefined : elementsIn(parent).find((element) => element.name === name);
  const front = child(article, "front");
  const meta = child(front, "article-meta") ?? front;
  const title = meta && findElement(meta, (element) => element.name === "article-title");
  if (title !== undefined) builder.title(text(title));
  const reader = new JatsReader(builder);
  for (const abstract of meta === undefined
    ? []
    : findElements(meta, (element) => element.name === "abstract"))
    reader.abstract(abstract);
  const body = child(article, "body");
  if (body === undefined) builder.problem("the article has no body: only what stands before it is here");
  else reader.read(body, 1);
  const back = child(article, "back");
  if (back !== undefined) reader.back(back);
  const floats = child(article, "floats-group");
  if (floats !== undefined) reader.read(floats, 1);
  if (elementsIn(article).some(({ name }) => /^(?:sub-article|response)$/.test(name)))
    builder.problem("reviews or replies that come with the article were left out");
  const work = meta === undefined ? undefined : workOf(meta);
  return work === undefined ? {} : { work };
}

function workOf(meta: MarkupElement): string | undefined {
  const ids = new Map(
    findElements(meta, (element) => element.name === "article-id").map((element) => [
      element.attributes["pub-id-type"] ?? "",
      text(element).trim(),
    ]),
  );
  const pmc = ids.get("pmcid") ?? ids.get("pmc");
  if (ids.has("doi")) return `doi:${ids.get("doi")}`;
  if (pmc !== undefined) return pmc.startsWith("PMC") ? pmc : `PMC${pmc}`;
  return ids.has("pmid") ? `pmid:${ids.get("pmid")}` : undefined;
}

const blocks =
  /^(?:p|sec|list|list-item|table-wrap|table-wrap-group|fig|fig-group|disp-quote|boxed-text|def-list|def-item|disp-formula-group|statement|speech|verse-group|title|label|caption|supplementary-material|media|preformat|code|chem-struct-wrap|array|app|ack|fn-group|ref-list|glossary|notes|bio|sec-meta|object-id)$/;

function text(element: MarkupElement, notes?: string[]): string {
  return element.children
    .map((child) => {
      if (typeof child === "string") return child;
      if (child.name === "math" || child.name === "tex-math")
        return mathText(child.name === "math" ? child : { ...child, name: "", children: [child] });
      if (child.name === "alternatives") return firstOf(child);
      if (child.name === "break") return " ";
      if (child.name === "fn") {
        notes?.push(
          text({
            ...child,
            children: child.children.filter((part) => typeof part === "string" || part.name !== "label"),
          }),
        );
        return "";
      }
      if (/^(?:object-id|graphic|inline-graphic|media|private-char|processing-meta)$/.test(child.name))
        return "";
      const inner = text(child, notes);
      return /^(?:p|title|label|list-item|td|th)$/.test(child.name) ? `${inner} ` : inner;
    })
    .join("");
}

/** Of several forms of a formula the MathML. */
function firstOf(alternatives: MarkupElement): string {
  const math = findElement(alternatives, (element) => element.name === "math");
  if (math !== undefined) return mathText(math);
  const tex = findElement(alternatives, (element) => element.name === "tex-math");
  return tex === undefined
    ? text({ ...alternatives, name: "" })
    : mathText({ ...tex, name: "", children: [tex] });
}

const jatsTable: TableMarkup = {
  isRow: (element) => element.name === "tr",
  isCell: (element) => element.name === "td" || element.name === "th",
  isHeader: (element) => element.name === "th",
  isHead: (element) => element.name === "thead",
  isBold: (element) =>
    element.name === "bold" || element.name === "b" || /^bold/.test(element.attributes.mathvariant ?? ""),
  text: (cell) => text(cell),
};

class JatsReader {
  readonly #builder: DocumentBuilder;

  constructor(builder: DocumentBuilder) {
    this.#builder = builder;
  }

  abstract(element: MarkupElement): void {
    // A picture or a teaser in place of a summary.
    if (/^(?:graphical|toc|teaser)$/.test(element.attributes["abstract-type"] ?? "")) return;
    const title = elementsIn(element).find(({ name }) => name === "title");
    this.#builder.section({
      title: title === undefined ? "Abstract" : text(title),
      level: 1,
      role: "abstract",
    });
    this.read({ ...element, children: element.children.filter((child) => child !== title) }, 2);
  }

  back(element: MarkupElement): void {
    for (const part of elementsIn(element)) {
      if (part.name === "ref-list") this.#references(part);
      else if (part.name === "app-group") for (const app of elementsIn(part)) this.#section(app, 1, true);
      else if (part.name === "fn-group") this.#footnotes(part);
      else if (/^(?:sec|app|ack|notes|glossary)$/.test(part.name))
        this.#section(part, 1, part.name === "app");
    }
  }

  read(element: MarkupElement, level: number): void {
    const loose: (MarkupElement | string)[] = [];
    const flush = () => {
      const notes: string[] = [];
      const plain = text({ ...element, children: loose.splice(0) }, notes);
      if (/[\p{L}\p{N}]/u.test(plain)) this.#builder.paragraph(plain);
      for (const note of notes) this.#builder.paragraph(note, { part: "footnote" });
    };
    for (const child of element.children) {
      if (typeof child === "string" || !blocks.test(child.name)) {
        loose.push(child);
        continue;
      }
      flush();
      this.#block(child, level);
    }
    flush();
  }

  #block(element: MarkupElement, level: number): void {
    switch (element.name) {
      case "sec":
      case "app":
      case "ack":
        this.#section(element, level, element.name === "app");
        return;
      case "list-item":
      case "def-item":
        this.#builder.paragraph(
          text({
            ...element,
            children: element.children.filter((child) => typeof child === "string" || child.name !== "label"),
          }),
          { part: "list item" },
        );
        return;
      case "table-wrap":
        this.#table(element);
        return;
      case "fig":
        this.#figure(element);
        return;
      case "fn-group":
        this.#footnotes(element);
        return;
      case "ref-list":
        this.#references(element);
        return;
      case "title":
        this.#builder.section({ title: text(element), level });
        return;
      case "code":
      case "preformat":
        this.#builder.problem("code blocks were left out");
        return;
      case "label":
      case "media":
      case "object-id":
      case "sec-meta":
        return;
      default:
        // A paragraph may hold tables, figures and lists; what stands between them is text.
        this.read(element, level);
    }
  }

  #section(element: MarkupElement, level: number, isAppendix: boolean): void {
    const parts = elementsIn(element);
    const title = parts.find(({ name }) => name === "title");
    const label = parts.find(({ name }) => name === "label");
    const number =
      label === undefined
        ? ""
        : text(label)
            .replace(/^\s*(?:section|appendix)\s+|[\s.:]+$/gi, "")
            .trim();
    const name = title === undefined ? (element.name === "ack" ? "Acknowledgements" : "") : text(title);
    if (name !== "")
      this.#builder.section({
        title: name,
        level,
        ...(number !== "" && { number }),
        ...(isAppendix && { role: "appendix" as const }),
      });
    this.read(
      { ...element, children: element.children.filter((child) => child !== title && child !== label) },
      level + 1,
    );
  }

  #captionOf(element: MarkupElement): { label: string; caption: string } {
    const parts = elementsIn(element);
    const label = parts.find(({ name }) => name === "label");
    const caption = parts.find(({ name }) => name === "caption");
    const fold = (part: MarkupElement | undefined) =>
      part === undefined ? "" : text(part).replace(/\s+/gu, " ").trim();
    return { label: fold(label).replace(/[.:]$/, ""), caption: fold(caption) };
  }

  #table(element: MarkupElement): void {
    const { label, caption } = this.#captionOf(element);
    const tables = findElements(element, ({ name }) => name === "table");
    const number = captionParts(`${label}:`)?.number ?? (label === "" ? undefined : label);
    if (tables.length === 0) {
      this.#builder.problem(`${label === "" ? "a table" : label} is a picture: its cells could not be read`);
      this.#builder.table({ ...(number !== undefined && { number }), caption, cells: [] });
    }
    for (const table of tables) {
      const cells = tableCells(markupTable(table, jatsTable));
      this.#builder.table({ ...(number !== undefined && { number }), caption, cells });
    }
    const foot = elementsIn(element).find(({ name }) => name === "table-wrap-foot");
    if (foot !== undefined) this.#footnotes(foot);
  }

  #figure(element: MarkupElement): void {
    const { label, caption } = this.#captionOf(element);
    this.#builder.paragraph([label, caption].filter((part) => part !== "").join(": "), { part: "caption" });
  }

  #footnotes(element: MarkupElement): void {
    for (const note of elementsIn(element)) {
      if (note.name === "title" || note.name === "label") continue;
      const parts = note.children.filter((child) => typeof child === "string" || child.name !== "label");
      this.#builder.paragraph(text({ ...note, children: parts }), { part: "footnote" });
    }
  }

  #references(element: MarkupElement): void {
    for (const ref of findElements(element, ({ name }) => name === "ref")) {
      const citation = findElement(ref, ({ name }) =>
        /^(?:mixed-citation|element-citation|citation|nlm-citation)$/.test(name),
      );
      if (citation === undefined) this.#builder.reference(text(ref));
      // Elements without anything between them: names, title, source, year.
      else if (citation.name === "mixed-citation") this.#builder.reference(text(citation));
      else this.#builder.reference(leaves(citation).join(" "));
    }
  }
}

function leaves(element: MarkupElement): string[] {
  return element.children.flatMap((child) =>
    typeof child === "string" ? (child.trim() === "" ? [] : [child.trim()]) : leaves(child),
  );
}
