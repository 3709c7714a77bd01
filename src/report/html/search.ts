import type { Report } from "../model.js";
import { grouped, longDate, plural } from "../numbers.js";
import { type Content, type Html, html, langAttribute } from "./template.js";

/** The boxes of the PRISMA 2020 flow, and a row for every source that was searched (PRISMA-S). */
export function searchHtml({ methodology }: Report): Content {
  if (methodology.searches.length === 0) return "";
  const { identified, duplicates, screened, excluded, retrieved } = methodology;
  const boxes: [number, string][] = [
    [identified, "records identified"],
    [duplicates, "duplicates removed"],
    [screened, "screened"],
    [excluded, "excluded, with reasons"],
    [retrieved, "included"],
  ];
  const rows = methodology.searches.flatMap((log) =>
    log.sources.map(
      ({ name, query, limits, date, hits, error }) =>
        html`<tr><th scope="row">${name}</th><td${langAttribute(query)}>${query}${limits === undefined ? "" : html`<span class="aside line">${limits}</span>`}</td><td class="nowrap">${dayOf(date)}</td><td class="r">${error === undefined ? grouped(hits) : html`<span class="no failed">failed: ${error}</span>`}</td></tr>`,
    ),
  );
  return html`<ol class="flow" aria-label="Flow of records through the search">${boxes.map(([n, label]) => html`<li><b>${grouped(n)}</b>${label}</li>`)}</ol>
<table class="wide"><thead><tr><th scope="col">Source</th><th scope="col">Query as sent</th><th scope="col">Date</th><th scope="col" class="r">Hits</th></tr></thead><tbody>${rows}</tbody></table>
`;
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
