import { type Cell, type CodeCell, type Notebook, parseNotebook } from "../../src/notebook/index.js";

/** A code cell, or a text cell where the source starts with `#`. */
export function cell(source: string, options: { id?: string; tags?: string[] } = {}): Cell {
  const common = {
    id: options.id ?? `c${source.length}-${Math.abs(hash(source))}`,
    metadata: options.tags ? { tags: options.tags } : {},
    source,
  };
  if (source.startsWith("#")) return { ...common, cell_type: "markdown" };
  return { ...common, cell_type: "code", execution_count: null, outputs: [] };
}

/** A notebook for claimbook's kernel. */
export function notebook(...cells: (Cell | string)[]): Notebook {
  return {
    cells: cells.map((each, i) => (typeof each === "string" ? cell(each, { id: `cell-${i + 1}` }) : each)),
    metadata: {
      kernelspec: { name: "claimbook", display_name: "claimbook (TypeScript)", language: "typescript" },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

export function codeCells(book: Notebook): CodeCell[] {
  return book.cells.filter((each): each is CodeCell => each.cell_type === "code");
}

/** What reading the text says is wrong with it. */
export function problemOf(text: string): { message: string; where?: string; wayOut?: string; kind: string } {
  try {
    parseNotebook(text, "a.ipynb");
  } catch (error) {
    return error as ReturnType<typeof problemOf>;
  }
  throw new Error("it was read without a problem");
}

function hash(text: string): number {
  return [...text].reduce((sum, c) => (sum * 31 + c.codePointAt(0)!) | 0, 7);
}
