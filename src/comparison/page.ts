import { fontsFor } from "../report/fonts/embed.js";
import { textOf } from "../report/html/page.js";
import { pageStyle, scriptsProperty } from "../report/html/page-style.js";
import { type Content, type Html, html, langAttribute, render, trusted } from "../report/html/template.js";
import { plural } from "../report/numbers.js";
import { shortHashes } from "../verification/wording.js";
import type {
  Change,
  ClaimComparison,
  ClaimOutcome,
  Comparison,
  SearchComparison,
  TableComparison,
  TextPart,
} from "./model.js";
import {
  cellTexts,
  claimName,
  distanceText,
  outcomeMarks,
  plainValue,
  sideTexts,
  tallyText,
} from "./wording.js";

const style = pageStyle(new URL("./page.css", import.meta.url));
const policy = "default-src 'none'; style-src 'unsafe-inline'; font-src data:";

/** A comparison as one HTML file: no script, nothing fetched, light and dark. */
export function comparisonPage(comparison: Comparison): string {
  const body = render(bodyOf(comparison));
  const { css, families } = fontsFor(textOf(body));
  return render(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="claimbook">
<title>Comparison: ${comparison.left.title}</title>
<style>
${trusted(css)}
:root { ${trusted(scriptsProperty(families))} }
${trusted(style)}</style>
</head>
<body>
${trusted(body)}
</body>
</html>
`);
}

function bodyOf(comparison: Comparison): Html {
  const { left, right, claims, tables, search, environment, same, tolerance } = comparison;
  const differing = claims.filter(({ outcome }) => outcome !== "same");
  const alike = claims.filter(({ outcome }) => outcome === "same");
  return html`<main>
<header>
<p class="kind">Comparison, claim by claim</p>
<h1 dir="auto"${langAttribute(left.title)}>${left.title}</h1>
<p class="verdict ${same ? "ok" : "no"}">${same ? "✓ No difference that matters" : "✗ They differ"}</p>
<dl class="sides">${sideHtml("Left", left)}${sideHtml("Right", right)}</dl>
<p>${tallyText(comparison)}. Verdicts and texts were compared exactly, numbers within ${tolerance} of their size. <del>Struck out</del> is on the left only, <ins>underlined</ins> on the right only.</p>
</header>
<section aria-labelledby="claims"><h2 id="claims">Claims that differ</h2>
${differing.length === 0 ? html`<p>None: all ${plural(claims.length, "claim")} are the same.</p>` : differing.map(claimHtml)}
${
  alike.length === 0 || differing.length === 0
    ? ""
    : html`<details><summary>${plural(alike.length, "claim")} the same</summary><ul>${alike.map(
        ({ left }) =>
          html`<li dir="auto"${langAttribute(left!.text)}>${left!.text} <span class="soft">${left!.standing} · ${left!.id}</span></li>`,
      )}</ul></details>`
}</section>
<section aria-labelledby="tables"><h2 id="tables">Results tables</h2>
${tables.length === 0 ? html`<p>Neither has one.</p>` : tables.map(tableHtml)}</section>
<section aria-labelledby="search"><h2 id="search">Literature search</h2>
${searchHtml(search)}</section>
<section aria-labelledby="surroundings"><h2 id="surroundings">Surroundings</h2>
${
  environment.length === 0
    ? html`<p>Programs, parameters, code and data are the same.</p>`
    : differencesTable("Surroundings that differ", environment)
}</section>
</main>`;
}

function sideHtml(name: string, { file, title, date, claims }: Comparison["left"]): Html {
  return html`<div><dt>${name}</dt><dd><b dir="auto">${file}</b><br><span dir="auto">${title}</span><br>${date}, ${plural(claims, "claim")}</dd></div>`;
}

function claimHtml(claim: ClaimComparison): Html {
  const { outcome, left, right, text, changes } = claim;
  const either = (left ?? right)!;
  const words =
    text === undefined
      ? outcome === "added"
        ? html`<ins>${either.text}</ins>`
        : outcome === "removed"
          ? html`<del>${either.text}</del>`
          : either.text
      : wordsHtml(text);
  return html`<article class="claim">
<h3 dir="auto"${langAttribute(either.text)}>${words}</h3>
<p class="soft">${mark(outcome)} ${outcome} · ${standings(claim)} · ${claimName(claim)} · ${cells(claim)}</p>
${changes.length === 0 ? "" : changesTable(changes, claimName(claim))}</article>
`;
}

function standings({ left, right }: ClaimComparison): Content {
  if (left === undefined || right === undefined || left.standing === right.standing)
    return (left ?? right)!.standing;
  return html`<del>${left.standing}</del> <ins>${right.standing}</ins>`;
}

function cells({ left, right }: ClaimComparison): string {
  const numbers = [left?.cell, right?.cell].filter((cell) => cell !== undefined);
  return numbers[0] === numbers.at(-1) ? `cell ${numbers[0]}` : `cells ${numbers.join(" and ")}`;
}

/** Each region has a name of its own, by which a screen reader tells it from the others. */
function changesTable(changes: readonly Change[], of: string): Html {
  return html`<div class="scroll" role="region" aria-label="What differs of ${of}" tabindex="0"><table>
<thead><tr><th scope="col">Of</th><th scope="col">What</th><th scope="col">Left</th><th scope="col">Right</th><th scope="col">How far</th></tr></thead>
<tbody>${changes.map((change) => {
    const [left, right] = sideTexts(change).map(shortHashes);
    const said =
      change.words === undefined
        ? html`<td><del>${left}</del></td><td><ins>${right}</ins></td>`
        : html`<td colspan="2" dir="auto">${wordsHtml(change.words)}</td>`;
    return html`<tr${change.matters ? "" : html` class="within"`}><td>${change.part}</td><th scope="row" dir="auto">${change.name}</th>${said}<td>${farText(change)}</td></tr>
`;
  })}</tbody></table></div>`;
}

function farText(change: Pick<Change, "relative" | "ofTolerance" | "matters">): string {
  const apart = distanceText(change) ?? "";
  return change.matters ? apart : [apart, "within it"].filter((part) => part !== "").join("; ");
}

function tableHtml({ title, is, compared, cells }: TableComparison, i: number): Html {
  const moved = cells.filter((cell) => cell.matters).length;
  const head = html`<h3 id="table-${i}" dir="auto">${title}</h3>`;
  if (is !== "in both")
    return html`${head}<p>${is === "added" ? html`<ins>Only on the right.</ins>` : html`<del>Only on the left.</del>`}</p>`;
  if (cells.length === 0) return html`${head}<p>All ${plural(compared, "cell")} are the same.</p>`;
  return html`${head}<p>${moved} of ${plural(compared, "cell")} moved by more than the tolerance.</p>
<div class="scroll" role="region" aria-label="Results table ${i + 1}: ${title}" tabindex="0"><table>
<thead><tr><th scope="col">Row</th><th scope="col">Column</th><th scope="col">Left</th><th scope="col">Right</th><th scope="col">How far</th></tr></thead>
<tbody>${cells.map((cell) => {
    const [left, right] = cellTexts(cell);
    const row = [cell.group, cell.row].filter((part) => part !== undefined).join(", ");
    return html`<tr${cell.matters ? "" : html` class="within"`}><th scope="row" dir="auto">${row}</th><td>${cell.column}</td><td><del>${left}</del></td><td><ins>${right}</ins></td><td>${farText(cell)}</td></tr>
`;
  })}</tbody></table></div>`;
}

function searchHtml(search: SearchComparison): Html {
  const list = (title: string, works: SearchComparison["new"], tag: "ins" | "del") =>
    works.length === 0
      ? ""
      : html`<h3>${title}</h3><ul>${works.map(({ id, title }) => html`<li dir="auto"${langAttribute(title)}>${tag === "ins" ? html`<ins>${title}</ins>` : html`<del>${title}</del>`} <span class="soft">${id}</span></li>`)}</ul>`;
  const works =
    search.new.length + search.gone.length === 0
      ? html`<p>${search.both === 0 ? "Neither includes a work." : `The same ${plural(search.both, "work")} are included.`}</p>`
      : html`<p>${plural(search.both, "work")} are included on both sides.</p>`;
  const differences = search.differences.map(({ what, left, right }) => ({
    what,
    ...(left === undefined ? {} : { left: plainValue(left) }),
    ...(right === undefined ? {} : { right: plainValue(right) }),
  }));
  return html`${works}${list("Only on the right", search.new, "ins")}${list("Only on the left", search.gone, "del")}${
    differences.length === 0 ? "" : differencesTable("What was asked and found", differences)
  }`;
}

function differencesTable(
  title: string,
  rows: readonly { what: string; left?: string; right?: string }[],
): Html {
  return html`<div class="scroll" role="region" aria-label="${title}" tabindex="0"><table>
<thead><tr><th scope="col">What</th><th scope="col">Left</th><th scope="col">Right</th></tr></thead>
<tbody>${rows.map(
    ({ what, left, right }) =>
      html`<tr><th scope="row" dir="auto">${what}</th><td>${side("del", left)}</td><td>${side("ins", right)}</td></tr>
`,
  )}</tbody></table></div>`;
}

function side(tag: "ins" | "del", text: string | undefined): Content {
  if (text === undefined) return html`<span class="soft">(none)</span>`;
  return tag === "ins" ? html`<ins>${shortHashes(text)}</ins>` : html`<del>${shortHashes(text)}</del>`;
}

function wordsHtml(parts: readonly TextPart[]): Content {
  return parts.map(({ is, text }) =>
    is === "same" ? text : is === "gone" ? html`<del>${text}</del>` : html`<ins>${text}</ins>`,
  );
}

function mark(outcome: ClaimOutcome): Html {
  const { symbol, tone } = outcomeMarks[outcome];
  return html`<span class="m ${tone}" aria-hidden="true">${symbol}</span>`;
}
