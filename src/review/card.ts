import { escapeHtml } from "../claims/escape.js";
import type { ReviewRecord } from "./model.js";
import { consensusText, findingLead, gateText, points, reviewerText } from "./wording.js";

/** The review as self-contained HTML with inline styles; takes its colours from the page, all text escaped. */
export function reviewCard(review: ReviewRecord): string {
  const { consensus, reviewers, findings, gate } = review;
  const cell = "padding:.15em .6em;text-align:right;font-variant-numeric:tabular-nums";
  const head = `<tr><th style="text-align:left"></th>${reviewers.map(({ name }) => `<th style="${cell}">${escapeHtml(name)}</th>`).join("")}<th style="${cell}">Mean</th><th style="${cell}">Spread</th></tr>`;
  const rows = consensus.dimensions.map(({ dimension, score, spread }) => {
    const scores = reviewers.map((reviewer) => {
      const given = reviewer.scores.find((each) => each.dimension === dimension);
      return given === undefined
        ? `<td style="${cell}">–</td>`
        : `<td style="${cell}" title="${escapeHtml(given.reason)}">${points(given.score)}</td>`;
    });
    return `<tr><th scope="row" style="text-align:left;font-weight:400">${escapeHtml(dimension)}</th>${scores.join("")}<td style="${cell}">${points(score)}</td><td style="${cell}">${points(spread)}</td></tr>`;
  });
  const overall = `<tr style="font-weight:600"><th scope="row" style="text-align:left">overall</th>${reviewers.map((each) => `<td style="${cell}">${points(each.overall)}</td>`).join("")}<td style="${cell}">${points(consensus.score)}</td><td style="${cell}">${points(consensus.spread)}</td></tr>`;
  const listed = findings.map(
    (each) =>
      `<li><b>${escapeHtml(findingLead(each))}</b>${each.claims.length === 0 ? "" : ` <span style="opacity:.8">(${escapeHtml(each.claims.join(", "))})</span>`}: ${escapeHtml(each.text)}</li>`,
  );
  return (
    `<div style="border:1px solid rgba(127,127,127,.35);border-left:4px solid ${gate.passed ? "#1a6b3c" : "#8a5a00"};border-radius:4px;padding:.6em .9em;margin:.3em 0;max-width:60em">` +
    `<div style="font-weight:600">Review: ${escapeHtml(consensusText(review))}</div>` +
    `<div style="opacity:.8;font-size:.9em;margin:.15em 0 .4em">${escapeHtml(gateText(review))} ${escapeHtml(reviewers.map(reviewerText).join("; "))}.</div>` +
    `<table style="border-collapse:collapse;font-size:.95em">${head}${rows.join("")}${overall}</table>` +
    (listed.length === 0
      ? `<div style="margin-top:.4em">Nothing was found against it.</div>`
      : `<details open style="margin-top:.4em"><summary style="cursor:pointer">Findings (${findings.length})</summary><ul style="margin:.2em 0">${listed.join("")}</ul></details>`) +
    "</div>"
  );
}

/** The same as plain text. */
export function reviewText(review: ReviewRecord): string {
  const { consensus, reviewers, findings } = review;
  const width = Math.max(...consensus.dimensions.map(({ dimension }) => dimension.length));
  const columns = [...reviewers.map(({ name }) => name), "Mean", "Spread"];
  const line = (name: string, values: readonly number[]) =>
    `  ${name.padEnd(width)}${values.map((value, i) => points(value).padStart(columns[i]!.length + 2)).join("")}`;
  return [
    `Review: ${consensusText(review)}. ${gateText(review)}`,
    `  ${"".padEnd(width)}${columns.map((name) => `  ${name}`).join("")}`,
    ...consensus.dimensions.map(({ dimension, score, spread }) =>
      line(dimension, [
        ...reviewers.map(({ scores }) => scores.find((each) => each.dimension === dimension)?.score ?? 0),
        score,
        spread,
      ]),
    ),
    line("overall", [...reviewers.map(({ overall }) => overall), consensus.score, consensus.spread]),
    ...findings.map(
      (each) =>
        `  ${findingLead(each)}${each.claims.length === 0 ? "" : ` (${each.claims.join(", ")})`}: ${each.text}`,
    ),
  ].join("\n");
}
