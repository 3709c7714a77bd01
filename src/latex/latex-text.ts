import { texText } from "./tex-text.js";

const signs: Readonly<Record<string, string>> = {
  "−": "$-$",
  "–": "--",
  "—": "---",
  "±": "$\\pm$",
  "×": "$\\times$",
  "≤": "$\\le$",
  "≥": "$\\ge$",
  "≠": "$\\ne$",
  "≈": "$\\approx$",
  "→": "$\\to$",
  "↑": "$\\uparrow$",
  "↓": "$\\downarrow$",
  "…": "\\ldots{}",
};

/**
 * Text for a cell or sentence of a LaTeX document: nothing in it is a command, signs that text fonts may lack are set
 * in mathematics, letters of every script stay.
 */
export function latexText(text: string): string {
  return texText(text).replace(/[−–—±×≤≥≠≈→↑↓…]/g, (sign) => signs[sign]!);
}
