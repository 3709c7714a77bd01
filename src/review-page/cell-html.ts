import { stripVTControlCharacters } from "node:util";
import { withoutUnseen } from "../literature/unseen-characters.js";
import { Mime, type MimeBundle } from "../notebook/mime.js";
import { type Cell, isCode, type Notebook, type Output } from "../notebook/model.js";
import { figureTable } from "../report/figures/data-table.js";
import { prose } from "../report/html/prose.js";
import { type Content, type Html, html } from "../report/html/template.js";
import { grouped } from "../report/numbers.js";
import { highlighted } from "./highlight.js";

/** Characters of one output that are shown; the notebook has the rest. */
const longestText = 20_000;
const longestHtml = 300_000;
const longestImage = 10_000_000;
/** Outputs of one cell that are shown. */
const mostOutputs = 50;

/** A cell with its source and what it put out. Claims are left out: their evidence is shown whole beside them. */
export function cellHtml(notebook: Notebook, number: number): Html {
  const cell = notebook.cells[number - 1]!;
  const count = isCode(cell) && cell.execution_count !== null ? ` [${cell.execution_count}]` : "";
  const outputs = isCode(cell) ? cell.outputs.filter((output) => !isClaim(output)) : [];
  const shown = outputs.slice(0, mostOutputs).map(outputHtml);
  const left = outputs.length - shown.length;
  return html`<section class="cell" id="cell-${number}" aria-labelledby="cell-${number}-title">
<h2 id="cell-${number}-title">Cell ${number}${count}</h2>
<pre class="source" tabindex="0" aria-label="Source of cell ${number}"><code>${isCode(cell) && isTypeScript(notebook) ? highlighted(cell.source) : cell.source}</code></pre>
${shown.length === 0 ? html`<p class="soft">It put out nothing but claims.</p>` : html`<h3>Outputs</h3>${shown}`}
${left > 0 ? html`<p class="soft">and ${grouped(left)} more, in the notebook</p>` : ""}</section>
`;
}

function isTypeScript({ metadata }: Notebook): boolean {
  const language = metadata.kernelspec?.language ?? metadata.language_info?.name;
  return language === undefined || /^(type|java)script$/i.test(String(language));
}

const isClaim = (output: Cell["metadata"] | Output): boolean =>
  "data" in output && Mime.claim in (output as { data: MimeBundle }).data;

function outputHtml(output: Output): Content {
  if (output.output_type === "stream")
    return textHtml(output.text, output.name === "stderr" ? "stderr" : "output");
  if (output.output_type === "error") {
    const trace = output.traceback.join("\n");
    return textHtml(trace.trim() === "" ? `${output.ename}: ${output.evalue}` : trace, "stderr");
  }
  return dataHtml(output.data);
}

/** The richest form that can be shown without running anything. */
function dataHtml(data: MimeBundle): Content {
  const text = (mime: string) => (typeof data[mime] === "string" ? (data[mime] as string) : undefined);
  const png = text(Mime.png)?.replace(/\s+/g, "");
  if (png !== undefined && png.length <= longestImage && /^[A-Za-z0-9+/=]+$/.test(png))
    return html`<img class="output" src="data:image/png;base64,${png}" alt="${text(Mime.plain) ?? "picture"}">`;
  const svg = text(Mime.svg);
  // As a picture a drawing can run nothing and fetch nothing (SVG Integration, secure static mode).
  if (svg !== undefined && svg.length <= longestImage)
    return html`<img class="output" src="data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}" alt="${text(Mime.plain) ?? "drawing"}">`;
  const figure = data[Mime.plotly];
  if (isFigure(figure)) return figureHtml(figure);
  const page = text(Mime.html);
  // The page's script makes it safe with DOMPurify before it becomes part of the page.
  if (page !== undefined && page.length <= longestHtml)
    return html`<div class="output made" data-html="${page}"><pre>${cut(text(Mime.plain) ?? "")}</pre></div>`;
  const markdown = text(Mime.markdown);
  if (markdown !== undefined && markdown.length <= longestText)
    return html`<div class="output">${prose(markdown)}</div>`;
  const plain = text(Mime.plain);
  return plain === undefined
    ? html`<p class="soft">An output of type ${Object.keys(data).join(", ")}.</p>`
    : textHtml(plain, "output");
}

function isFigure(
  value: unknown,
): value is { data: Record<string, unknown>[]; layout: Record<string, unknown> } {
  const { data, layout } = (value ?? {}) as { data?: unknown; layout?: unknown };
  return Array.isArray(data) && typeof layout === "object" && layout !== null;
}

/** A figure's numbers: the report draws it. */
function figureHtml(figure: { data: Record<string, unknown>[]; layout: Record<string, unknown> }): Html {
  const table = figureTable(figure);
  if (table === undefined) return html`<p class="soft">A figure; the report draws it.</p>`;
  return html`<div class="scroll" role="region" aria-label="Numbers of the figure" tabindex="0"><table class="output"><caption>A figure's numbers; the report draws it.</caption><thead><tr>${table.head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>${table.rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}

function textHtml(text: string, kind: "output" | "stderr"): Html {
  return html`<pre class="output ${kind}" tabindex="0" aria-label="${kind === "stderr" ? "Error output" : "Output"}">${cut(text)}</pre>`;
}

/** Without colours, controls and characters that turn the order of text round. */
function cut(text: string): string {
  const clean = withoutUnseen(stripVTControlCharacters(text.slice(0, longestText * 2)));
  return clean.length <= longestText && text.length <= longestText * 2
    ? clean
    : `${clean.slice(0, longestText)}\n… and more, in the notebook (${grouped(text.length)} characters in all)`;
}
