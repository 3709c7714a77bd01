import type { Report } from "../model.js";
import { showControlsInMarkdown } from "../shown-controls.js";
import { synthesisOf } from "../synthesis/fields.js";
import { autolink, escapeMarkdown, neutralHtml } from "./escape.js";
import { table } from "./table.js";

/** The synthesis profile as Markdown. */
export function synthesisMarkdown(report: Report): string {
  const { title, byline, date, abstract, sections, claims, references } = synthesisOf(report);
  const rows = claims.map(({ text, mark, confidence }) => [escapeMarkdown(text), mark, confidence]);
  const parts = [
    `# ${neutralHtml(title.replace(/\s+/g, " "))}`,
    ...(byline === undefined ? [] : [escapeMarkdown(byline)]),
    date,
    ...(abstract === undefined ? [] : ["## Abstract", neutralHtml(abstract)]),
    ...sections.flatMap(({ heading, text }) => [`## ${heading}`, escapeMarkdown(text)]),
    "## 5 Extracted Claims",
    claims.length === 0 ? "The notebook states no claims." : table(["Claim", "Verified", "Confidence"], rows),
    "## References",
    references
      .map(({ url, text }) => `- ${url === undefined ? escapeMarkdown(text) : autolink(url)}`)
      .join("\n"),
  ];
  return showControlsInMarkdown(`${parts.filter((part) => part !== "").join("\n\n")}\n`);
}
