import type { Claim } from "../../claims/model.js";
import { evidenceOf } from "../evidence.js";
import type { Report } from "../model.js";
import { legend, type VerdictMark, verdictMark, verifiedMark } from "../verdict-marks.js";
import { evidenceRow } from "./evidence.js";
import { mark } from "./mark.js";
import { type Html, html, langAttribute } from "./template.js";

export { evidenceRow, line } from "./evidence.js";
export { mark } from "./mark.js";

type Standing = Claim["standing"];

/** The groups of the first page, in their order. */
const groups: readonly [standing: Standing, name: string][] = [
  ["holds", "Holds in every check made"],
  ["qualified", "Holds with exceptions, or inconclusive"],
  ["does not hold", "Does not hold"],
  ["not checked", "Not checked"],
];

export function claimAnchor(id: string): string {
  return `claim-${id}`;
}

/** All claims by how they stand, with their marks, on the first pages; each leads to its evidence. */
export function glanceTable(report: Report): Html {
  const bodies = groups.flatMap(([standing, name]) => {
    const claims = report.claims.filter(({ claim }) => claim.standing === standing);
    if (claims.length === 0) return [];
    const rows = claims.map(
      ({ claim }) => html`<tr><td class="c">${mark(verdictMark(claim.standing))}</td>
<th scope="row"${langAttribute(claim.text)} dir="auto"><a href="#${claimAnchor(claim.id)}">${claim.text}</a></th>${judgementCells(claim)}</tr>
`,
    );
    return html`<tbody><tr class="group"><th scope="rowgroup" colspan="7">${name} <span class="count">${claims.length} of ${report.claims.length}</span></th></tr>
${rows}</tbody>`;
  });
  return html`<table class="claims glance"><caption class="hidden">All claims with their judgements, by how they stand</caption>
<thead><tr><th scope="col"><span class="hidden">Stands</span></th><th scope="col">Claim</th>${judgementHeads}</tr></thead>
${bodies}</table>
${legendLine()}`;
}

/** Every claim over its evidence, which its row opens; `open` shows all of it from the start. */
export function claimsTable(report: Report, open: boolean): Html {
  const bodies = report.claims.map(({ claim, cell }) => {
    const evidence = evidenceRow(claim, evidenceOf(claim, cell, report));
    return html`<tbody id="${claimAnchor(claim.id)}" data-standing="${standingKey(claim.standing)}"><tr class="claim"><th scope="row"${langAttribute(claim.text)} dir="auto">${claim.text}</th>${judgementCells(claim)}</tr>
<tr class="evidence"><td colspan="6"><details${open ? " open" : ""}><summary>Evidence<span class="hidden"> for: ${claim.text}</span></summary>
${evidence}</details></td></tr></tbody>
`;
  });
  return html`${filterHtml(report)}<table class="claims" id="all-claims"><caption class="hidden">Extracted claims with their evidence</caption>
<thead><tr><th scope="col">Claim</th>${judgementHeads}</tr></thead>
${bodies}</table>
${legendLine()}`;
}

/** `does-not-hold`. */
export function standingKey(standing: Standing): string {
  return standing.replaceAll(" ", "-");
}

/**
 * Which claims are shown, as radio buttons: the style sheet does the work, so it needs no script. Not printed. The
 * button that opens all evidence does need one, and stays hidden without.
 */
function filterHtml({ claims }: Report): Html {
  const present = groups.filter(([standing]) => claims.some(({ claim }) => claim.standing === standing));
  if (present.length < 2) return html`${openAll}`;
  const choice = (key: string, label: string, count: number, checked: boolean) =>
    html`<label><input type="radio" name="shown-claims" value="${key}"${checked ? " checked" : ""}> ${label} (${count})</label> `;
  return html`<fieldset class="filter"><legend>Show claims</legend>${choice("all", "all", claims.length, true)}${present.map(
    ([standing]) =>
      choice(
        standingKey(standing),
        shortNames[standing],
        claims.filter(({ claim }) => claim.standing === standing).length,
        false,
      ),
  )}${openAll}<span class="hidden" role="status" id="shown-count"></span></fieldset>
`;
}

const openAll = html`<button type="button" id="open-all" hidden>Open all evidence</button>`;
const shortNames: Readonly<Record<Standing, string>> = {
  holds: "that hold",
  qualified: "with exceptions or inconclusive",
  "does not hold": "that do not hold",
  "not checked": "not checked",
};

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

function legendLine(): Html {
  const parts = legend.map(
    (each) =>
      html`<span class="item"><span class="m ${each.tone}" aria-hidden="true">${each.symbol}</span> ${each.label}</span>`,
  );
  return html`<p class="note legend">${parts.map((part, i) => (i === 0 ? part : html` · ${part}`))}. <i>Verified</i>: a source says it, and nothing checked goes against it.</p>`;
}
