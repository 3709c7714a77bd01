import type { Report } from "../model.js";
import { synthesisOf } from "../synthesis/fields.js";
import { inlineProse, prose } from "./prose.js";
import { type Html, html, langAttribute } from "./template.js";

/** The body of the synthesis profile: title, byline, date, abstract, five numbered sections, references. */
export function synthesisBody(report: Report): Html {
  const { title, byline, date, abstract, sections, claims, references } = synthesisOf(report);
  return html`<main id="main" class="synthesis">
<header><h1${langAttribute(title)} dir="auto">${inlineProse(title)}</h1>
${byline === undefined ? "" : html`<p class="byline">${byline}</p>`}
<p class="byline">${date}</p></header>
${abstract === undefined ? "" : html`<section><h2>Abstract</h2>${prose(abstract)}</section>`}
${sections.map(({ heading, text }) => html`<section><h2>${heading}</h2><p dir="auto">${text}</p></section>`)}
<section><h2>5 Extracted Claims</h2>
${
  claims.length === 0
    ? html`<p>The notebook states no claims.</p>`
    : html`<table class="claims"><thead><tr><th scope="col">Claim</th><th scope="col" class="c">Verified</th><th scope="col" class="r">Confidence</th></tr></thead>
<tbody>${claims.map(
        ({ text, mark, tone, label, confidence }) =>
          html`<tr><th scope="row"${langAttribute(text)} dir="auto">${text}</th><td class="c"><span class="m ${tone}" role="img" aria-label="${label}">${mark}</span></td><td class="r">${confidence}</td></tr>
`,
      )}</tbody></table>`
}</section>
<section><h2>References</h2><ul class="references">${references.map(({ url, text }) => html`<li>${url === undefined ? text : html`<a href="${url}">${url}</a>`}</li>`)}</ul></section>
</main>`;
}
