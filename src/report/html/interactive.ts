import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { gzipSync } from "fflate";
import { packageRoot } from "../../paths.js";
import { inReportLook } from "../figure-look.js";
import type { FigureBlock } from "../model.js";
import { type Html, html, trusted } from "./template.js";

/** Trace types of plotly's basic bundle; a bundle fails silently on others, so these stay drawings. */
const basicTraces = new Set(["scatter", "bar", "pie"]);
/** A figure with more JSON than this stays a drawing, so that reports stay light. */
const mostJson = 400_000;

/** What a page needs for its script: the elements, and the sources that its policy lets run. */
export interface PageScripts {
  elements: Html;
  /** `'sha256-…'` for the policy's `script-src`. */
  hashes: string[];
}

/** The figures that can be explored: drawn ones whose traces the embedded bundle knows. */
export function interactiveFigures(
  figures: readonly FigureBlock[],
  drawn: ReadonlySet<number>,
): (FigureBlock & { plotly: NonNullable<FigureBlock["plotly"]> })[] {
  return figures.filter(
    (figure): figure is FigureBlock & { plotly: NonNullable<FigureBlock["plotly"]> } =>
      figure.plotly !== undefined &&
      drawn.has(figure.number) &&
      figure.plotly.data.every(({ type }) => basicTraces.has(String(type ?? "scatter"))) &&
      !figure.plotly.data.some(reaches) &&
      JSON.stringify(figure.plotly).length <= mostJson,
  );
}

/**
 * The page's script, and where there is a figure to explore, plotly's basic bundle: compressed, inflated by the
 * reader's browser when a figure is first opened. Only these two texts may run: the policy names their hashes.
 */
export function pageScripts(figures: readonly FigureBlock[]): PageScripts {
  const script = readFileSync(new URL("./page-script.cjs", import.meta.url), "utf8");
  const own = html`<script id="page-script">${trusted(script)}</script>`;
  if (figures.length === 0) return { elements: own, hashes: [hashOf(script)] };
  const { text, packed } = plotly();
  const data = figures.map(({ number, plotly, alt }) => {
    const { data, layout } = inReportLook(plotly!);
    return html`<script type="application/json" id="figure-${number}-data">${trusted(jsonInHtml({ data, layout: withoutLinks(layout), alt }))}</script>
`;
  });
  return {
    elements: html`${data}<script type="application/gzip" id="plotly-bundle">${packed}</script>
${own}`,
    hashes: [hashOf(script), hashOf(text)],
  };
}

let bundle: { text: string; packed: string } | undefined;

/** plotly.js, basic bundle (MIT licence, whose notice opens it), as text and as base64 of its gzip. */
function plotly(): { text: string; packed: string } {
  if (bundle === undefined) {
    const file = createRequire(import.meta.url).resolve("plotly.js-basic-dist-min/plotly-basic.min.js");
    const text = readFileSync(file, "utf8");
    bundle = { text, packed: Buffer.from(packed(text)).toString("base64") };
  }
  return bundle;
}

/** The build has it packed already (scripts/bundle-libraries.mjs), the same bytes, for the same text. */
function packed(text: string): Uint8Array {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
  const built = path.join(packageRoot, "dist/vendor/libraries", `plotly-basic-${hash}.gz`);
  if (existsSync(built)) return readFileSync(built);
  // Packed in JavaScript: zlib's bytes differ between processors and versions of Node, and a report's must not.
  return gzipSync(Buffer.from(text), { level: 9, mtime: 0 });
}

/** JSON that can stand in a script element: nothing in it ends the element or opens a comment. */
function jsonInHtml(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Pictures of a layout would be fetched; a page that may fetch nothing would show a hole. */
function withoutLinks(layout: Record<string, unknown>): Record<string, unknown> {
  const { images: _, ...rest } = layout;
  return rest;
}

/** Whether a trace asks for data from elsewhere (plotly's `src` attributes). */
function reaches(trace: Record<string, unknown>): boolean {
  return Object.keys(trace).some((key) => key.endsWith("src") || key === "geojson");
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
