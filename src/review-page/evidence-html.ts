import type { Claim } from "../claims/model.js";
import { evidenceOf } from "../report/evidence.js";
import { evidenceRow, mark } from "../report/html/claims.js";
import { type Content, type Html, html } from "../report/html/template.js";
import type { CellPlace, Report } from "../report/model.js";
import { type VerdictMark, verdictMark } from "../report/verdict-marks.js";

/** The three judgements of a claim, over the evidence that the report shows for it, here with nothing left out. */
export function evidenceHtml(claim: Claim, cell: CellPlace, report: Report): Html {
  const { grounding, reported, measured } = claim;
  const confidence =
    grounding.confidence === undefined
      ? ""
      : html` <span class="soft">(probability that the sources support it: ${grounding.confidence.toFixed(2)})</span>`;
  return html`<ul class="judgements">${judgement("Does a source say it?", verdictMark(grounding.verdict), confidence)}
${judgement("Do its tables bear it out?", verdictMark(reported.verdict))}
${judgement("Does this notebook bear it out?", verdictMark(measured.verdict))}</ul>
<h3 class="hidden">Evidence</h3>
${evidenceRow(claim, evidenceOf(claim, cell, report), true)}`;
}

function judgement(question: string, verdict: VerdictMark, more: Content = ""): Html {
  return html`<li>${question} ${mark(verdict)} <b class="${verdict.tone}">${verdict.label}</b>${more}</li>`;
}
