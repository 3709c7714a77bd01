import { safeReferenceHtml } from "../../citations/safe-html.js";
import { whatHappened } from "../happened.js";
import { inBrief } from "../in-brief.js";
import { type Report, type SectionId, sectionOrder, sectionTitles } from "../model.js";
import { longDate, plural } from "../numbers.js";
import { referenceParts } from "../reference-parts.js";
import {
  examinedSentence,
  methodologySentences,
  questionSentence,
  resultsSentences,
  score,
  standingLimitations,
  warnings,
} from "../wording.js";
import { appendices } from "./appendix.js";
import { blocksHtml, type FigureParts } from "./blocks.js";
import { claimsTable, glanceTable } from "./claims.js";
import { inlineProse, prose } from "./prose.js";
import { searchHtml } from "./search.js";
import { type Content, type Html, html, langAttribute, trusted } from "./template.js";

interface Section {
  id: string;
  number?: string;
  title: string;
  content: Content;
}

export interface BodyParts extends FigureParts {
  /** Evidence and numbers are open from the start, as paper needs them. */
  open: boolean;
}

/**
 * The body of the full profile: the plain answer first, what was asked and measured, how every claim stands; then
 * the sections in their order, then the appendices.
 */
export function fullBody(report: Report, parts: BodyParts): Html {
  const sections = sectionsOf(report, parts);
  return html`<a class="skip" href="#main">Skip to the report</a>
<nav class="toc" aria-label="Contents"><p class="meta">Contents</p><ol>${sections.map(
    ({ id, number, title }) => html`<li><a href="#${id}"><span class="n">${number}</span>${title}</a></li>`,
  )}</ol></nav>
<main id="main" tabindex="-1">
<header>
<p class="meta kind">Claims and results report · ${longDate(report.date)} · notebook ${report.notebook.name}</p>
<h1${langAttribute(report.title)} dir="auto">${inlineProse(report.title)}</h1>
${byline(report)}
</header>
${warnings(report).map((text) => html`<p class="warning">${text}</p>`)}
${report.answer === undefined ? "" : html`<div class="answer" role="region" aria-label="The answer in short">${prose(report.answer)}</div>`}
${kpis(report)}
${briefHtml(report)}
${sections.map(sectionHtml)}
</main>`;
}

/** Asked, measured, on what data, how sure: a line for each. */
function briefHtml(report: Report): Html {
  const facts = inBrief(report);
  if (facts.length === 0) return html``;
  return html`<dl class="brief">${facts.map(
    ({ term, sentences }) =>
      html`<div><dt>${term}</dt><dd>${sentences.map((text) => html`<p${langAttribute(text)} dir="auto">${text}</p>`)}</dd></div>`,
  )}</dl>`;
}

function sectionsOf(report: Report, parts: BodyParts): Section[] {
  const glance: Section = {
    id: "glance",
    title: "What holds, and what does not",
    content: glanceTable(report),
  };
  return [
    ...(report.claims.length === 0 ? [] : [glance]),
    ...(report.abstract === undefined
      ? []
      : [{ id: "abstract", title: "Abstract", content: prose(report.abstract) }]),
    ...sectionOrder.map((id, i) => ({
      id,
      number: String(i + 1),
      title: sectionTitles[id],
      content: contentOf(id, report, parts),
    })),
    ...(report.references.length === 0
      ? []
      : [{ id: "references", title: "References", content: referencesHtml(report) }]),
    ...appendices(report).map(({ id, title, content }, i) => ({
      id: `appendix-${id}`,
      number: String.fromCharCode("A".charCodeAt(0) + i),
      title,
      content,
    })),
  ];
}

function sectionHtml({ id, number, title, content }: Section): Html {
  const lead = number === undefined ? "" : html`<span class="n">${number}</span> `;
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${lead}${title}</h2>
${content}</section>
`;
}

function contentOf(id: SectionId, report: Report, parts: BodyParts): Content {
  const blocks = blocksHtml(report.sections[id], parts);
  const fixed = (sentences: readonly (string | undefined)[]) => {
    const said = sentences.filter((sentence) => sentence !== undefined);
    return said.length === 0
      ? blocks.length === 0 && html`<p class="aside">The notebook says nothing here.</p>\n`
      : html`<p dir="auto">${said.join(" ")}</p>\n`;
  };
  switch (id) {
    case "introduction":
      return [fixed([examinedSentence(report), questionSentence(report)]), blocks];
    case "methodology":
      return [fixed(methodologySentences(report)), searchHtml(report), blocks];
    case "results":
      return [fixed(resultsSentences(report)), blocks];
    case "limitations":
      return [blocks, happenedHtml(report), fixed(standingLimitations)];
    case "claims":
      return [
        blocks,
        report.claims.length === 0
          ? html`<p>The notebook states no claims.</p>`
          : claimsTable(report, parts.open),
      ];
  }
}

function happenedHtml(report: Report): Content {
  const sentences = whatHappened(report);
  return (
    sentences.length > 0 &&
    html`<h3>What this run leaves open</h3>
<ul>${sentences.map((text) => html`<li dir="auto">${text}</li>`)}</ul>
`
  );
}

export function byline({ byline: who, examines }: Report): Content {
  const parts: Content[] = [
    ...(who === undefined ? [] : [html`<span${langAttribute(who)}>${who}</span>`]),
    ...(examines === undefined
      ? []
      : [
          html`examines ${examines.url === undefined ? examines.work : html`<a href="${examines.url}">${examines.work}</a>`}`,
        ]),
  ];
  return parts.length === 0
    ? ""
    : html`<p class="meta">${parts.map((part, i) => (i === 0 ? part : html` · ${part}`))}</p>`;
}

function kpis({ tally, review }: Report): Html {
  const claims = tally.notChecked === 0 ? "claims" : `claims, ${tally.notChecked} not checked`;
  const tiles: [tone: string, value: Content, label: string][] = [
    ["", tally.claims, tally.claims === 1 && tally.notChecked === 0 ? "claim" : claims],
    ["ok", tally.holds, "hold in every check made"],
    ["mid", tally.qualified, "hold with exceptions or inconclusive"],
    ["no", tally.doesNotHold, "do not hold"],
    review === undefined
      ? ["na", "–", "not reviewed"]
      : [
          "",
          html`${score(review.score)}<small> / 10${review.spread === undefined ? "" : ` ± ${score(review.spread)}`}</small>`,
          plural(review.reviewers, "automated reviewer"),
        ],
  ];
  return html`<dl class="kpis">${tiles.map(([tone, value, label]) => html`<div><dt>${label}</dt><dd class="${tone}">${value}</dd></div>`)}</dl>`;
}

function referencesHtml({ references }: Report): Html {
  return html`<ul class="references">${references.map((reference) => {
    const { text, html: set } = reference;
    // Made safe once more: a report may have been read from a file.
    const content =
      set === undefined
        ? referenceParts(reference).map((part) =>
            part.link === undefined ? part.text : html`<a href="${part.link}">${part.link}</a>`,
          )
        : linked(trusted(safeReferenceHtml(set)), reference.url);
    return html`<li${langAttribute(text)} dir="auto">${content}</li>`;
  })}</ul>`;
}

/** A style that prints no address still leads to the work. */
function linked(content: Html, url: string | undefined): Html {
  return url === undefined || content.text.includes("<a ")
    ? content
    : html`${content} <a href="${url}">${url}</a>`;
}
