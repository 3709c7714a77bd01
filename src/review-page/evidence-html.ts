import type { Claim, MeasuredCheck, MeasuredValue, Passage, ReportedCell } from "../claims/model.js";
import { describeValue, formatNumber } from "../claims/wording.js";
import type { CslItem } from "../literature/search-log.js";
import { workKey } from "../literature/work-id.js";
import { mark } from "../report/html/claims.js";
import { type Content, type Html, html, langAttribute } from "../report/html/template.js";
import type { Report } from "../report/model.js";
import { pValue } from "../report/numbers.js";
import { type VerdictMark, verdictMark } from "../report/verdict-marks.js";
import { quoteInContext } from "./quote-context.js";

/** The three judgements of a claim, each over its evidence: quotes in their context, table rows, values. */
export function evidenceHtml(claim: Claim, report: Report): Html {
  const { grounding, reported, measured } = claim;
  return html`${judgement("Does a source say it?", verdictMark(grounding.verdict), groundingHtml(claim, report))}
${judgement("Do its tables bear it out?", verdictMark(reported.verdict), reportedHtml(claim, report))}
${judgement("Does this notebook bear it out?", verdictMark(measured.verdict), measured.checks.length === 0 ? "" : measuredHtml(measured.checks))}
${claim.note === undefined ? "" : html`<p class="soft">${claim.note}</p>`}`;
}

function judgement(question: string, verdict: VerdictMark, evidence: Content): Html {
  return html`<div class="judgement"><h3>${question} ${mark(verdict)} <span class="${verdict.tone}">${verdict.label}</span></h3>
${evidence}</div>`;
}

function groundingHtml({ source, grounding }: Claim, report: Report): Content {
  const records = report.methodology.searches.flatMap((log) => log.included);
  const quoted: Passage[] = grounding.passages;
  const own = source?.quote;
  const repeated = own !== undefined && quoted.some(({ text }) => same(text, own.text));
  return [
    source === undefined ? "" : html`<p>Taken from ${cited(source.work, source.locator, report)}.</p>`,
    own === undefined || repeated ? "" : quoteHtml(own.text, source!.work, records, own),
    ...quoted.map(
      (passage) =>
        html`<p>${cited(passage.work, passage.locator, report)} <span class="soft">match ${passage.score.toFixed(2)}${passage.origin === true ? ", the claim’s own sentence" : ""}${passage.summary === true ? ", in the library’s words" : ""}</span></p>
${
  // The library's words are no quotation, and are not set as one.
  passage.summary === true
    ? html`<p dir="auto"${langAttribute(passage.text)}>${passage.text}</p>`
    : quoteHtml(passage.text, passage.work, records, passage)
}`,
    ),
    grounding.confidence === undefined
      ? ""
      : html`<p class="soft">Probability that the sources support it: ${grounding.confidence.toFixed(2)}</p>`,
    grounding.note === undefined ? "" : html`<p class="soft">${grounding.note}</p>`,
  ];
}

function quoteHtml(
  text: string,
  work: string,
  records: readonly CslItem[],
  { start, end, sha256 }: { start: number; end: number; sha256: string },
): Html {
  const found = quoteInContext(text, work, records);
  const said =
    found === undefined
      ? html`<mark>${text}</mark>`
      : html`${found.before}<mark>${found.quote}</mark>${found.after}`;
  const where = found === undefined ? "" : "in the abstract that the search recorded; ";
  return html`<blockquote dir="auto"${langAttribute(text)}>${said}</blockquote>
<p class="soft">${where}characters ${start} to ${end} of the document with sha256 ${sha256.slice(0, 12)}…</p>`;
}

function cited(work: string, locator: string | undefined, { references }: Report): Html {
  const known = references.find(({ id }) => workKey(id) === workKey(work));
  const name = known === undefined || known.short === work ? work : `${known.short}, ${work}`;
  const linked =
    known?.url === undefined
      ? html`${name}`
      : html`<a href="${known.url}" target="_blank" rel="noreferrer noopener">${name}</a>`;
  return html`${linked}${locator === undefined ? "" : `, ${locator}`}`;
}

function reportedHtml({ reported }: Claim, report: Report): Content {
  const { comparisons, relation, why } = reported;
  const rows = comparisons.map(({ left, right, relation, tolerance, holds }) => {
    const slack = tolerance === undefined || tolerance === 0 ? "" : ` ± ${formatNumber(tolerance)}`;
    return html`<tr><td>${mark(verdictMark(holds ? "holds" : "fails"))}</td><th scope="row">${left.row}</th>${printedCell(left)}<td>${relation}</td>${
      typeof right === "number"
        ? html`<td class="r">${formatNumber(right)}${slack}</td>`
        : printedCell(right, left, slack)
    }</tr>
`;
  });
  const tables = [...new Set(comparisons.map(({ left }) => `${left.work}\0${left.table}`))].map((key) => {
    const [work = "", table] = key.split("\0");
    return html`${cited(work, `Table ${table}`, report)}`;
  });
  return [
    relation === undefined ? "" : html`<p>${relation}</p>`,
    why === undefined ? "" : html`<p class="soft">${why}</p>`,
    rows.length === 0
      ? ""
      : html`<p class="soft">Printed in ${tables.map((each, i) => html`${i === 0 ? "" : "; "}${each}`)}</p>
<div class="scroll" role="region" aria-label="Rows of printed tables" tabindex="0"><table><thead><tr><th scope="col">Holds</th><th scope="col">Row</th><th scope="col">Printed</th><th scope="col">Expected</th><th scope="col">Than</th></tr></thead>
<tbody>${rows}</tbody></table></div>`,
  ];
}

function printedCell(cell: ReportedCell, beside?: ReportedCell, slack = ""): Html {
  const place = [
    beside === undefined || cell.table === beside.table ? "" : `Table ${cell.table}`,
    beside === undefined || cell.row === beside.row ? "" : cell.row,
  ].filter((part) => part !== "");
  return html`<td class="r"><span class="soft">${cell.column}${place.length === 0 ? "" : ` (${place.join(", ")})`}</span> ${formatNumber(cell.value)}${slack}</td>`;
}

function measuredHtml(checks: readonly MeasuredCheck[]): Html {
  return html`<div class="scroll" role="region" aria-label="Checks of computed values" tabindex="0"><table><thead><tr><th scope="col">Holds</th><th scope="col">Expression</th><th scope="col">Expected</th><th scope="col">Actual</th></tr></thead>
<tbody>${checks.map(
    (
      check,
    ) => html`<tr><td>${mark(verdictMark(check.verdict))}</td><th scope="row">${check.expression}</th><td>${check.expected}${check.tolerance > 0 ? ` (slack ${formatNumber(check.tolerance)})` : ""}</td><td>${actual(check)}<br><span class="soft">${valueHtml(check.left)}${typeof check.right === "number" ? "" : html`<br>${valueHtml(check.right)}`}</span></td></tr>
`,
  )}</tbody></table></div>`;
}

function actual({ difference, interval, level, correction, p }: MeasuredCheck): string {
  const how = [level === undefined ? undefined : `${formatNumber(level * 100)} %`, correction].filter(
    (part) => part !== undefined,
  );
  const range = interval === undefined ? "" : ` [${interval.map(formatNumber).join(", ")}]`;
  const noise = how.length === 0 || interval === undefined ? "" : ` (${how.join(", ")})`;
  return `difference ${formatNumber(difference)}${range}${noise}${p === undefined ? "" : `, ${pValue(p)}`}`;
}

const valueHtml = (value: MeasuredValue) => html`${value.name} = ${describeValue(value)}`;
const same = (a: string, b: string) => a.replace(/\s+/g, " ").trim() === b.replace(/\s+/g, " ").trim();
