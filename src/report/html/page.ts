import { figuresOf, type Report } from "../model.js";
import { showControls } from "../shown-controls.js";
import type { Drawings } from "./blocks.js";
import { fullBody } from "./full.js";
import { interactiveFigures, type PageScripts, pageScripts } from "./interactive.js";
import { evidenceStyle, pageStyle, scriptsProperty } from "./page-style.js";
import { plainText } from "./prose.js";
import { synthesisBody } from "./synthesis.js";
import { type Html, html, render, trusted } from "./template.js";

export type Profile = "full" | "synthesis";

export interface PageOptions {
  profile: Profile;
  drawings: Drawings;
  /** `@font-face` rules with embedded data for the text given, and the families in the order to try them. */
  fonts: (text: string) => { css: string; families: readonly string[] };
  /** For paper: everything is open, and there is no script. */
  still?: boolean;
}

const style = pageStyle(evidenceStyle, new URL("./style.css", import.meta.url));

/**
 * Nothing may be fetched: everything the page shows is inside it. No script runs but those whose hashes stand here;
 * plotly offers its pictures for saving as `blob:`.
 */
function policyOf(scripts: PageScripts | undefined): string {
  const base = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:";
  return scripts === undefined ? base : `${base} blob:; script-src ${scripts.hashes.join(" ")}`;
}

/**
 * A report as one HTML file that needs nothing else, with light and dark colours and a print layout. It is whole
 * without scripts; where they run, figures can be explored and evidence opened all at once.
 */
export function renderHtml(report: Report, { profile, drawings, fonts, still = false }: PageOptions): string {
  const title = plainText(report.title) || report.notebook.name;
  const about = describe(report);
  if (profile === "synthesis") return framePage(title, synthesisBody(report), fonts, undefined, about);
  const live = still ? [] : interactiveFigures(figuresOf(report), new Set(drawings.keys()));
  const interactive = new Set(live.map(({ number }) => number));
  const body = fullBody(report, { drawings, interactive, open: still });
  return framePage(title, body, fonts, still ? undefined : pageScripts(live), about);
}

/** What catalogues, and the PDF's own metadata, say of a report: names of HTML's `meta` to their content. */
function describe({ byline, question, examines, provenance }: Report): Record<string, string> {
  const keywords = [examines?.work, ...provenance.datasets.map(({ name }) => name)];
  const named = [...new Set(keywords.filter((word) => word !== undefined && !word.includes(",")))];
  return {
    ...(byline === undefined ? {} : { author: byline }),
    ...(question === undefined ? {} : { description: plainText(question) }),
    ...(named.length === 0 ? {} : { keywords: named.join(", ") }),
  };
}

/** The page round a body: its title, fonts, colours and print layout, and the policy that lets it fetch nothing. */
export function framePage(
  plainTitle: string,
  content: Html,
  fonts: PageOptions["fonts"],
  scripts?: PageScripts,
  about: Readonly<Record<string, string>> = {},
): string {
  // Whatever reorders or hides text is neutralised in one place: no text of the page can be forgotten.
  const title = showControls(plainTitle);
  const body = showControls(render(content));
  const data = scripts === undefined ? "" : showControls(render(scripts.elements));
  // What a figure shows only when it is explored needs letters as well.
  const { css, families } = fonts(title + textOf(body) + style + data.replace(/[\0-\x7f]+/g, ""));
  const variables = `:root { ${scriptsProperty(families)} --running: ${cssString(title)}; }`;
  return render(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="claimbook">
${Object.entries(about).map(([name, content]) => html`<meta name="${name}" content="${showControls(content)}">\n`)}<title>${title}</title>
<style id="fonts">
${trusted(css)}</style>
<style>
${trusted(variables)}
${trusted(style)}</style>
</head>
<body>
${trusted(body)}
${scripts === undefined ? "" : trusted(`${data}\n`)}</body>
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
