import type { CslItem } from "../literature/search-log.js";
import { cleanWork } from "./clean-work.js";

type Person = NonNullable<CslItem["author"]>[number] & Record<string, string | undefined>;

/** CSL type -> RIS type of reference (RIS format specification, 2011). */
const types: Readonly<Record<string, string>> = {
  article: "UNPB",
  "article-journal": "JOUR",
  "article-magazine": "MGZN",
  "article-newspaper": "NEWS",
  book: "BOOK",
  chapter: "CHAP",
  dataset: "DATA",
  "entry-dictionary": "DICT",
  "entry-encyclopedia": "ENCYC",
  manuscript: "UNPB",
  "paper-conference": "CONF",
  patent: "PAT",
  post: "ELEC",
  "post-weblog": "BLOG",
  report: "RPRT",
  software: "COMP",
  standard: "STAND",
  thesis: "THES",
  webpage: "ELEC",
};

/**
 * Works in RIS (UTF-8, lines end in CR LF as the specification says), one record each. Every field is one line.
 *
 * (Citation.js writes RIS too, but breaks lines within words, and drops the particles of names.)
 */
export function toRis(works: readonly CslItem[]): string {
  return works.map((work) => record(cleanWork(work) as CslItem & Record<string, unknown>)).join("");
}

function record(work: CslItem & Record<string, unknown>): string {
  const text = (field: string) => (typeof work[field] === "string" ? [work[field]] : []);
  const [start, end] = pagesOf(text("page")[0]);
  const [[year, month, day] = []] = work.issued?.["date-parts"] ?? [];
  const padded = (part: number | undefined) => (part === undefined ? "" : String(part).padStart(2, "0"));
  const fields: [tag: string, values: readonly string[]][] = [
    ["TI", [work.title]],
    ["AU", namesOf(work.author)],
    ["A2", namesOf(work.editor)],
    ["PY", year === undefined ? [] : [String(year)]],
    ["DA", year === undefined ? [] : [`${year}/${padded(month)}/${padded(day)}/`]],
    ["T2", text("container-title")],
    // The title of the proceedings; programs look for it in either place.
    ["C3", work.type === "paper-conference" ? text("container-title") : []],
    ["J2", text("container-title-short")],
    ["T3", text("collection-title")],
    ["PB", text("publisher")],
    ["CY", text("publisher-place")],
    ["ET", text("edition")],
    ["VL", text("volume")],
    ["IS", text("issue")],
    ["SP", start === undefined ? [] : [start]],
    ["EP", end === undefined ? [] : [end]],
    ["M1", text("number")],
    ["DO", text("DOI")],
    ["SN", [...text("ISBN"), ...text("ISSN")].slice(0, 1)],
    ["LA", text("language")],
    ["UR", text("URL")],
    ["ID", [work.id]],
  ];
  const lines = fields.flatMap(([tag, values]) => values.map((value) => `${tag}  - ${value}`));
  return [`TY  - ${types[work.type] ?? "GEN"}`, ...lines, "ER  - ", ""].join("\r\n");
}

/** `Family, Given, Suffix`; an organisation as it is. */
function namesOf(people: unknown): string[] {
  return (Array.isArray(people) ? (people as Person[]) : []).map((person) => {
    const particle = person["non-dropping-particle"] ?? person["dropping-particle"];
    if (person.family === undefined) return person.literal ?? person.given ?? "";
    const family = particle === undefined ? person.family : `${particle} ${person.family}`;
    const parts = [family, person.given ?? "", ...(person.suffix === undefined ? [] : [person.suffix])];
    // Commas part a name.
    return parts.map((part) => part.replace(/,/g, " ").replace(/\s+/g, " ").trim()).join(", ");
  });
}

function pagesOf(pages: string | undefined): [start?: string, end?: string] {
  if (pages === undefined) return [];
  const range = /^([^\s–—-]+)\s*[-–—]+\s*([^\s–—-]+)$/.exec(pages);
  return range === null ? [pages] : [range[1]!, range[2]!];
}
