import { readFileSync } from "node:fs";

const palette = readFileSync(new URL("./palette.css", import.meta.url), "utf8");

/** The custom property by which a style sheet names the fonts of a page's scripts, before the browser's own. */
export function scriptsProperty(families: readonly string[]): string {
  return `--scripts: ${families.map((family) => `"${family}", `).join("")}sans-serif;`;
}

/** How evidence looks: for pages that show it with `evidenceRow`. */
export const evidenceStyle = new URL("./evidence.css", import.meta.url);

/** Style sheets of a page after the colours that all our pages share, in the light and in the dark, and those of verdicts. */
export function pageStyle(...sheets: readonly URL[]): string {
  return palette + sheets.map((sheet) => readFileSync(sheet, "utf8")).join("");
}
