import { has, inlineText } from "./html-text.js";
import type { TableMarkup } from "./markup-table.js";

/** Tables of HTML, and those that LaTeXML makes of other elements. */
export const htmlTable: TableMarkup = {
  isRow: (element) => element.name === "tr" || has(element, "ltx_tr"),
  isCell: (element) => element.name === "td" || element.name === "th" || has(element, "ltx_td"),
  isHeader: (element) => element.name === "th" || has(element, "ltx_th"),
  isHead: (element) => element.name === "thead" || has(element, "ltx_thead"),
  isBold: (element) =>
    element.name === "b" ||
    element.name === "strong" ||
    has(element, "ltx_font_bold") ||
    has(element, "ltx_mathvariant_bold") ||
    /^bold/.test(element.attributes.mathvariant ?? "") ||
    /font-weight\s*:\s*(?:bold|[6-9]00)/i.test(element.attributes.style ?? ""),
  span: (cell, direction) => {
    const told = cell.attributes[`${direction}span`];
    if (told !== undefined) return Number(told);
    const named = (cell.attributes.class ?? "").match(
      new RegExp(`\\bltx_${direction}span_(\\d{1,4})\\b`),
    )?.[1];
    return named === undefined ? undefined : Number(named);
  },
  text: (cell) => inlineText(cell),
};
