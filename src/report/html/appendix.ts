import { comparisonsView, type DifferenceView } from "../comparisons-view.js";
import type { Report, TableBlock } from "../model.js";
import { sectionOrder } from "../model.js";
import { grouped } from "../numbers.js";
import { printedRows } from "../printed-rows.js";
import { wholeRows, words } from "./blocks.js";
import { hasMorePrinted, printedTable } from "./evidence.js";
import { reviewHtml } from "./review.js";
import { exclusionsHtml } from "./search.js";
import { type Content, type Html, html } from "./template.js";

export interface Appendix {
  id: string;
  title: string;
  content: Content;
}

/** The appendices that this report needs, in their order; the last one says how to run everything again. */
export function appendices(report: Report): Appendix[] {
  return [
    { id: "review", title: "Review", content: reviewHtml(report) },
    { id: "comparisons", title: "Comparisons between methods", content: comparisonsHtml(report) },
    { id: "printed", title: "Printed values behind the claims", content: printedHtml(report) },
    { id: "excluded", title: "Works left out", content: exclusionsHtml(report) },
    { id: "reproducibility", title: "Reproducibility", content: reproducibilityHtml(report) },
  ].filter(({ content }) => content !== undefined);
}

export function tablesOf(report: Report): TableBlock[] {
  return sectionOrder.flatMap((id) => report.sections[id].filter((block) => block.kind === "table"));
}

function comparisonsHtml(report: Report): Html | undefined {
  const tables = tablesOf(report).filter(({ table }) => table.comparisons.length > 0);
  if (tables.length === 0) return undefined;
  return html`${tables.map(({ number, table }) => {
    const { columns, rows } = comparisonsView(table);
    const cell = (view: DifferenceView | undefined) =>
      view === undefined
        ? html`<td class="r">–</td>`
        : html`<td class="r">${view.strong ? html`<b>${view.difference}</b>` : view.difference}${view.interval === undefined ? "" : html` <span class="ci">${view.interval}</span>`}<div class="ci">p ${view.p}</div></td>`;
    return html`<p class="caption" id="comparisons-${number}">Differences within <a href="#table-${number}">Table ${number}</a>. ${table.correction}</p>
<div class="scroll" tabindex="0" role="group" aria-labelledby="comparisons-${number}"><table class="wide${rows.length <= wholeRows ? " whole" : ""}" aria-labelledby="comparisons-${number}">
<thead><tr><th scope="col">Difference</th>${columns.map((label) => html`<th scope="col" class="r">${label}</th>`)}</tr></thead><tbody>${rows.map(({ pair, differences }) => html`<tr><th scope="row">${pair}</th>${differences.map(cell)}</tr>`)}</tbody></table></div>
`;
  })}<p class="note">Bold: p below 0.05 after correction.</p>
`;
}

/** Every printed row behind the claims that have more of them than their evidence shows. */
export function printedHtml(report: {
  claims: readonly Pick<Report["claims"][number], "claim">[];
}): Html | undefined {
  const long = report.claims.flatMap(({ claim }) => {
    const printed = printedRows(claim, report.claims);
    const tables = { summary: "", exceptions: [], held: [], printed };
    return hasMorePrinted({ tables }) ? [{ claim, printed }] : [];
  });
  if (long.length === 0) return undefined;
  return html`${long.map(
    ({ claim, printed }) =>
      html`<div class="printed" id="printed-${claim.id}"><p dir="auto"><a href="#claim-${claim.id}">${claim.text}</a></p>
${printed.map((rows) => printedTable(rows))}</div>
`,
  )}`;
}

function reproducibilityHtml({ notebook, provenance, tally }: Report): Html {
  const { parameters, environment, hashes, datasets } = provenance;
  const rows: [string, Content][] = [
    [
      "Notebook",
      `${notebook.name}: ${notebook.cells} cells, ${notebook.executed} of ${notebook.codeCells} code cells executed`,
    ],
    ["sha256 of its cells", code(notebook.sha256)],
    ...Object.entries(parameters).map(([key, value]): [string, Content] => [
      `Parameter ${key}`,
      code(show(value)),
    ]),
    ...Object.entries(environment).map(([key, value]): [string, Content] => [sentence(key), value]),
    ...Object.entries(hashes).map(([key, value]): [string, Content] => [`sha256 of ${key}`, code(value)]),
  ];
  const data = datasets.map(
    (each) =>
      html`<tr><th scope="row">Data: ${each.name} ${each.version}</th><td><div>${each.origin}, ${each.licence}</div><div>${Object.entries(
        each.counts,
      )
        .map(([key, value]) => `${words(key)} ${grouped(value)}`)
        .join(
          ", ",
        )}${Object.keys(each.options).length === 0 ? "" : html`</div><div>options ${code(JSON.stringify(each.options))}`}</div><div>sha256 ${code(each.sha256)}</div></td></tr>`,
  );
  return html`<p>To run the notebook again in a fresh kernel and compare ${tally.claims === 1 ? "its claim" : `each of its ${tally.claims} claims`} with what is reported here:</p>
<pre><code>npx claimbook verify ${notebook.name}.ipynb</code></pre>
<table class="wide facts"><tbody>${rows.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}${data}</tbody></table>
`;
}

export function show(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

const code = (text: string) => html`<code>${text}</code>`;
export const sentence = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);
