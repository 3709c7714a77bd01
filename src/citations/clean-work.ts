import type { CslItem } from "../literature/search-log.js";
import { workKey } from "../literature/work-id.js";
import { cleanLine } from "../one-line.js";

type Person = NonNullable<CslItem["author"]>[number];

// Longest text kept of one field, in UTF-16 units: no title or venue comes near, and a hostile one stays harmless.
const longest = 2000;
const mostPeople = 500;

/** What the formats below can say of a work, apart from names and dates. */
const textFields = [
  "title",
  "title-short",
  "container-title",
  "container-title-short",
  "collection-title",
  "event-title",
  "publisher",
  "publisher-place",
  "edition",
  "volume",
  "issue",
  "page",
  "number",
  "version",
  "genre",
  "language",
  "DOI",
  "ISBN",
  "ISSN",
  "PMID",
  "PMCID",
  "URL",
  "note",
] as const;
const nameFields = ["author", "editor", "translator", "collection-editor", "container-author"] as const;
const dateFields = ["issued", "accessed", "submitted", "event-date", "original-date"] as const;

/**
 * A work as CSL-JSON 1.0.2 with nothing in it but what reference lists use: names, dates, numbers and texts of one
 * line each, without control and direction characters. Records come from databases and files of strangers, with
 * fields of any type; what does not fit is left out. An arXiv number stands where styles look for it.
 */
export function cleanWork(item: CslItem): CslItem {
  const raw = item as Record<string, unknown>;
  const clean: Record<string, unknown> = {
    id: cleanLine(String(item.id)).slice(0, longest),
    type: cslTypes.has(item.type) ? item.type : "document",
  };
  for (const field of textFields) {
    const value = textOf(raw[field]);
    if (value !== "") clean[field] = value;
  }
  clean.title ??= clean.id;
  for (const field of nameFields) {
    const people = peopleOf(raw[field]);
    if (people.length > 0) clean[field] = people;
  }
  for (const field of dateFields) {
    const date = dateOf(raw[field]);
    if (date !== undefined) clean[field] = date;
  }
  if (typeof clean.URL === "string" && !/^https?:\/\/[^\s<>"]+$/i.test(clean.URL)) delete clean.URL;
  if (typeof clean.DOI === "string") {
    const doi = clean.DOI.replace(/^(?:https?:\/\/(?:dx\.)?doi\.org\/|doi:\s*)/i, "");
    if (/^10\.\d{4,9}\/[^\s"<>]+$/.test(doi)) clean.DOI = doi;
    else delete clean.DOI;
  }
  const key = workKey(item.id);
  if (key.startsWith("arxiv:")) {
    const number = `arXiv:${/[^:/]*(?:\/\d{7})?(?:v\d+)?$/i.exec(key)![0]}${/v\d+$/i.exec(item.id.trim())?.[0] ?? ""}`;
    if (clean.type === "article") {
      clean.number ??= number;
      clean.publisher ??= "arXiv";
    }
    clean.URL ??= `https://arxiv.org/abs/${number.slice("arXiv:".length)}`;
  } else if (key.startsWith("doi:") && clean.DOI === undefined) {
    clean.DOI = key.slice("doi:".length);
  } else if (/^https?:\/\/[^\s<>"]+$/i.test(item.id)) {
    clean.URL ??= item.id;
  }
  return clean as CslItem;
}

function textOf(value: unknown): string {
  const first = Array.isArray(value) ? value[0] : value;
  if (typeof first === "number" && Number.isFinite(first)) return String(first);
  return typeof first === "string" ? cleanLine(first.slice(0, longest)) : "";
}

const nameParts = ["family", "given", "literal", "suffix", "non-dropping-particle", "dropping-particle"];

function peopleOf(value: unknown): Person[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, mostPeople).flatMap((person: unknown) => {
    if (typeof person !== "object" || person === null) return [];
    const parts = nameParts.flatMap((part) => {
      const text = textOf((person as Record<string, unknown>)[part]);
      return text === "" ? [] : [[part, text] as const];
    });
    const name: Person = Object.fromEntries(parts);
    if (name.family === undefined && name.literal === undefined) {
      return name.given === undefined ? [] : [{ literal: name.given }];
    }
    return [name];
  });
}

/** Years are those of CSL-JSON: negative ones are before the common era; 0 is none. */
function dateOf(value: unknown): { "date-parts": number[][] } | undefined {
  const parts = (value as { "date-parts"?: unknown } | undefined | null)?.["date-parts"];
  if (!Array.isArray(parts)) return undefined;
  const dates = parts.slice(0, 2).map((date: unknown) => {
    const [year, month, day] = (Array.isArray(date) ? date : []).map(Number);
    if (!whole(year, -9999, 9999) || year === 0) return [];
    if (!whole(month, 1, 12)) return [year!];
    return whole(day, 1, 31) ? [year!, month!, day!] : [year!, month!];
  });
  const gap = dates.findIndex((date) => date.length === 0);
  const known = gap === -1 ? dates : dates.slice(0, gap);
  return known.length === 0 ? undefined : { "date-parts": known };
}

function whole(value: number | undefined, low: number, high: number): boolean {
  return value !== undefined && Number.isInteger(value) && value >= low && value <= high;
}

/** CSL 1.0.2, appendix III. */
const cslTypes = new Set(
  `article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset
  document entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation
  manuscript map motion_picture musical_score pamphlet paper-conference patent performance periodical
  personal_communication post post-weblog regulation report review review-book software song speech standard thesis
  treaty webpage`.split(/\s+/),
);
