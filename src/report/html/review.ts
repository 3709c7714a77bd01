import { findingLead, gateText, points, reviewerText } from "../../review/wording.js";
import type { Report } from "../model.js";
import { claimAnchor } from "./claims.js";
import { type Html, html } from "./template.js";

/** The reviewers' scores side by side with their spread, the reasons, and every finding; nothing without a record. */
export function reviewHtml({
  review,
  claims,
}: Pick<Report, "review"> & { claims: readonly Pick<Report["claims"][number], "claim">[] }):
  | Html
  | undefined {
  const record = review?.record;
  if (record === undefined) return undefined;
  const { consensus, reviewers, findings } = record;
  const known = new Set(claims.map(({ claim }) => claim.id));
  const links = (ids: readonly string[]) =>
    ids.map(
      (id, i) =>
        html`${i === 0 ? "" : ", "}${known.has(id) ? html`<a href="#${claimAnchor(id)}">${id}</a>` : id}`,
    );
  const rows = consensus.dimensions.map(({ dimension, score, spread }) => {
    const given = reviewers.map(({ scores }) => scores.find((each) => each.dimension === dimension));
    return html`<tr><th scope="row">${dimension}</th>${given.map((each) => html`<td class="r">${each === undefined ? "–" : points(each.score)}</td>`)}<td class="r">${points(score)}</td><td class="r">± ${points(spread)}</td></tr>`;
  });
  const reasons = reviewers.map(
    (reviewer) => html`<p><b>${reviewerText(reviewer)}: ${points(reviewer.overall)}.</b></p>
<ul>${reviewer.scores.map(({ dimension, score, reason }) => html`<li>${dimension} ${points(score)}: <span dir="auto">${reason}</span></li>`)}</ul>
`,
  );
  return html`<p>${gateText(record)} The overall score weighs the dimensions by each reviewer’s mandate; the spread is the standard deviation over the reviewers.</p>
<div class="scroll" tabindex="0" role="group" aria-label="Scores of the reviewers"><table class="wide whole"><caption class="hidden">Scores of the reviewers, 0 to 10</caption><thead><tr><th scope="col">Dimension</th>${reviewers.map(({ name }) => html`<th scope="col" class="r">${name}</th>`)}<th scope="col" class="r">Mean</th><th scope="col" class="r">Spread</th></tr></thead>
<tbody>${rows}<tr><th scope="row"><b>overall</b></th>${reviewers.map(({ overall }) => html`<td class="r"><b>${points(overall)}</b></td>`)}<td class="r"><b>${points(consensus.score)}</b></td><td class="r"><b>± ${points(consensus.spread)}</b></td></tr></tbody></table></div>
${
  findings.length === 0
    ? html`<p>The checks found nothing against the report.</p>`
    : html`<h3>Findings</h3>
<ul>${findings.map((each) => html`<li><b>${findingLead(each)}</b>${each.claims.length === 0 ? "" : html` (${links(each.claims)})`}: <span dir="auto">${each.text}</span></li>`)}</ul>`
}
<h3>Reasons</h3>
${reasons}`;
}
