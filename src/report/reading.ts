import type { SearchLog } from "../literature/search-log.js";
import { type Cell, isCode } from "../notebook/model.js";
import type { FrontMatter } from "./front-matter.js";
import type { Block, CellPlace, DatasetBlock, Review, SectionId } from "./model.js";
import { type Place, placeOf, shiftHeadings, splitMarkdown } from "./narrative.js";
import { type FigureOutput, outputsOf, type ReportOutput } from "./outputs.js";

/** A block before tables and figures have their numbers. */
export type UnnumberedBlock = Block extends infer B
  ? B extends { number: number }
    ? Omit<B, "number">
    : B
  : never;

/** Goes through the cells in their order; narrative decides in which section the outputs after it stand. */
export class Reading {
  title: string | undefined;
  front: FrontMatter | undefined;
  review: Review | undefined;
  readonly searches: SearchLog[] = [];
  readonly datasets: DatasetBlock["dataset"][] = [];
  readonly sections: Record<SectionId, UnnumberedBlock[]> = {
    introduction: [],
    methodology: [],
    results: [],
    limitations: [],
    claims: [],
  };
  readonly #texts = new Map<Place, string[]>();
  readonly #where: string;
  #place: Place = "results";

  constructor(where: string) {
    this.#where = where;
  }

  cell(cell: Cell, number: number): void {
    const place = placeOfCell(cell, number);
    if (cell.cell_type === "markdown") this.#narrative(withAttachments(cell), place);
    for (const output of outputsOf(cell, place, this.#where)) this.#output(output, place);
  }

  /** Narrative of a part of the first page. */
  text(place: Place): string | undefined {
    return this.#texts.get(place)?.join("\n\n");
  }

  get #section(): SectionId {
    // Between the title and the first section stands what leads to the question.
    if (this.#place === "title" || this.#place === "abstract" || this.#place === "answer")
      return "introduction";
    return this.#place === "references" ? "claims" : this.#place;
  }

  #narrative(source: string, cell: CellPlace): void {
    const pieces = splitMarkdown(source, () => this.title === undefined);
    for (const { place, heading, markdown } of pieces) {
      if (place !== undefined) this.#place = place;
      if (place === "title") this.title ??= heading;
      const own = place === "results" && heading !== undefined;
      // Below its own heading of level 3, a part's level 3 becomes level 4.
      this.#deep = own || (place === undefined && this.#deep);
      const body = shiftHeadings(markdown, this.#deep ? 1 : 0);
      const text = own ? `### ${heading}\n\n${body}`.trim() : body;
      if (text === "") continue;
      if (this.#place === "abstract" || this.#place === "answer" || this.#place === "references") {
        this.#texts.set(this.#place, [...(this.#texts.get(this.#place) ?? []), text]);
      } else this.sections[this.#section].push({ kind: "markdown", cell, markdown: text });
    }
  }

  #deep = false;

  #output(output: ReportOutput, cell: CellPlace): void {
    const here = this.sections[this.#outputSection()];
    switch (output.kind) {
      case "front matter":
        this.front = output.value;
        break;
      case "search":
        this.searches.push(output.value);
        break;
      case "review":
        this.review = output.value;
        break;
      case "dataset":
        this.datasets.push(output.value);
        here.push({ kind: "dataset", cell, dataset: output.value });
        break;
      case "results":
        here.push({ kind: "table", cell, table: output.value });
        break;
      case "markdown":
        this.#narrative(output.value, cell);
        break;
      case "figure": {
        const asked = output.value.section === undefined ? undefined : placeOf(output.value.section);
        const target =
          asked !== undefined && asked in this.sections ? this.sections[asked as SectionId] : here;
        target.push(figureBlock(output.value, cell));
      }
    }
  }

  /** Outputs of cells before any section heading are results unless narrative says otherwise. */
  #outputSection(): SectionId {
    return this.#place === "title" || this.#place === "abstract" || this.#place === "answer"
      ? "results"
      : this.#section;
  }
}

function figureBlock(
  { id, caption, alt, plotly, image }: FigureOutput,
  cell: CellPlace,
): Extract<UnnumberedBlock, { kind: "figure" }> {
  const title = (plotly?.layout.title as { text?: unknown } | undefined)?.text ?? plotly?.layout.title;
  const words = caption ?? (typeof title === "string" ? title : `Output of cell ${cell.number}.`);
  return {
    kind: "figure",
    cell,
    id: id ?? `cell-${cell.number}`,
    caption: words,
    alt: alt ?? words,
    ...(plotly === undefined ? {} : { plotly }),
    ...(image === undefined ? {} : { image }),
  };
}

/** Pictures that travel inside a Markdown cell become `data:` URIs, since the report has no cell to ask. */
function withAttachments(cell: Extract<Cell, { cell_type: "markdown" }>): string {
  return cell.source.replace(/\(attachment:([^)\s]+)\)/g, (whole, name: string) => {
    const { attachments = {} } = cell;
    const bundle = [name, decoded(name)].flatMap((each) =>
      Object.hasOwn(attachments, each) ? [attachments[each]] : [],
    )[0];
    const [mime, data] =
      Object.entries(bundle ?? {}).find(([type]) => /^image\/(png|jpeg|gif|webp)$/.test(type)) ?? [];
    return typeof data === "string" ? `(data:${mime};base64,${data.replace(/\s+/g, "")})` : whole;
  });
}

/** What an address spells with `%`; one that spells nothing stays. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

export function placeOfCell(cell: Cell, number: number): CellPlace {
  return {
    number,
    id: cell.id,
    ...(isCode(cell) && cell.execution_count !== null ? { executionCount: cell.execution_count } : {}),
  };
}
