import { texText } from "../../citations/tex-text.js";

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

const scripts =
  `Arabic Armenian Bengali Cherokee Cyrillic Devanagari Ethiopic Georgian Greek Gujarati Gurmukhi Han Hangul
Hebrew Hiragana Kannada Katakana Khmer Lao Malayalam Mongolian Myanmar Oriya Sinhala Tamil Telugu Thai Tibetan`
    .split(/\s+/)
    .map((name) => [name, new RegExp(`\\p{Script=${name}}`, "u")] as const);

/** Scripts other than Latin that occur in a text, by their Unicode names. */
export function scriptsIn(text: string): string[] {
  return scripts.filter(([, pattern]) => pattern.test(text)).map(([name]) => name);
}
