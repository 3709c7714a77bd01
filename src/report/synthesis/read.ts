import { ClaimbookError } from "../../errors.js";
import { claimRows } from "./claim-rows.js";
import type { SynthesisClaim, SynthesisDocument } from "./document.js";
import { numberIn, problemsOf } from "./problems.js";

const heading =
  /^(?:#{1,6}\s+)?(?:\d+\.?\s+)?(?<name>Abstract|Introduction|Methodology|Results|Limitations|Extracted Claims|References)\s*$/i;
const months = "january february march april may june july august september october november december".split(
  " ",
);
const longest = 4_000_000;

interface Part {
  name: string;
  heading: string;
  lines: string[];
}

/**
 * Reads a report in the synthesis format, as plain text, Markdown or the text of a PDF.
 *
 * @param file names the report in errors
 * @param rows the table of claims, where the file's format has told its cells (a PDF); read from the text else
 * @throws ClaimbookError (`usage`) when it is not such a report, naming what is missing
 */
export function readSynthesis(
  text: string,
  file: string,
  rows?: readonly SynthesisClaim[],
): SynthesisDocument {
  if (text.length > longest) {
    throw notSynthesis(file, `has ${text.length} characters, more than the ${longest} that are read`);
  }
  const { front, parts } = cut(text);
  const part = (name: string) => parts.find((candidate) => candidate.name === name);
  const claimsPart = part("extracted claims");
  if (claimsPart === undefined) throw notSynthesis(file, `has no heading "Extracted Claims"`);
  // A heading makes it Markdown, whose backslashes and entities are not part of what it says.
  const markdown = parts.some(({ heading }) => heading.startsWith("#"));
  const said = (words: string) => (markdown ? withoutEscapes(words) : words);
  const claims = rows ?? claimRows(claimsPart.lines).map((row) => ({ ...row, text: said(row.text) }));
  const paragraph = (name: string) => textOf(part(name)?.lines ?? [], said);

  const introduction = paragraph("introduction") ?? "";
  const examined = /This paper examines:\s*(?<title>.*?)\s*(?=Research question:|$)/is.exec(introduction);
  const question = /Research question:\s*(?<question>.*)$/is.exec(introduction);
  const results = [paragraph("results"), paragraph("methodology")].filter((t) => t !== undefined).join("\n");
  const counts = {
    retrieved: numberIn(results, /(\d[\d,]*)\s+papers?\s+retrieved/i, /yielded\s+(\d[\d,]*)\s+papers?/i),
    extracted: numberIn(results, /(\d[\d,]*)\s+claims?\s+extracted/i),
    verified: numberIn(results, /(\d[\d,]*)\s+(?:independently\s+)?verified/i),
    score: numberIn(results, /score(?:\s+of|:)?\s*(\d+(?:\.\d+)?)\s*\/\s*10/i),
  };
  return {
    ...frontOf(front, said),
    abstract: paragraph("abstract"),
    examines: tidy(examined?.groups?.title?.replace(/\.$/, "")),
    question: tidy(question?.groups?.question?.replace(/([?!.])[?!.]+$/, "$1")),
    counts,
    sections: parts
      .filter(({ name }) => !["abstract", "extracted claims", "references"].includes(name))
      .map(({ heading, lines }) => ({
        heading: heading.replace(/^#+\s*/, "").trim(),
        text: textOf(lines, said) ?? "",
      })),
    claims,
    references: referencesIn(part("references")?.lines ?? [], said),
    problems: problemsOf(counts, claims, results),
  };
}

/** Cuts the text at the headings of the format. */
function cut(text: string): { front: string[]; parts: Part[] } {
  const front: string[] = [];
  const parts: Part[] = [];
  for (const line of text.replace(/^\uFEFF/, "").split(/\r?\n/)) {
    const name = heading.exec(line.trim())?.groups?.name?.toLowerCase();
    if (name !== undefined && !parts.some((part) => part.name === name)) {
      parts.push({ name, heading: line.trim(), lines: [] });
    } else (parts.at(-1)?.lines ?? front).push(line);
  }
  return { front, parts };
}

/** Title, byline and date; a title may run over several lines up to the first blank one. */
function frontOf(lines: readonly string[], said: (words: string) => string) {
  const blocks = lines
    .join("\n")
    .split(/\n\s*\n/)
    .map((block) => said(block.replace(/\s+/g, " ").trim()))
    .filter((block) => block !== "");
  const [first = "", ...rest] = blocks;
  // A byline may name a day too; the date is the line that says nothing else.
  const dated =
    rest.find((block) => dayOf(block) !== undefined && /^\W*(?:\w+\W+){2}\w+\W*$/.test(block)) ??
    rest.find((block) => dayOf(block) !== undefined);
  return {
    title: first.replace(/^#{1,6}\s+/, ""),
    byline: rest.find((block) => block !== dated),
    date: dated === undefined ? undefined : dayOf(dated),
  };
}

/** `June 22, 2026`, `22 June 2026` or an ISO day. */
function dayOf(text: string): string | undefined {
  const iso = /\b(\d{4})-(\d{2})-(\d{2})\b/.exec(text);
  if (iso !== null) return iso[0];
  const named = /\b(?:([A-Za-z]+)\s+(\d{1,2}),?|(\d{1,2})\s+([A-Za-z]+))\s+(\d{4})\b/.exec(text);
  if (named === null) return undefined;
  const month = months.indexOf((named[1] ?? named[4] ?? "").toLowerCase()) + 1;
  const day = Number(named[2] ?? named[3]);
  if (month === 0 || day < 1 || day > 31) return undefined;
  return `${named[5]}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

function referencesIn(lines: readonly string[], said: (words: string) => string): string[] {
  const items: string[] = [];
  for (const line of lines.map((each) => each.trim())) {
    if (line === "") continue;
    const item = /^(?:[-*•]|\[\d+\]|\d+\.)\s+(.*)$/.exec(line)?.[1];
    if (item !== undefined || items.length === 0) items.push(item ?? line);
    else items.push(`${items.pop()} ${line}`);
  }
  return items.map((item) => /^<(\S+)>$/.exec(item)?.[1] ?? said(item));
}

function textOf(lines: readonly string[], said: (words: string) => string): string | undefined {
  return tidy(said(lines.join("\n")));
}

function tidy(text: string | undefined): string | undefined {
  const words = text?.replace(/\s+/g, " ").trim();
  return words === "" ? undefined : words;
}

/** Takes back the escapes of Markdown (CommonMark 0.31, 2.4 and 2.5) that reports are written with. */
function withoutEscapes(markdown: string): string {
  return markdown.replace(/\\([!-/:-@[-`{-~])|&lt;/g, (_, escaped?: string) => escaped ?? "<");
}

function notSynthesis(file: string, what: string): ClaimbookError {
  return new ClaimbookError(`is not a claims-and-results report in the synthesis format: it ${what}`, {
    kind: "usage",
    where: file,
    wayOut:
      "Such a report has the sections Abstract, 1 Introduction to 4 Limitations, 5 Extracted Claims with a table of Claim, Verified and Confidence, and References.",
  });
}
