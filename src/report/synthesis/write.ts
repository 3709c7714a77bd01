import { autolink, escapeMarkdown } from "../markdown/escape.js";
import { table } from "../markdown/table.js";
import { monthFirst } from "../numbers.js";
import { showControls, showControlsInMarkdown } from "../shown-controls.js";
import type { SynthesisDocument } from "./document.js";

/** How one of the two forms sets a piece of text. */
interface Form {
  heading: (text: string) => string;
  title: (text: string) => string;
  words: (text: string) => string;
  cell: (text: string) => string;
  address: (url: string) => string;
}

const markdown: Form = {
  heading: (text) => `## ${text}`,
  title: (text) => `# ${escapeMarkdown(text)}`,
  words: escapeMarkdown,
  cell: escapeMarkdown,
  address: autolink,
};

const plain: Form = {
  heading: (text) => text,
  title: (text) => text,
  words: (text) => text,
  // The borders of the table are the one thing that must not stand in a cell.
  cell: (text) => text.replaceAll("|", "\\|"),
  address: (url) => `<${url}>`,
};

/** A report in the synthesis format as Markdown, whether claimbook made it or read it. */
export function synthesisAsMarkdown(document: SynthesisDocument): string {
  return showControlsInMarkdown(write(document, markdown));
}

/** The same as plain text, in which the claims stand in a bordered table. */
export function synthesisAsText(document: SynthesisDocument): string {
  return showControls(write(document, plain));
}

function write(document: SynthesisDocument, form: Form): string {
  const { title, byline, date, abstract, sections, claims, references } = document;
  const rows = claims.map(({ text, verified, confidence }) => [
    form.cell(text),
    verified === undefined ? "–" : verified ? "✓" : "×",
    confidence === undefined ? "–" : shortest(confidence),
  ]);
  const parts = [
    form.title(title),
    ...(byline === undefined ? [] : [form.words(byline)]),
    ...(date === undefined ? [] : [monthFirst(date)]),
    ...(abstract === undefined ? [] : [form.heading("Abstract"), form.words(abstract)]),
    ...sections.flatMap(({ heading, text }) => [form.heading(heading), form.words(text)]),
    form.heading("5 Extracted Claims"),
    claims.length === 0 ? "The notebook states no claims." : table(["Claim", "Verified", "Confidence"], rows),
    form.heading("References"),
    references
      .map((each) => `- ${/^https?:\/\/[^\s<>]+$/i.test(each) ? form.address(each) : form.words(each)}`)
      .join("\n"),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** Two decimals, or as many as the number has. */
function shortest(value: number): string {
  const two = value.toFixed(2);
  return Number(two) === value ? two : String(value);
}
