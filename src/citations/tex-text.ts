import { oneLine } from "./clean-work.js";

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
 * (UTF-8). Braces become commands, since BibTeX counts them even behind a backslash. Hyphens and apostrophes that
 * would join into other signs (`--`, `''`) are kept apart.
 */
export function texText(text: string): string {
  return oneLine(text)
    .replace(/[\\{}~^<>|"`]|[&%$#_]/g, (sign) => signs[sign] ?? `\\${sign}`)
    .replace(/([-'])(?=\1)/g, "$1{}");
}
