import { readFileSync } from "node:fs";

const palette = readFileSync(new URL("./palette.css", import.meta.url), "utf8");

/** The custom property by which a style sheet names the fonts of a page's scripts, before the browser's own. */
export function scriptsProperty(families: readonly string[]): string {
  return `--scripts: ${families.map((family) => `"${family}", `).join("")}sans-serif;`;
}

/** A page's style sheet after the colours that all our pages share, in the light and in the dark, and those of verdicts. */
export function pageStyle(sheet: URL): string {
  return palette + readFileSync(sheet, "utf8");
}
