import { flowDiagram } from "../../literature/search/flow-diagram.js";
import { prismaNumbers, prismaSentence } from "../../literature/search/prisma.js";
import type { SearchedSource } from "../../literature/search-log.js";
import type { Report } from "../model.js";
import { grouped, longDate, plural } from "../numbers.js";
import { sourceNotes } from "../search-notes.js";
import { type Content, type Html, html, langAttribute, trusted } from "./template.js";

/** The PRISMA 2020 flow as a figure, and a row for every source that was searched (PRISMA-S). */
export function searchHtml({ methodology }: Report): Content {
  if (methodology.searches.length === 0) return "";
  const numbers = prismaNumbers(methodology.searches, methodology.retrieved);
  const rows = methodology.searches.flatMap((log) => log.sources.map(sourceRow));
  const rules = methodology.searches.flatMap(({ query, screening }) => [
    ...(query === undefined ? [] : [html`<p class="aside">Query: <code>${query}</code></p>`]),
    ...(screening === undefined ? [] : [html`<p class="aside">Screening: ${screening}</p>`]),
  ]);
  return html`<figure class="prisma">${trusted(flowDiagram(numbers))}<figcaption>${prismaSentence(numbers)}</figcaption></figure>
${rules}<table class="wide"><thead><tr><th scope="col">Source</th><th scope="col">Query as sent</th><th scope="col">Date</th><th scope="col" class="r">Hits</th></tr></thead><tbody>${rows}</tbody></table>
`;
}

function sourceRow(source: SearchedSource): Html {
  const { name, query, limits, date, hits, error } = source;
  const notes = [limits, ...sourceNotes(source)].filter((note) => note !== undefined);
  return html`<tr><th scope="row">${name}</th><td${langAttribute(query)}>${query}${notes.map((note) => html`<span class="aside line">${note}</span>`)}</td><td class="nowrap">${dayOf(date)}</td><td class="r">${error === undefined ? grouped(hits) : html`<span class="no failed">failed: ${error}</span>`}</td></tr>`;
}

/** Works that a search found and left out. */
export function exclusionsHtml({ methodology }: Report): Html | undefined {
  const all = methodology.searches.flatMap((log) => log.excluded);
  if (all.length === 0) return undefined;
  const rows = all.map(
    ({ work, title, reason }) =>
      html`<tr><td${langAttribute(title)} dir="auto">${title} <span class="aside">${work}</span></td><td>${reason}</td></tr>`,
  );
  return html`<p>${plural(all.length, "work")} found by the search and left out.</p>
<table class="wide"><thead><tr><th scope="col">Work</th><th scope="col">Reason</th></tr></thead><tbody>${rows}</tbody></table>
`;
}

function dayOf(date: string): string {
  return /^\d{4}-\d{2}-\d{2}/.test(date) ? longDate(date.slice(0, 10)) : date;
}
