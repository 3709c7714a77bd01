import { escapeHtml } from "../../claims/escape.js";
import { display } from "../../notebook/display.js";
import { Mime } from "../../notebook/mime.js";
import type { CslItem, SearchLog } from "../search-log.js";

/** Shows a search record as an output of the running cell; without a kernel it shows nothing. */
export function showSearch(log: SearchLog): void {
  display({ [Mime.search]: log, [Mime.html]: searchCard(log), [Mime.plain]: searchText(log) });
}

/** The record as plain text: the counts, the works included, and each exclusion with its reason. */
export function searchText(log: SearchLog): string {
  return [
    log.question,
    ...log.sources.map(describeSource),
    counts(log),
    ...log.included.map((item) => `  ✓ ${cite(item)}`),
    ...log.excluded.map(({ work, title, reason }) => `  ✗ ${title} (${work}): ${reason}`),
  ].join("\n");
}

/** The record as self-contained HTML with inline styles; takes its colours from the page, all text escaped. */
export function searchCard(log: SearchLog): string {
  const small = "opacity:.8;font-size:.9em";
  const included = log.included.map((item) => `<li>${escapeHtml(cite(item))}</li>`).join("");
  const excluded = log.excluded
    .map(({ work, title, reason }) => `<li>${escapeHtml(`${title} (${work}): ${reason}`)}</li>`)
    .join("");
  return (
    `<div style="border:1px solid rgba(127,127,127,.35);border-radius:4px;padding:.6em .9em;margin:.3em 0;max-width:60em">` +
    `<div style="font-weight:600">${escapeHtml(log.question)}</div>` +
    log.sources
      .map((source) => `<div style="${small}">${escapeHtml(describeSource(source))}</div>`)
      .join("") +
    `<div style="margin:.3em 0">${escapeHtml(counts(log))}</div>` +
    (included === "" ? "" : `<ul style="margin:.2em 0">${included}</ul>`) +
    (excluded === ""
      ? ""
      : `<details style="${small}"><summary>Excluded, with reasons</summary><ul>${excluded}</ul></details>`) +
    "</div>"
  );
}

function counts({ identified, duplicates, screened, excluded, included }: SearchLog): string {
  return (
    `${identified} records identified, ${duplicates} duplicates removed, ${screened} screened, ` +
    `${excluded.length} excluded, ${included.length} included`
  );
}

function describeSource({ name, date, hits, query, error }: SearchLog["sources"][number]): string {
  const outcome = error === undefined ? `${hits} found` : `failed: ${error}`;
  return `${name}, searched ${date}: ${outcome} for ${query}`;
}

/** `Roy et al. 2020. LAReQA: … (arXiv:2004.05484)` */
function cite({ author, issued, title, id }: CslItem): string {
  const names = (author ?? []).map((person) => person.family ?? person.literal ?? person.given ?? "");
  const who = names.length > 2 ? `${names[0]} et al.` : names.join(" and ");
  const year = issued?.["date-parts"][0]?.[0];
  const lead = [who, year].filter((part) => part !== undefined && part !== "").join(" ");
  return `${lead === "" ? "" : `${lead}. `}${title} (${id})`;
}
