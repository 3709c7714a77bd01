import { mark } from "../report/html/claims.js";
import { type Content, type Html, html, langAttribute, render, trusted } from "../report/html/template.js";
import type { Report } from "../report/model.js";
import { plural } from "../report/numbers.js";
import { showControls } from "../report/shown-controls.js";
import { verdictMark, verifiedMark } from "../report/verdict-marks.js";
import { describeSandbox, type Sandbox, sandboxRecord } from "../sandbox/index.js";
import { cellHtml } from "./cell-html.js";
import { evidenceHtml } from "./evidence-html.js";
import { type ClaimNote, type ReviewerNotes, type ReviewerVerdict, reviewerVerdicts } from "./notes.js";
import type { ReviewedNotebook } from "./reviewed-notebook.js";

type Placed = Report["claims"][number];
const standings = ["holds", "qualified", "does not hold", "not checked"] as const;

/** How the reviewer's verdicts are marked. */
export const verdictWords: Readonly<Record<ReviewerVerdict, { symbol: string; word: string }>> = {
  agree: { symbol: "✓", word: "I agree" },
  unsure: { symbol: "?", word: "I am not sure" },
  disagree: { symbol: "✗", word: "I disagree" },
};

/**
 * The review page: claims on the left, what is known of the chosen one on the right. It reads without its script, as
 * one long document; every text in it is escaped, and HTML outputs wait in attributes until they are made safe.
 *
 * @param sandbox where reruns run their cells; undefined for none
 */
export function reviewPage(
  reviewed: ReviewedNotebook,
  notes: ReviewerNotes,
  port: number,
  sandbox?: Sandbox,
): string {
  const { report, notebook, sha256 } = reviewed;
  const cells = [...new Set(report.claims.map(({ cell }) => cell.number))];
  const noteOf = (id: string) => notes.claims.find((note) => note.id === id);
  const body = html`<a class="skip" href="#detail">Skip to the chosen claim</a>
<header><div><p class="soft">Review of ${report.notebook.name}.ipynb · saved beside it, as it is written</p>
${seen(html`<h1 dir="auto"${langAttribute(report.title)}>${report.title}</h1>`)}</div>
<p id="reviewed" class="soft" role="status"></p></header>
<div id="notice" role="alert" hidden><span></span> <button type="button" id="reload">Load the new version</button></div>
<div class="columns">
<nav aria-label="Claims">
${filterHtml(report)}
<p id="shown" class="soft" role="status">${plural(report.claims.length, "claim")}</p>
<ol id="claims">${seen(report.claims.map((placed) => itemHtml(placed, noteOf(placed.claim.id))))}</ol>
<p class="soft keys">Keys: <kbd>↓</kbd> <kbd>↑</kbd> or <kbd>j</kbd> <kbd>k</kbd> next and previous claim, <kbd>n</kbd> write a note, <kbd>r</kbd> rerun</p>
</nav>
<main id="detail" tabindex="-1">${report.claims.map((placed) => articleHtml(placed, reviewed, noteOf(placed.claim.id), sandbox))}
${seen(cells.map((number) => cellHtml(notebook, number)))}</main>
</div>`;
  return frame(showControls(`Review: ${report.title}`), body, { sha256, port });
}

/** The notebook's texts, in which nothing reorders or hides what is seen. The reviewer's own note stays as it was written. */
function seen(content: Content): Html {
  return trusted(showControls(render(content)));
}

/** What is shown where the notebook cannot be read any more. */
export function problemPage(what: string): string {
  return frame(
    "Review",
    html`<main class="problem"><h1>The notebook cannot be shown</h1><p class="no">${what}</p><p>Notes that were written are saved. Put the notebook right, then load this page again.</p></main>`,
  );
}

function frame(title: string, body: Html, data?: { sha256: string; port: number }): string {
  return render(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="fonts.css">
<link rel="stylesheet" href="page.css">
${data === undefined ? "" : html`<script type="module" src="page.js"></script>`}
</head>
<body${data === undefined ? "" : html` data-sha256="${data.sha256}" data-port="${data.port}"`}>
${body}
</body>
</html>
`);
}

function filterHtml(report: Report): Html {
  const count = (standing: string) => report.claims.filter(({ claim }) => claim.standing === standing).length;
  return html`<form id="filter"><fieldset><legend>Show claims that</legend>${standings.map((standing) => {
    const words =
      standing === "holds"
        ? "hold"
        : standing === "does not hold"
          ? "do not hold"
          : standing === "qualified"
            ? "hold in part, or are inconclusive"
            : "were not checked";
    return html`<label><input type="checkbox" name="standing" value="${standing}" checked> ${mark(verdictMark(standing))} ${words} <span class="soft">${count(standing)}</span></label>`;
  })}</fieldset>
<label class="row">and that I <select name="own"><option value="">have or have not reviewed</option><option value="none">have not reviewed yet</option>${reviewerVerdicts.map((each) => html`<option value="${each}">${each === "unsure" ? "am not sure about" : `${each} with`}</option>`)}</select></label>
<label class="row">with the words <input type="search" name="words" autocomplete="off"></label></form>`;
}

function itemHtml({ claim }: Placed, note: ClaimNote | undefined): Html {
  return html`<li data-claim="${claim.id}" data-standing="${claim.standing}"><a href="#claim-${claim.id}">${mark(verdictMark(claim.standing))} <span dir="auto"${langAttribute(claim.text)}>${claim.text}</span> <span class="own" data-verdict="${note?.verdict ?? ""}"></span></a></li>
`;
}

function articleHtml(
  { claim, cell }: Placed,
  reviewed: ReviewedNotebook,
  note: ClaimNote | undefined,
  sandbox: Sandbox | undefined,
): Html {
  const { id } = claim;
  const standing = verdictMark(claim.standing);
  return html`<article id="claim-${id}" data-claim="${id}" data-cell="${cell.number}" data-revision="${note?.revision ?? 0}" aria-labelledby="title-${id}">
${seen(html`<h2 id="title-${id}" dir="auto"${langAttribute(claim.text)}>${claim.text}</h2>
<p>${mark(standing)} <b class="${standing.tone}">${standing.label}</b> · ${verifiedMark(claim).label} · <code>${id}</code> · ${claim.kind} · <a href="#cell-${cell.number}">cell ${cell.number}</a></p>
${evidenceHtml(claim, cell, reviewed.report)}`)}
${ownHtml(id, note, reviewed.sha256)}
${rerunHtml(id, note, sandbox)}
</article>
`;
}

function ownHtml(id: string, note: ClaimNote | undefined, sha256: string): Html {
  const choice = (value: string, words: Content) =>
    html`<label><input type="radio" name="verdict-${id}" value="${value}"${(note?.verdict ?? "") === value ? html` checked` : ""}> ${words}</label>`;
  const earlier =
    note !== undefined && note.notebookSha256 !== sha256
      ? html`<p class="mid earlier">Written about another version of this notebook, ${note.at.slice(0, 10)}.</p>`
      : "";
  return html`<form class="own-review" aria-labelledby="own-${id}"><h3 id="own-${id}">Your review</h3>${earlier}
<fieldset><legend class="hidden">Your verdict</legend>${reviewerVerdicts.map((each) => choice(each, html`<span aria-hidden="true">${verdictWords[each].symbol}</span> ${verdictWords[each].word}`))}${choice("", "no verdict")}</fieldset>
<label for="note-${id}">Note</label><textarea id="note-${id}" name="note" rows="3" maxlength="20000" dir="auto">${note?.note ?? ""}</textarea>
<p class="saved soft" role="status">${note === undefined ? "" : "Saved."}</p>
<p class="conflict" role="alert" hidden><span></span> <button type="button" class="theirs">Take that one</button> <button type="button" class="mine">Keep mine</button></p></form>`;
}

function rerunHtml(id: string, note: ClaimNote | undefined, sandbox: Sandbox | undefined): Html {
  const last = note?.rerun;
  const where =
    sandbox === undefined
      ? html`The notebook’s code runs on this machine with your rights.`
      : html`The notebook’s code runs ${describeSandbox(sandboxRecord(sandbox))}: ${sandbox.promises.join("; ")}.`;
  return html`<section class="rerun" aria-labelledby="rerun-${id}"><h3 id="rerun-${id}">Run it again</h3>
<p class="soft">Runs <span class="plan">the cells that this claim needs</span>, in a fresh kernel, with the recorded parameters and nothing taken over from earlier runs. ${where}</p>
<p><button type="button" class="run">Rerun this claim</button> <button type="button" class="cancel" hidden>Cancel</button></p>
<div class="progress" hidden><progress aria-label="Cells that are done"></progress></div>
<p class="state" role="status">${last === undefined ? "" : `Last rerun, ${last.at.slice(0, 16).replace("T", " ")} UTC: ${last.outcome}`}</p>
<ul class="differences">${last?.differences.map((each) => html`<li>${each}</li>`)}</ul></section>`;
}
