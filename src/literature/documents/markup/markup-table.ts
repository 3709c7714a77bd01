import type { RawCell } from "../table-grid.js";
import { elementsIn, findElements, type MarkupElement } from "./tree.js";

/** How a kind of markup writes tables. */
export interface TableMarkup {
  isRow: (element: MarkupElement) => boolean;
  isCell: (element: MarkupElement) => boolean;
  isHeader: (element: MarkupElement) => boolean;
  isHead: (element: MarkupElement) => boolean;
  isBold: (element: MarkupElement) => boolean;
  /** Other than by the attributes `colspan` and `rowspan`. */
  span?: (cell: MarkupElement, direction: "col" | "row") => number | undefined;
  text: (cell: MarkupElement) => string;
}

/** Rows of a table element, with how many of them its head has. */
export function markupTable(
  table: MarkupElement,
  markup: TableMarkup,
): { rows: RawCell[][]; headRows: number } {
  const rows: RawCell[][] = [];
  let headRows = 0;
  const read = (element: MarkupElement, inHead: boolean) => {
    for (const child of elementsIn(element)) {
      if (markup.isRow(child)) {
        rows.push(cellsOf(child, markup));
        if (inHead) headRows = rows.length;
      } else if (!markup.isCell(child)) read(child, inHead || markup.isHead(child));
    }
  };
  read(table, false);
  return { rows, headRows };
}

function cellsOf(row: MarkupElement, markup: TableMarkup): RawCell[] {
  return findElements(row, markup.isCell).map((cell) => {
    const [colSpan, rowSpan] = (["col", "row"] as const).map((direction) => {
      const told = markup.span?.(cell, direction) ?? Number(cell.attributes[`${direction}span`] ?? 1);
      return Number.isInteger(told) && told > 0 ? told : 1;
    });
    const header = markup.isHeader(cell);
    return {
      text: markup.text(cell),
      bold: isBoldThrough(cell, markup.isBold),
      header,
      ...(colSpan !== undefined && { colSpan }),
      ...(rowSpan !== undefined && { rowSpan }),
    };
  });
}

/** Whether most letters and digits in an element are bold: a spread beside the number may not be. */
function isBoldThrough(element: MarkupElement, isBold: TableMarkup["isBold"]): boolean {
  let bold = 0;
  let all = 0;
  const count = (inner: MarkupElement, within: boolean): void => {
    if (/^annotation/.test(inner.name)) return;
    for (const child of inner.children) {
      if (typeof child !== "string") count(child, within || isBold(child));
      else {
        const letters = (child.match(/[\p{L}\p{N}]/gu) ?? []).length;
        all += letters;
        if (within) bold += letters;
      }
    }
  };
  count(element, isBold(element));
  return bold > 0 && bold * 2 >= all;
}
