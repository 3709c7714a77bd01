import type { Claim } from "../../claims/model.js";
import { type Evidence, evidenceOf } from "../evidence.js";
import type { Report } from "../model.js";
import { legend, type VerdictMark, verdictMark, verifiedMark } from "../verdict-marks.js";
import { type Content, type Html, html, langAttribute } from "./template.js";

/** More held comparisons than this move to the appendix, where each is listed. */
export const heldInline = 4;

export function claimAnchor(id: string): string {
  return `claim-${id}`;
}

export function mark({ symbol, tone, label }: VerdictMark): Html {
  return html`<span class="m ${tone}" role="img" aria-label="${label}">${symbol}</span>`;
}

/** All claims and their marks on the first page; each leads to its evidence. */
export function glanceTable(report: Report): Html {
  const rows = report.claims.map(
    ({ claim }) => html`<tr><td class="c">${mark(verdictMark(claim.standing))}</td>
<th scope="row"${langAttribute(claim.text)} dir="auto"><a href="#${claimAnchor(claim.id)}">${claim.text}</a></th>${judgementCells(claim)}</tr>
`,
  );
  return html`<table class="claims glance"><caption class="hidden">All claims with their judgements</caption>
<thead><tr><th scope="col"><span class="hidden">Stands</span></th><th scope="col">Claim</th>${judgementHeads}</tr></thead>
<tbody>${rows}</tbody></table>
${legendLine()}`;
}

/** Every claim over its evidence. */
export function claimsTable(report: Report): Html {
  const bodies = report.claims.map(({ claim, cell }) => {
    const evidence = evidenceRow(claim, evidenceOf(claim, cell, report));
    return html`<tbody id="${claimAnchor(claim.id)}"><tr class="claim"><th scope="row"${langAttribute(claim.text)} dir="auto">${claim.text}</th>${judgementCells(claim)}</tr>
<tr class="evidence"><td colspan="6">${evidence}</td></tr></tbody>
`;
  });
  return html`<table class="claims"><caption class="hidden">Extracted claims with their evidence</caption>
<thead><tr><th scope="col">Claim</th>${judgementHeads}</tr></thead>
${bodies}</table>
${legendLine()}`;
}

const judgementHeads = html`<th scope="col" class="c">Says so? <small>literature</small></th><th scope="col" class="c">Bears out? <small>its tables</small></th><th scope="col" class="c">Again? <small>this notebook</small></th><th scope="col" class="c">Verified</th><th scope="col" class="r">Confidence</th>`;

function judgementCells(claim: Claim): Html {
  const { grounding, reported, measured } = claim;
  const confidence = grounding.confidence === undefined ? "–" : grounding.confidence.toFixed(2);
  const marks: [label: string, mark: VerdictMark][] = [
    ["literature", verdictMark(grounding.verdict)],
    ["its tables", verdictMark(reported.verdict)],
    ["this notebook", verdictMark(measured.verdict)],
    ["verified", verifiedMark(claim)],
  ];
  return html`${marks.map(([label, each]) => html`<td class="c" data-label="${label}">${mark(each)}</td>`)}<td class="r" data-label="confidence">${confidence}</td>`;
}

/** The evidence of a claim, a line for each piece. */
export function evidenceRow(claim: Claim, evidence: Evidence): Content {
  const { sources, tables, measured } = evidence;
  const parts: Content[] = [
    ...sources.map(({ cited, url, quote, summary, note }) => {
      const name = url === undefined ? cited : html`<a href="${url}">${cited}</a>`;
      const text = quote ?? summary;
      const words =
        quote !== undefined
          ? html`<q${langAttribute(quote)} dir="auto">${quote}</q>`
          : html`<span dir="auto">${summary}</span>`;
      const said = text === undefined ? "" : html`${cited === "" ? "" : ": "}${words}`;
      const aside =
        note === undefined
          ? ""
          : html` <span class="aside">${cited === "" && text === undefined ? note : `(${note})`}</span>`;
      return line("source", html`${name}${said}${aside}`);
    }),
    tables === undefined ? "" : line("tables", tablesOf(claim, tables)),
    ...measured.map(({ verdict, expression, values, judged }) =>
      line(
        "measured",
        html`${mark(verdictMark(verdict))} <b>${expression}</b>: ${judged}<span class="aside line">${values.join("; ")}; ${evidence.cell}</span>`,
      ),
    ),
    claim.note === undefined ? "" : line("note", html`${claim.note}`),
  ];
  return parts.some((part) => part !== "") ? parts : line("note", html`No evidence is recorded.`);
}

function tablesOf(claim: Claim, { summary, exceptions, held }: NonNullable<Evidence["tables"]>): Html {
  const listed =
    exceptions.length === 0
      ? ""
      : html`<ul>${exceptions.map((text) => html`<li><b>${mark(verdictMark("fails"))} exception</b> ${text}</li>`)}</ul>`;
  if (held.length === 0) return html`${summary}.${listed}`;
  if (held.length > heldInline) {
    return html`${summary} (<a href="#printed-${claim.id}">all values in the appendix</a>).${listed}`;
  }
  return html`${summary}.${listed}<ul>${held.map((text) => html`<li>${mark(verdictMark("holds"))} ${text}</li>`)}</ul>`;
}

/** A line of evidence under its heading. */
export function line(kind: string, content: Html): Html {
  return html`<div class="ev"><span class="k">${kind}</span><div>${content}</div></div>
`;
}

function legendLine(): Html {
  const parts = legend.map(
    (each) =>
      html`<span class="item"><span class="m ${each.tone}" aria-hidden="true">${each.symbol}</span> ${each.label}</span>`,
  );
  return html`<p class="note legend">${parts.map((part, i) => (i === 0 ? part : html` · ${part}`))}. <i>Verified</i>: a source says it, and nothing checked goes against it.</p>`;
}
