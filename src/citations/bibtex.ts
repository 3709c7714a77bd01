import { texText } from "../latex/tex-text.js";
import type { CslItem } from "../literature/search-log.js";
import { workKey } from "../literature/work-id.js";
import { citationKeys } from "./citation-keys.js";
import { cleanWork } from "./clean-work.js";

type Person = NonNullable<CslItem["author"]>[number] & Record<string, string | undefined>;
type Fields = CslItem & Record<string, unknown>;

/** CSL type -> BibTeX's, and the field that the containing work's title stands in. */
const types: Readonly<Record<string, [type: string, container?: string]>> = {
  "article-journal": ["article", "journal"],
  "article-magazine": ["article", "journal"],
  "article-newspaper": ["article", "journal"],
  book: ["book", "series"],
  chapter: ["incollection", "booktitle"],
  "entry-dictionary": ["incollection", "booktitle"],
  "entry-encyclopedia": ["incollection", "booktitle"],
  "paper-conference": ["inproceedings", "booktitle"],
  report: ["techreport"],
  thesis: ["phdthesis"],
  manuscript: ["unpublished"],
};
const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/**
 * Works as a BibTeX file (UTF-8; for BibTeX with a Unicode engine, or biber), one entry each, with the keys of
 * `citationKeys`. arXiv numbers stand in `eprint`, so that other programs know the work again.
 *
 * (Citation.js writes BibTeX too, but either drops every script but Latin or escapes nothing.)
 */
export function toBibtex(works: readonly CslItem[]): string {
  const clean = works.map(cleanWork);
  const keys = citationKeys(clean);
  return clean.map((work, i) => entry(work as Fields, keys[i]!)).join("\n");
}

function entry(work: Fields, key: string): string {
  const [type, containerField] = types[work.type] ?? ["misc"];
  const text = (field: string) => {
    const value = work[field];
    return typeof value === "string" ? texText(value) : undefined;
  };
  const [[year, month] = []] = work.issued?.["date-parts"] ?? [];
  const container = text("container-title");
  const publisher = text("publisher");
  const fields: [name: string, value: string | undefined][] = [
    ["title", titleOf(work.title)],
    ["author", peopleOf(work.author)],
    ["editor", peopleOf(work.editor)],
    [containerField ?? "howpublished", container],
    [type === "techreport" ? "institution" : type === "phdthesis" ? "school" : "publisher", publisher],
    ["address", text("publisher-place")],
    ["edition", text("edition")],
    ["volume", text("volume")],
    ["number", text("issue") ?? (type === "techreport" ? text("number") : undefined)],
    ["pages", text("page")?.replace(/\s*[-–—](?:\{\}-)*\s*/g, "--")],
    ["year", year === undefined ? undefined : String(year)],
    ["doi", typeof work.DOI === "string" ? addressOf(work.DOI) : undefined],
    ...arxivOf(work.id),
    ["url", work.URL === undefined ? undefined : addressOf(work.URL)],
    ["isbn", text("ISBN")],
    ["issn", text("ISSN")],
    ["language", text("language")],
  ];
  const lines = fields.flatMap(([name, value]) => (value === undefined ? [] : [`  ${name} = {${value}},`]));
  // The three-letter names are macros that styles define, in their language.
  if (month !== undefined && year !== undefined) lines.push(`  month = ${months[month - 1]},`);
  return [`@${type}{${key},`, ...lines, "}", ""].join("\n");
}

/** Styles put titles in lower case; words with a capital letter or a digit inside keep theirs. */
function titleOf(title: string): string {
  return texText(title).replace(/[\p{L}\p{N}][\p{L}\p{M}\p{N}+-]*/gu, (word, at: number, whole: string) =>
    whole[at - 1] !== "\\" && /^.+\p{Lu}/u.test(word) ? `{${word}}` : word,
  );
}

/** `van Beethoven, Ludwig and {World Health Organization}`. */
function peopleOf(people: unknown): string | undefined {
  if (!Array.isArray(people) || people.length === 0) return undefined;
  return (people as Person[])
    .map((person) => {
      const { family, given, literal, suffix } = person;
      if (family === undefined) return `{${texText(literal ?? given ?? "")}}`;
      const particle = person["non-dropping-particle"] ?? person["dropping-particle"];
      const last = [...(particle === undefined ? [] : [texText(particle)]), namePart(family)].join(" ");
      if (given === undefined && suffix === undefined) return `{${texText(family)}}`;
      return [last, ...(suffix === undefined ? [] : [namePart(suffix)]), namePart(given ?? "")].join(", ");
    })
    .join(" and ");
}

/** Braces hold together what would part a name: commas, `and`, small letters in front (a particle), commands. */
function namePart(text: string): string {
  const escaped = texText(text);
  return /,|(?:^|\s)[Aa][Nn][Dd](?:\s|$)|^[^\p{Lu}\p{Lo}]|\\/u.test(escaped) ? `{${escaped}}` : escaped;
}

function arxivOf(id: string): [string, string | undefined][] {
  const key = workKey(id);
  if (!key.startsWith("arxiv:")) return [];
  const version = /v\d+$/i.exec(id)?.[0] ?? "";
  return [
    ["eprint", `${key.slice("arxiv:".length)}${version}`],
    ["archiveprefix", "arXiv"],
  ];
}

/** Addresses are read verbatim; only what would end the field is written in its percent form. */
function addressOf(address: string): string {
  return address.replace(/[{}\\%]/g, (sign) =>
    sign === "%" ? sign : `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
