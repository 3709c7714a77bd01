import { evidenceOf } from "../../report/evidence.js";
import { printedHtml } from "../../report/html/appendix.js";
import { claimAnchor, evidenceRow, line, mark } from "../../report/html/claims.js";
import { framePage, type PageOptions } from "../../report/html/page.js";
import { reviewHtml } from "../../report/html/review.js";
import { type Content, type Html, html, langAttribute } from "../../report/html/template.js";
import { legend, verdictMark } from "../../report/verdict-marks.js";
import type { Audit, AuditedClaim, AuditedReport } from "../model.js";
import {
  agreementMark,
  agreementMarks,
  completionText,
  doubtsOf,
  leadOf,
  limitsOf,
  marksOf,
  measuredText,
  referenceText,
  reportFacts,
  saidLines,
  titleOf,
  uncheckedLines,
} from "./wording.js";

/** An audit as one HTML file, in the page, the marks and the evidence blocks of reports. */
export function auditPage(audit: Audit, fonts: PageOptions["fonts"]): string {
  return framePage(titleOf(audit), body(audit), fonts);
}

function body(audit: Audit): Html {
  const title = titleOf(audit);
  const sections = sectionsOf(audit);
  return html`<nav class="toc" aria-label="Contents"><p class="meta">Contents</p><ol>${sections.map(
    ({ id, number, title }) => html`<li><a href="#${id}"><span class="n">${number}</span>${title}</a></li>`,
  )}</ol></nav>
<main id="main" class="audit">
<header>
<p class="meta kind">${leadOf(audit)}</p>
<h1${langAttribute(title)} dir="auto">${title}</h1>
</header>
<div class="answer" role="region" aria-label="The answer in short"><p>${audit.answer.join(" ")}</p></div>
${tiles(audit)}
${sections.map(
  ({
    id,
    number,
    title,
    content,
  }) => html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title"><span class="n">${number}</span> ${title}</h2>
${content}</section>
`,
)}
</main>`;
}

function sectionsOf(audit: Audit): { id: string; number: string; title: string; content: Content }[] {
  const light = { claims: audit.claims.map(({ claim }) => ({ claim })) };
  const printed = printedHtml(light);
  const parts: [string, string, Content][] = [
    ["glance", "Claims at a glance", glance(audit)],
    ...(audit.remarks.length === 0
      ? []
      : [
          [
            "remarks",
            "What stands out",
            html`<ul>${audit.remarks.map((text) => html`<li dir="auto">${text}</li>`)}</ul>`,
          ] as [string, string, Content],
        ]),
    ["claims", "Every claim with its evidence", claims(audit)],
    [
      "reports",
      audit.reports.length === 1 ? "The report" : "The reports",
      audit.reports.map((report, i) => reportHtml(report, i, audit)),
    ],
    [
      "limits",
      "How it was judged, and its limits",
      html`${limitsOf(audit).map((text) => html`<p dir="auto">${text}</p>`)}`,
    ],
    ["references", "References", references(audit)],
    ...(printed === undefined
      ? []
      : [["printed", "Printed values behind the claims", printed] as [string, string, Content]]),
    [
      "reviews",
      "Reviews in full",
      audit.reports.map(
        (report, i) => html`<h3>Report ${i + 1}</h3>
${reviewHtml({ review: { score: report.review.consensus.score, spread: report.review.consensus.spread, reviewers: report.review.reviewers.length, record: report.review }, ...light })}`,
      ),
    ],
  ];
  return parts.map(([id, title, content], i) => ({ id, number: String(i + 1), title, content }));
}

function tiles({ tally, claims }: Audit): Html {
  const { ticks, crosses } = tally;
  const list: [tone: string, value: Content, label: string][] = [
    [
      "",
      html`${ticks.all}<small> ✓ ${crosses.all} ×</small>`,
      `marks on ${claims.length} different statements`,
    ],
    ["ok", ticks.borneOut - ticks.qualified, "ticks borne out in full"],
    ["mid", ticks.qualified, "ticks borne out with exceptions or in doubt"],
    ["no", ticks.notBorneOut, "ticks not borne out"],
    [
      "mid",
      html`${crosses.borneOut}<small> of ${crosses.all}</small>`,
      "crosses at statements that are borne out",
    ],
  ];
  return html`<dl class="kpis">${list.map(([tone, value, label]) => html`<div><dt>${label}</dt><dd class="${tone}">${value}</dd></div>`)}</dl>`;
}

const heads = html`<th scope="col" class="c">Reports <small>their marks</small></th><th scope="col" class="c">Says so? <small>the paper</small></th><th scope="col" class="c">Bears out? <small>its tables</small></th><th scope="col" class="c">Again? <small>measured</small></th><th scope="col" class="c">Right? <small>their marks</small></th><th scope="col" class="r">Confidence <small>theirs, ours</small></th>`;

function cells(entry: AuditedClaim): Html {
  const { grounding, reported, measured } = entry.claim;
  const { ticks, crosses, confidence } = marksOf(entry);
  const theirs = html`${ticks === 0 ? "" : html`<span class="m ok" role="img" aria-label="ticked">✓</span>${ticks > 1 ? ticks : ""} `}${crosses === 0 ? "" : html`<span class="m no" role="img" aria-label="crossed">×</span>${crosses > 1 ? crosses : ""}`}${ticks + crosses === 0 ? "–" : ""}`;
  const marks: [string, Html][] = [
    ["reports", theirs],
    ["the paper", mark(verdictMark(grounding.verdict))],
    ["its tables", mark(verdictMark(reported.verdict))],
    ["measured", mark(verdictMark(measured.verdict))],
    ["marks right", mark(agreementMark(entry))],
  ];
  const ours = grounding.confidence === undefined ? "–" : grounding.confidence.toFixed(2);
  return html`${marks.map(([label, each]) => html`<td class="c" data-label="${label}">${each}</td>`)}<td class="r" data-label="confidence">${confidence}<span class="aside line">${ours}</span></td>`;
}

function glance({ claims }: Audit): Html {
  const rows = claims.map(
    (entry, i) => html`<tr><td class="c">${i + 1}</td>
<th scope="row"${langAttribute(entry.claim.text)} dir="auto"><a href="#${claimAnchor(entry.claim.id)}">${entry.claim.text}${entry.incomplete ? " …" : ""}</a></th>${cells(entry)}</tr>
`,
  );
  return html`<table class="claims glance"><caption class="hidden">All claims with the reports’ marks and our judgements</caption>
<thead><tr><th scope="col"><span class="hidden">Number</span></th><th scope="col">Claim</th>${heads}</tr></thead>
<tbody>${rows}</tbody></table>
${legendLine()}`;
}

function claims(audit: Audit): Html {
  const bodies = audit.claims.map((entry, i) => {
    const { claim } = entry;
    const measured = measuredText(entry);
    const cut = completionText(entry);
    const lines: Content[] = [
      line(
        "right?",
        html`${mark(agreementMark(entry))} <b>${agreementMark(entry).label}.</b> <span dir="auto">${entry.why}</span>`,
      ),
      line(
        "reports",
        html`${saidLines(entry, claim.text).map((text) => html`<span class="line" dir="auto">${text}</span>`)}`,
      ),
      cut === undefined ? "" : line("cut off", html`${cut}`),
      evidenceRow(claim, evidenceOf(claim, entry.measuredBy?.cell ?? { number: 1 }, audit)),
      ...doubtsOf(entry, audit).map((text) => line("review", html`<span dir="auto">${text}</span>`)),
      measured === undefined ? "" : line("notebook", html`<span dir="auto">${measured}</span>`),
      ...uncheckedLines(entry, audit).map(({ kind, text }) =>
        line(kind, html`<span class="aside" dir="auto">${text}</span>`),
      ),
    ];
    return html`<tbody id="${claimAnchor(claim.id)}"><tr class="claim"><th scope="row"${langAttribute(claim.text)} dir="auto">${i + 1}. ${claim.text}${entry.incomplete ? " …" : ""}</th>${cells(entry)}</tr>
<tr class="evidence"><td colspan="7">${lines}</td></tr></tbody>
`;
  });
  return html`<table class="claims"><caption class="hidden">Claims with their evidence</caption>
<thead><tr><th scope="col">Claim</th>${heads}</tr></thead>
${bodies}</table>
${legendLine()}`;
}

function reportHtml(report: AuditedReport, index: number, audit: Audit): Html {
  const facts = reportFacts(report, audit.claims, index);
  const list = report.references.map(
    (each) => html`<li dir="auto">${each.text} <span class="aside">${referenceText(each)}</span></li>`,
  );
  return html`<h3${langAttribute(report.title)} dir="auto">Report ${index + 1}: ${report.title}</h3>
<table class="wide facts"><tbody>${facts.map(([name, text]) => html`<tr><th scope="row">${name}</th><td dir="auto">${text}</td></tr>`)}</tbody></table>
${list.length === 0 ? html`<p>It lists no references.</p>` : html`<p>Its references:</p><ul class="references">${list}</ul>`}
`;
}

function references({ references: all }: Audit): Html {
  return html`<ul class="references">${all.map(
    ({ text, url }) =>
      html`<li${langAttribute(text)} dir="auto">${text}${url === undefined ? "" : html` <a href="${url}">${url}</a>`}</li>`,
  )}</ul>`;
}

function legendLine(): Html {
  const parts = [...legend, ...Object.values(agreementMarks)].map(
    (each) =>
      html`<span class="item"><span class="m ${each.tone}" aria-hidden="true">${each.symbol}</span> ${each.label}</span>`,
  );
  return html`<p class="note legend">${parts.map((part, i) => (i === 0 ? part : html` · ${part}`))}.</p>`;
}
