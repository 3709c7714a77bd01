import { figureTable } from "../figures/data-table.js";
import type { Block, DatasetBlock, FigureBlock, TableBlock } from "../model.js";
import { grouped } from "../numbers.js";
import { resultsView } from "../results-view.js";
import { mark } from "./claims.js";
import { inlineProse, prose } from "./prose.js";
import { type Html, html, langAttribute, trusted } from "./template.js";

/** Figure number to its drawing: an SVG element made safe by src/report/figures/draw.ts. */
export type Drawings = ReadonlyMap<number, string>;

/** Tables up to this many rows are not broken across pages. */
export const wholeRows = 14;

export function blocksHtml(blocks: readonly Block[], drawings: Drawings): Html[] {
  return blocks.map((block) => blockHtml(block, drawings));
}

function blockHtml(block: Block, drawings: Drawings): Html {
  switch (block.kind) {
    case "markdown":
      return prose(block.markdown);
    case "table":
      return resultsHtml(block);
    case "figure":
      return figureHtml(block, drawings.get(block.number));
    case "dataset":
      return datasetHtml(block);
  }
}

export function resultsHtml({ number, table }: TableBlock): Html {
  const view = resultsView(table);
  const heads = view.columns.map(
    ({ label, arrow, better }) =>
      html`<th scope="col" class="r">${label} <span class="arrow" role="img" aria-label="${better} is better">${arrow}</span></th>`,
  );
  const width = view.columns.length + 1;
  // Intervals of one column are equally wide, so that the values before them stand in line.
  const widths = view.columns.map((_, i) => {
    const intervals = view.groups.flatMap(({ rows }) =>
      rows.map(({ values }) => values[i]?.interval?.length ?? 0),
    );
    return Math.max(0, ...intervals);
  });
  const groups = view.groups.map(({ name, rows }) => {
    const head =
      name === undefined
        ? ""
        : html`<tr class="group"><th colspan="${width}" scope="rowgroup">${name}</th></tr>`;
    const body = rows.map(({ label, values }) => {
      const cells = values.map((value, i) => {
        if (value === undefined) return html`<td class="r na">–</td>`;
        const text = value.best ? html`<b>${value.value}</b>` : value.value;
        const interval =
          value.interval === undefined
            ? ""
            : html` <span class="ci" style="min-width:${widths[i] ?? 0}ch">${value.interval}</span>`;
        const printed =
          value.reported === undefined
            ? ""
            : html` <span class="ci">¦ ${value.reported.value} ${mark(value.reported.mark)}</span>`;
        return html`<td class="r">${text}${interval}${printed}</td>`;
      });
      return html`<tr><th scope="row"${langAttribute(label)} dir="auto">${label}</th>${cells}</tr>`;
    });
    return html`<tbody>${head}${body}</tbody>`;
  });
  const note = [table.note, view.key].filter((part) => part !== undefined && part !== "").join(" ");
  return html`<div class="results" id="table-${number}"><p class="caption" id="table-${number}-caption"><b>Table ${number}.</b> ${table.title}</p>
<table class="wide${table.rows.length <= wholeRows ? " whole" : ""}" aria-labelledby="table-${number}-caption">
<thead><tr><th scope="col">${view.heading}</th>${heads}</tr></thead>
${groups}</table>
${note === "" ? "" : html`<p class="note">${note}</p>`}</div>
`;
}

function figureHtml({ number, caption, alt, plotly, image }: FigureBlock, drawing: string | undefined): Html {
  const said = html`<figcaption><b>Figure ${number}.</b> ${inlineProse(caption)}</figcaption>`;
  if (drawing !== undefined) {
    return html`<figure id="figure-${number}"><div class="drawing" role="img" aria-label="${alt}">${trusted(drawing)}</div>${said}</figure>
`;
  }
  if (image !== undefined) {
    return html`<figure id="figure-${number}"><div class="drawing"><img src="${image}" alt="${alt}"></div>${said}</figure>
`;
  }
  const data = plotly === undefined ? undefined : figureTable(plotly);
  const table =
    data === undefined
      ? ""
      : html`<table class="wide"><thead><tr>${data.head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>${data.rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table>`;
  return html`<figure id="figure-${number}">${said}<p class="note absent">Not drawn: no browser was found when this report was made. ${alt}</p>${table}</figure>
`;
}

function datasetHtml({ dataset }: DatasetBlock): Html {
  const counts = Object.entries(dataset.counts).map(
    ([name, value]) => html`<div><dt>${words(name)}</dt><dd>${grouped(value)}</dd></div>`,
  );
  return html`<div class="dataset"><p><b>${dataset.name}</b> ${dataset.version} <span class="aside">${dataset.origin} · ${dataset.licence}</span></p>
<dl>${counts}</dl>${exampleHtml(dataset)}</div>
`;
}

/** Texts of many scripts: each says its language, so that it is set and read in the right one. */
function exampleHtml({ example }: DatasetBlock["dataset"]): Html | undefined {
  if (example === undefined) return undefined;
  const text = ({ text, lang }: (typeof example.answers)[number]) =>
    html`<span lang="${lang}" dir="auto">${text}</span>`;
  return html`<p class="example">For example, the query <q>${text(example.query)}</q> (${example.query.label}) asks for ${example.subject}; relevant are ${example.answers.map(
    (answer, i) => html`${i === 0 ? "" : " · "}${text(answer)} <span class="aside">${answer.label}</span>`,
  )}</p>`;
}

/** `unseenQueries` -> `unseen queries`. */
export function words(key: string): string {
  return key
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`)
    .replace(/[_-]+/g, " ");
}
