import { readFileSync } from "node:fs";
import type { Report } from "../model.js";
import type { Drawings } from "./blocks.js";
import { fullBody } from "./full.js";
import { plainText } from "./prose.js";
import { synthesisBody } from "./synthesis.js";
import { type Html, html, render, trusted } from "./template.js";

export type Profile = "full" | "synthesis";

export interface PageOptions {
  profile: Profile;
  drawings: Drawings;
  /** `@font-face` rules with embedded data for the text given, and the families in the order to try them. */
  fonts: (text: string) => { css: string; families: readonly string[] };
}

const style = readFileSync(new URL("./style.css", import.meta.url), "utf8");

/** Nothing may be fetched: everything the page shows is inside it. Scripts do not run. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:";

/** A report as one HTML file that needs nothing else, with light and dark colours and a print layout. */
export function renderHtml(report: Report, { profile, drawings, fonts }: PageOptions): string {
  const body = profile === "full" ? fullBody(report, drawings) : synthesisBody(report);
  return framePage(plainText(report.title) || report.notebook.name, body, fonts);
}

/** The page round a body: its title, fonts, colours and print layout, and the policy that lets it fetch nothing. */
export function framePage(title: string, content: Html, fonts: PageOptions["fonts"]): string {
  const body = render(content);
  const { css, families } = fonts(textOf(body) + style);
  const fallbacks = families.map((family) => `"${family}", `).join("");
  const variables = `:root { --scripts: ${fallbacks}sans-serif; --running: ${cssString(title)}; }`;
  return render(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="claimbook">
<title>${title}</title>
<style id="fonts">
${trusted(css)}</style>
<style>
${trusted(variables)}
${trusted(style)}</style>
</head>
<body>
${trusted(body)}
</body>
</html>
`);
}

/** The characters a reader may see, for choosing fonts: text and attributes alike, entities resolved. */
export function textOf(markup: string): string {
  return markup
    .replace(/data:image\/[^"]*/g, "")
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

/** A CSS string that cannot end the style element or its own quotes. */
function cssString(text: string): string {
  return `"${text.replace(/[\\"<>&\n\r\f]/g, (c) => `\\${c.codePointAt(0)!.toString(16)} `)}"`;
}
