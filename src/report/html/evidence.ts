import type { Claim } from "../../claims/model.js";
import { formatNumber } from "../../claims/wording.js";
import type { Evidence, MeasuredEvidence } from "../evidence.js";
import type { PrintedRows } from "../printed-rows.js";
import { verdictMark } from "../verdict-marks.js";
import { mark } from "./mark.js";
import { type Content, type Html, html, langAttribute } from "./template.js";

/** Printed rows beyond these are left to the appendix, which shows all; rows with exceptions come first. */
const mostRows = 8;

/** Whether the evidence of a claim shows only some of the printed rows. */
export function hasMorePrinted({ tables }: Pick<Evidence, "tables">): boolean {
  return (tables?.printed ?? []).some(({ rows }) => rows.length > mostRows);
}

/**
 * The evidence of a claim, a line for each piece.
 *
 * @param whole for a page without appendix, on which a claim is looked at closely: every printed row, the places of
 *   quotations in their documents, and both sides of each comparison with their own intervals
 */
export function evidenceRow(claim: Claim, evidence: Evidence, whole = false): Content {
  const { sources, tables, measured } = evidence;
  const parts: Content[] = [
    ...sources.map((source) => line("source", sourceHtml(source, whole))),
    tables === undefined ? "" : line("tables", tablesHtml(claim, tables, whole)),
    ...(measured.length === 0 ? [] : [line("measured", measuredHtml(measured, evidence.cell, whole))]),
    claim.note === undefined ? "" : line("note", html`<span dir="auto">${claim.note}</span>`),
  ];
  const present = parts.filter((part) => part !== "");
  return present.length === 0
    ? line("note", html`<span class="aside">No evidence is recorded.</span>`)
    : present;
}

/** A line of evidence under its heading. */
export function line(kind: string, content: Html): Html {
  return html`<div class="ev"><span class="k">${kind}</span><div>${content}</div></div>
`;
}

function sourceHtml(
  { cited, url, quote, before, after, summary, note, place }: Evidence["sources"][number],
  whole: boolean,
): Html {
  const name = url === undefined ? cited : html`<a href="${url}">${cited}</a>`;
  const text = quote ?? summary;
  const inContext = before !== undefined || after !== undefined;
  const words =
    quote === undefined
      ? html`<span dir="auto">${summary}</span>`
      : inContext
        ? html`<q${langAttribute(quote)} dir="auto">${before}<mark>${quote}</mark>${after}</q>`
        : html`<q${langAttribute(quote)} dir="auto">${quote}</q>`;
  const said = text === undefined ? "" : html`${cited === "" ? "" : ": "}${words}`;
  const aside =
    note === undefined
      ? ""
      : html` <span class="aside">${cited === "" && text === undefined ? note : `(${note})`}</span>`;
  const where = whole && place !== undefined ? html` <span class="aside line">${place}</span>` : "";
  return html`${name}${said}${aside}${where}`;
}

function tablesHtml(claim: Claim, tables: NonNullable<Evidence["tables"]>, whole: boolean): Html {
  const { summary, printed } = tables;
  const more =
    !whole && hasMorePrinted({ tables })
      ? html` (<a href="#printed-${claim.id}">every row in the appendix</a>)`
      : "";
  return html`<span dir="auto">${summary}</span>${more}.${printed.map((rows) => printedTable(rows, whole ? undefined : mostRows))}`;
}

/** Printed cells in their rows: what is compared in bold, its neighbours plain, the verdicts at the end. */
export function printedTable(
  { work, table, shared, columns, rows }: PrintedRows,
  most = Number.POSITIVE_INFINITY,
): Html {
  const shown = rows.slice(0, most);
  const left = rows.length - shown.length;
  const caption = html`Table ${table} of ${work}${shared === "" ? "" : `: ${shared}`}${left === 0 ? "" : `; ${left} more rows without exception`}`;
  const body = shown.map(({ label, cells, verdicts }) => {
    const values = cells.map((cell) =>
      cell === undefined
        ? html`<td class="r na">·</td>`
        : html`<td class="r">${cell.compared ? html`<b>${formatNumber(cell.value)}</b>` : formatNumber(cell.value)}</td>`,
    );
    const marks = verdicts.map(
      ({ holds, text }) =>
        html`<span class="asked">${mark(verdictMark(holds ? "holds" : "fails"))} ${text}</span> `,
    );
    return html`<tr><th scope="row" dir="auto">${label}</th>${values}<td>${marks}</td></tr>`;
  });
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Table ${table} of ${work}"><table class="cells"><caption>${caption}</caption><thead><tr><th scope="col">Row</th>${columns.map((column) => html`<th scope="col" class="r">${column}</th>`)}<th scope="col">Asked</th></tr></thead><tbody>${body}</tbody></table></div>`;
}

function measuredHtml(checks: readonly MeasuredEvidence[], cell: string, whole: boolean): Html {
  const tested = checks.some(({ p }) => p !== undefined);
  const rows = checks.map(
    ({ verdict, expression, expected, actual, interval, p, n, tolerance }) =>
      html`<tr><th scope="row">${mark(verdictMark(verdict))} <span dir="auto">${expression}</span></th><td>${expected}${tolerance === undefined ? "" : html` <span class="aside line">slack ${tolerance}</span>`}</td><td class="r">${actual}</td><td class="r">${interval ?? html`<span class="aside">none</span>`}</td>${tested ? html`<td class="r">${p ?? "–"}</td>` : ""}<td class="r">${n}</td></tr>`,
  );
  const values = whole ? [...new Set(checks.flatMap((check) => check.values))] : [];
  const how = [...new Set(checks.map((check) => check.how).filter((text) => text !== ""))];
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Measured in ${cell}"><table class="cells"><thead><tr><th scope="col">Expression</th><th scope="col">Expected</th><th scope="col" class="r">Actual difference</th><th scope="col" class="r">Its interval</th>${tested ? html`<th scope="col" class="r">p</th>` : ""}<th scope="col" class="r">n</th></tr></thead><tbody>${rows}</tbody></table></div>
<p class="aside">${cell}${how.length === 0 ? "" : `; intervals: ${how.join("; ")}`}.</p>${values.map((value) => html`<p class="aside" dir="auto">${value}</p>`)}`;
}
