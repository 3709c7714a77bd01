import type { CslItem } from "../literature/search-log.js";
import { workKey } from "../literature/work-id.js";
import { oneLine } from "../one-line.js";
import type { Reference } from "./model.js";

type Person = NonNullable<CslItem["author"]>[number];

/**
 * The list of references: each work once (by `workKey`), by author, year and title. Works that are only known by
 * id, because no search brought their record, are listed by that id.
 */
export function referencesOf(items: readonly CslItem[], citedIds: readonly string[]): Reference[] {
  const byKey = new Map<string, { item?: CslItem; id: string }>();
  for (const item of items)
    if (!byKey.has(workKey(item.id))) byKey.set(workKey(item.id), { item, id: item.id });
  for (const id of citedIds) if (!byKey.has(workKey(id))) byKey.set(workKey(id), { id });
  return [...byKey.values()]
    .map(({ item, id }) => (item === undefined ? bare(id) : fromCsl(item)))
    .sort((a, b) => compare(sortKey(a.text), sortKey(b.text)) || compare(a.id, b.id));
}

function fromCsl(item: CslItem): Reference {
  const year = item.issued?.["date-parts"][0]?.[0];
  const authors = (item.author ?? []).map(fullName).filter((name) => name !== "");
  const who = listNames(authors);
  const when = year === undefined ? "n.d." : String(year);
  const venue = item["container-title"] ?? item.publisher;
  const lead = who === "" ? "" : `${who} (${when}). `;
  const text = `${lead}${sentence(oneLine(item.title))}${who === "" ? ` (${when}).` : ""}${
    venue === undefined ? "" : ` ${sentence(oneLine(venue))}`
  } ${item.id}`;
  const url = urlOf(item);
  return {
    id: item.id,
    text: oneLine(text),
    short: shortOf(item.author ?? [], year) ?? item.id,
    ...(url === undefined ? {} : { url }),
  };
}

function bare(id: string): Reference {
  const url = urlOf({ id });
  return { id, text: id, short: id, ...(url === undefined ? {} : { url }) };
}

/** Where the work is found: its own address, else the resolver of its DOI or arXiv number. Only http(s). */
export function urlOf({ id, URL: url, DOI }: Pick<CslItem, "id" | "URL" | "DOI">): string | undefined {
  if (url !== undefined && /^https?:\/\/\S+$/i.test(url)) return url;
  if (DOI !== undefined) return `https://doi.org/${encodeURI(DOI.trim())}`;
  const key = workKey(id);
  if (key.startsWith("arxiv:")) {
    const version = /v\d+$/.exec(id.trim())?.[0] ?? "";
    return `https://arxiv.org/abs/${key.slice("arxiv:".length)}${version}`;
  }
  if (key.startsWith("doi:")) return `https://doi.org/${encodeURI(key.slice("doi:".length))}`;
  return /^https?:\/\/\S+$/.test(id) ? id : undefined;
}

/** `Roy, U.`; an organisation or a single name as it is. */
function fullName({ family, given, literal }: Person): string {
  if (family === undefined) return oneLine(literal ?? given ?? "");
  const initials = (given ?? "")
    .split(/[\s.]+/)
    .filter((part) => part !== "")
    .map((part) =>
      part
        .split("-")
        .filter((half) => half !== "")
        .map((half) => `${[...half][0]}.`)
        .join("-"),
    );
  return [family, initials.join(" ")].filter((part) => part !== "").join(", ");
}

/** `A, B, & C`; more than seven end in `et al.` after the sixth. */
function listNames(names: readonly string[]): string {
  if (names.length > 7) return `${names.slice(0, 6).join(", ")}, et al.`;
  if (names.length < 2) return names[0] ?? "";
  return `${names.slice(0, -1).join(", ")}, & ${names.at(-1)}`;
}

function shortOf(authors: readonly Person[], year: number | undefined): string | undefined {
  const names = authors.map(({ family, literal, given }) => family ?? literal ?? given ?? "");
  if (names.length === 0 || names[0] === "") return undefined;
  const who = names.length > 2 ? `${names[0]} et al.` : names.join(" and ");
  return year === undefined ? who : `${who} (${year})`;
}

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);
const sortKey = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
// By code point: the order must not depend on the machine's locale.
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
