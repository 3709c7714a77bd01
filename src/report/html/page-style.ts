import { readFileSync } from "node:fs";

const palette = readFileSync(new URL("./palette.css", import.meta.url), "utf8");

/** A page's style sheet after the colours that all our pages share, in the light and in the dark, and those of verdicts. */
export function pageStyle(sheet: URL): string {
  return palette + readFileSync(sheet, "utf8");
}
