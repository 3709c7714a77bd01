import type { DocumentBuilder } from "../builder.js";
import { isReferences } from "../section-role.js";
import { tableCells } from "../table-grid.js";
import { captionsOf } from "./captions.js";
import { stripComments } from "./comments.js";
import { withoutWhite } from "./hidden-tex.js";
import { labelNumbers } from "./labels.js";
import { Macros } from "./macros.js";
import { argumentAt, environmentEnd, groupAt, optionAt } from "./scan.js";
import { tabularRows, tabulars } from "./tabular.js";
import { type TexOptions, texText } from "./tex-text.js";

const levels: Readonly<Record<string, number>> = {
  part: 1,
  chapter: 1,
  section: 1,
  subsection: 2,
  subsubsection: 3,
  paragraph: 4,
  subparagraph: 5,
};

const tables =
  /^(?:(?:sideways|wrap|long)?table|threeparttable|table\*|sidewaystable\*|tabular\*?|tabularx|tabulary|longtable|tblr|xltabular)\*?$/;
const figures = /^(?:(?:sideways|wrap|sub)?figure|teaserfigure|SCfigure|algorithm|listing)\*?$/;
const formulas = /^(?:equation|align|gather|multline|eqnarray|displaymath|math|flalign|alignat|dmath)\*?$/;
const skipped =
  /^(?:verbatim|lstlisting|minted|tikzpicture|pgfpicture|algorithmic|comment|CCSXML|filecontents|asy|forest|prooftree|axis|teaser)\*?$/;

/**
 * Reads LaTeX by what its commands mean, without running TeX: the paper's own commands are expanded (within bounds),
 * labels are numbered as the standard classes do, and what only draws is left out.
 *
 * @param source the main file, with what it includes put in
 * @param bibliography the `.bbl` file, where the source has none of it
 */
export function readLatex(source: string, builder: DocumentBuilder, bibliography?: string): void {
  const macros = new Macros();
  const plain = macros.define(stripComments(source));
  const expanded = macros.expand(plain);
  if (macros.exhausted)
    builder.problem("commands that the paper defines grow without end; they were not expanded further");
  const begin = /\\begin\s*\{document\}/.exec(expanded);
  const preamble = begin === null ? expanded.slice(0, 20_000) : expanded.slice(0, begin.index);
  const from = begin === null ? 0 : begin.index + begin[0].length;
  const end = /\\end\s*\{document\}/.exec(expanded.slice(from));
  const written = expanded.slice(from, end === null ? undefined : from + end.index);
  const body = withoutWhite(written, (tex) => {
    const text = texText(tex);
    if (text !== "") builder.problem(`text in white was left out: “${text.slice(0, 80)}”`);
  });
  const numbers = labelNumbers(body);
  const title = titleOf(preamble) ?? titleOf(body);
  if (title !== undefined) builder.title(texText(title));
  const abstract = groupAfter(preamble, "\\abstract");
  const reader = new LatexReader(builder, numbers);
  if (abstract !== undefined) reader.abstract(abstract);
  reader.read(body);
  if (bibliography !== undefined)
    reader.references(macros.expand(macros.define(stripComments(bibliography))));
}

function titleOf(source: string): string | undefined {
  return groupAfter(source, "\\title") ?? groupAfter(source, "\\icmltitle");
}

function groupAfter(source: string, command: string): string | undefined {
  const at = source.search(new RegExp(`${command.replace("\\", "\\\\")}\\s*[[{]`));
  if (at < 0) return undefined;
  const after = at + command.length;
  return groupAt(source, optionAt(source, after)?.end ?? after)?.content;
}

class LatexReader {
  readonly #builder: DocumentBuilder;
  readonly #numbers: ReturnType<typeof labelNumbers>;
  readonly #inline: TexOptions;
  #footnotes: string[] = [];
  #text = "";
  #item = false;
  #depth = 0;

  constructor(builder: DocumentBuilder, numbers: ReturnType<typeof labelNumbers>) {
    this.#builder = builder;
    this.#numbers = numbers;
    this.#inline = {
      label: (name) => numbers.byLabel.get(name),
      footnote: (text) => {
        if (this.#footnotes.length < 10_000) this.#footnotes.push(text);
      },
    };
  }

  abstract(source: string): void {
    this.#flush();
    this.#builder.section({ title: "Abstract", level: 1, role: "abstract" });
    this.read(source);
  }

  /** Takes a source block by block. */
  read(source: string): void {
    if (this.#depth > 50) {
      this.#builder.problem("environments lie more than 50 deep in each other; the innermost were left out");
      return;
    }
    this.#depth++;
    const block =
      /\n[^\S\n]*\n\s*|\\(?:begin|end)\s*\{([^{}]{1,40})\}|\\((?:sub)*section|chapter|part|(?:sub)?paragraph)(\*?)\s*(?=[[{])|\\(item|appendix|maketitle|bibliography|printbibliography|abstract|par)(?![A-Za-z])|\\\[|\\\]/g;
    let from = 0;
    for (let match = block.exec(source); match !== null; match = block.exec(source)) {
      this.#text += source.slice(from, match.index);
      from = block.lastIndex;
      const [whole, environment, heading, star, command] = match;
      if (whole === "\\[" || whole === "\\]") this.#text += " $ ";
      else if (heading !== undefined) from = this.#heading(source, from, heading, star === "*");
      else if (command !== undefined) from = this.#command(source, from, command);
      else if (environment === undefined) this.#flush();
      else if (whole.startsWith("\\begin")) from = this.#environment(source, match.index, from, environment);
      else if (/^(?:itemize|enumerate|description|quote|quotation)/.test(environment)) this.#flush();
      block.lastIndex = from;
    }
    this.#text += source.slice(from);
    this.#flush();
    this.#depth--;
  }

  #heading(source: string, at: number, name: string, starred: boolean): number {
    const title = argumentAt(source, optionAt(source, at)?.end ?? at);
    this.#flush();
    const numbered = !starred && !/paragraph|part/.test(name);
    const number = numbered ? this.#numbers.sections.shift() : undefined;
    const text = texText(title.content, this.#inline);
    if (isReferences(text)) return title.end;
    // A run-in heading opens no section of its own.
    if ((levels[name] ?? 1) >= 4)
      this.#text = `${title.content}${/[.:?!]\s*$/.test(title.content) ? "" : "."} `;
    else
      this.#builder.section({
        title: text,
        level: levels[name] ?? 1,
        ...(number !== undefined && { number }),
      });
    return title.end;
  }

  #command(source: string, at: number, name: string): number {
    if (name === "item") {
      this.#flush();
      this.#item = true;
      const label = optionAt(source, at);
      if (label !== undefined) this.#text = `${label.content} `;
      return label?.end ?? at;
    }
    if (name === "abstract") {
      const group = groupAt(source, at);
      if (group === undefined) return at;
      this.abstract(group.content);
      return group.end;
    }
    this.#flush();
    return /bibliography$/.test(name) ? (groupAt(source, at)?.end ?? at) : at;
  }

  /** @returns where the source goes on: within the environment, if that is only a frame round text */
  #environment(source: string, begin: number, at: number, name: string): number {
    if (/^(?:abstract)$/.test(name)) {
      const { inner, end } = environmentEnd(source, name, at);
      this.abstract(source.slice(at, inner));
      return end;
    }
    if (skipped.test(name)) {
      if (!/^(?:comment|CCSXML|teaser)/.test(name)) this.#builder.problem(`\\begin{${name}} was left out`);
      return environmentEnd(source, name, at).end;
    }
    if (formulas.test(name)) {
      const { inner, end } = environmentEnd(source, name, at);
      const formula = source
        .slice(at, inner)
        .replace(/\\begin\s*\{[^{}]*\}|\\end\s*\{[^{}]*\}|\\(?:label|tag)\s*\{[^{}]*\}/g, " ");
      this.#text += ` $${formula.replaceAll("$", " ").replace(/\\\\/g, ", ")}$ `;
      return end;
    }
    if (name === "thebibliography") {
      const { inner, end } = environmentEnd(source, name, at);
      this.#flush();
      this.references(source.slice(at, inner));
      return end;
    }
    const isTable = tables.test(name);
    if (!isTable && !figures.test(name)) {
      if (/^(?:itemize|enumerate|description|quote|quotation)/.test(name)) this.#flush();
      const option = optionAt(source, at);
      if (/^(?:minipage|multicols|adjustbox|wrapfigure|tcolorbox)/.test(name))
        return groupAt(source, option?.end ?? at)?.end ?? at;
      return option?.end ?? at;
    }
    const { inner, end } = environmentEnd(source, name, at);
    if (isTable)
      this.#table(
        /^(?:tab|longtable|tblr|xltab)/.test(name) && !/^table/.test(name)
          ? source.slice(begin, end)
          : source.slice(at, inner),
      );
    else this.#figure(source.slice(at, inner), name);
    return end;
  }

  #table(source: string): void {
    this.#within(() => {
      const found = tabulars(source);
      const captions = captionsOf(source);
      if (found.length === 0 && captions.length > 0)
        this.#builder.problem("a table without a tabular could not be read");
      const several = captions.length > 1;
      found.forEach((tabular, index) => {
        // One caption speaks for all; of several each goes with its tabular.
        const caption = captions[several ? index : 0];
        const number =
          caption === undefined || (!several && index > 0 && found.length > 1)
            ? undefined
            : this.#numbers.tables.shift();
        this.#builder.table({
          ...(number !== undefined && { number }),
          caption: caption === undefined ? "" : texText(caption.text, this.#inline),
          cells: tableCells(tabularRows(tabular.body, this.#inline)),
        });
      });
      if (found.length === 0)
        for (const caption of captions) this.#caption("Table", this.#numbers.tables.shift(), caption.text);
    });
  }

  #figure(source: string, name: string): void {
    this.#within(() => {
      const figure = /figure/i.test(name);
      for (const { text, sub } of captionsOf(source)) {
        const number = figure && !sub ? this.#numbers.figures.shift() : undefined;
        this.#caption(figure ? "Figure" : "Algorithm", number, text);
      }
      // A table may be set in a figure.
      for (const tabular of figure ? tabulars(source) : []) {
        const cells = tableCells(tabularRows(tabular.body, this.#inline));
        if (cells.some((cell) => cell.value !== undefined)) this.#builder.table({ caption: "", cells });
      }
    });
  }

  #caption(kind: string, number: string | undefined, tex: string): void {
    const label = number === undefined ? "" : `${kind} ${number}: `;
    this.#builder.paragraph(`${label}${texText(tex, this.#inline)}`, { part: "caption" });
  }

  references(source: string): void {
    const entries = source.split(/\\bibitem(?![A-Za-z])/).slice(1);
    for (const entry of entries.slice(0, 20_000)) {
      const label = optionAt(entry, 0);
      const key = groupAt(entry, label?.end ?? 0);
      const text = entry
        .slice(key?.end ?? label?.end ?? 0)
        .replace(
          /\\(?:newblock|bibinfo\s*\{[^{}]*\}|bibfield\s*\{[^{}]*\}|bibnamefont|bibfnamefont|natexlab)(?![A-Za-z])/g,
          " ",
        );
      this.#builder.reference(texText(text));
    }
  }

  /** Floats come after the paragraph that they stand in, which goes on round them. */
  #within(work: () => void): void {
    const open = this.#text;
    const isDone = /(?:^|\n[^\S\n]*\n\s*)$|[.!?:]\s*$/.test(open);
    if (isDone) this.#flush();
    const kept = isDone ? "" : this.#text;
    this.#text = "";
    work();
    this.#text = kept;
  }

  #flush(): void {
    const text = texText(this.#text, this.#inline);
    this.#text = "";
    if (/[\p{L}\p{N}]/u.test(text)) this.#builder.paragraph(text, this.#item ? { part: "list item" } : {});
    this.#item = false;
    for (const note of this.#footnotes.splice(0)) this.#builder.paragraph(note, { part: "footnote" });
  }
}
