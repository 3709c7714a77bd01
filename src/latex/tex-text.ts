import { cleanLine } from "../one-line.js";

const signs: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "{": "\\textbraceleft{}",
  "}": "\\textbraceright{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  '"': "\\textquotedbl{}",
  "`": "\\textasciigrave{}",
};

/**
 * Text for LaTeX and BibTeX in which nothing is a command, on one line; letters of every script stay as they are
 * (UTF-8). Braces become commands, since BibTeX counts them even behind a backslash. Hyphens,
 * apostrophes and commas that would join into other signs (`--`, `''`, `,,`) are kept apart. A quotation mark is a
 * command that pdfLaTeX knows with T1 fonts only (`\usepackage[T1]{fontenc}`).
 */
export function texText(text: string): string {
  return cleanLine(text)
    .replace(/[\\{}~^<>|"`]|[&%$#_]/g, (sign) => signs[sign] ?? `\\${sign}`)
    .replace(/([-',])(?=\1)/g, "$1{}");
}
