import { figureTable } from "../figures/data-table.js";
import type { Block, DatasetBlock, FigureBlock, TableBlock } from "../model.js";
import { grouped } from "../numbers.js";
import { resultsView } from "../results-view.js";
import { mark } from "./mark.js";
import { inlineProse, prose } from "./prose.js";
import { type Html, html, langAttribute, trusted } from "./template.js";

/** Figure number to its drawing: an SVG element made safe by src/report/figures/draw.ts. */
export type Drawings = ReadonlyMap<number, string>;

/** What the figures of a page are made of. */
export interface FigureParts {
  drawings: Drawings;
  /** Numbers of the figures that the page's script can bring to life. */
  interactive: ReadonlySet<number>;
}

/** Tables up to this many rows are not broken across pages. */
export const wholeRows = 14;

export function blocksHtml(blocks: readonly Block[], figures: FigureParts): Html[] {
  return blocks.map((block) => blockHtml(block, figures));
}

function blockHtml(block: Block, figures: FigureParts): Html {
  switch (block.kind) {
    case "markdown":
      return prose(block.markdown);
    case "table":
      return resultsHtml(block);
    case "figure":
      return figureHtml(block, figures);
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
  const beats = view.columns.map((_, i) =>
    Math.max(0, ...view.groups.flatMap(({ rows }) => rows.map(({ values }) => values[i]?.beats.length ?? 0))),
  );
  const groups = view.groups.map(({ name, rows }) => {
    const head =
      name === undefined
        ? ""
        : html`<tr class="group"><th colspan="${width}" scope="rowgroup">${name}</th></tr>`;
    const body = rows.map(({ label, letter, values }) => {
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
        const raised =
          beats[i] === 0 ? "" : html`<sup style="min-width:${beats[i]}ch">${value.beats.join("")}</sup>`;
        return html`<td class="r">${text}${raised}${interval}${printed}</td>`;
      });
      return html`<tr><th scope="row"${langAttribute(label)} dir="auto">${label}${letter === undefined ? "" : html`<sup class="letter">${letter}</sup>`}</th>${cells}</tr>`;
    });
    return html`<tbody>${head}${body}</tbody>`;
  });
  const note = [table.note, view.key].filter((part) => part !== undefined && part !== "").join(" ");
  return html`<div class="results scroll" id="table-${number}" tabindex="0" role="group" aria-labelledby="table-${number}-caption"><p class="caption" id="table-${number}-caption"><b>Table ${number}.</b> ${table.title}</p>
<table class="wide${table.rows.length <= wholeRows ? " whole" : ""}" aria-labelledby="table-${number}-caption">
<thead><tr><th scope="col">${view.heading}</th>${heads}</tr></thead>
${groups}</table>
${note === "" ? "" : html`<p class="note">${note}</p>`}</div>
`;
}

function figureHtml(
  { number, caption, alt, plotly, image }: FigureBlock,
  { drawings, interactive }: FigureParts,
): Html {
  const said = html`<figcaption><b>Figure ${number}.</b> ${inlineProse(caption)}</figcaption>`;
  const drawing = drawings.get(number);
  const data = plotly === undefined ? undefined : figureTable(plotly);
  const table =
    data === undefined
      ? ""
      : html`<div class="scroll" tabindex="0" role="group" aria-label="Numbers of Figure ${number}"><table class="wide"><thead><tr>${data.head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>${data.rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
  // The numbers behind a drawing are for screens; on paper the drawing stands for itself.
  const numbers =
    table === ""
      ? ""
      : html`<details class="numbers"><summary>Numbers of Figure ${number}</summary>${table}</details>`;
  if (drawing !== undefined) {
    const moving = interactive.has(number)
      ? html`<p class="explore"><button type="button" data-figure="${number}" hidden>Explore Figure ${number}: zoom, values, hide series</button></p>`
      : "";
    return html`<figure id="figure-${number}"><div class="drawing" role="img" aria-label="${alt}">${trusted(drawing)}</div>${said}${moving}${numbers}</figure>
`;
  }
  if (image !== undefined) {
    return html`<figure id="figure-${number}"><div class="drawing"><img src="${image}" alt="${alt}"></div>${said}</figure>
`;
  }
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
