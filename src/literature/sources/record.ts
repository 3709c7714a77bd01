import type { CslItem } from "../search-log.js";
import { workKey } from "../work-id.js";
import type { Entry } from "./paging.js";
import { plainLine, plainText } from "./plain-text.js";
import type { SourceName, SourceRecord, WorkIds } from "./source.js";

type Author = NonNullable<CslItem["author"]>[number];
type FullText = NonNullable<SourceRecord["fullText"]>[number];

/** What a source tells of a work, as it came: texts may hold markup, ids resolvers, links anything. */
export interface RawRecord {
  source: SourceName;
  sourceId: string;
  ids: { [scheme in keyof WorkIds]?: string | undefined };
  /** CSL-JSON type. */
  type: string;
  title: string | undefined;
  abstract?: string | undefined;
  authors: readonly Author[];
  /** Year, month, day, as far as known. */
  date?: readonly (number | undefined)[] | undefined;
  venue?: string | undefined;
  publisher?: string | undefined;
  volume?: string | undefined;
  issue?: string | undefined;
  pages?: string | undefined;
  url?: string | undefined;
  version?: string | undefined;
  retracted?: boolean | undefined;
  fullText?: readonly { kind: FullText["kind"]; url: string | undefined }[];
}

const mostAuthors = 5_000;

/**
 * A record in the form that all sources share: plain text, normalised ids, http(s) links only.
 *
 * @returns what is wrong with it, in words, where it has no title
 */
export function entryOf(raw: RawRecord): Entry | string {
  const title = raw.title === undefined ? "" : plainLine(raw.title);
  if (!/[\p{L}\p{N}]/u.test(title)) return `${plainLine(raw.sourceId, 200)}: has no title`;
  const ids = idsOf(raw.ids);
  const abstract = raw.abstract === undefined ? "" : plainText(raw.abstract);
  const author = raw.authors
    .slice(0, mostAuthors)
    .map(plainAuthor)
    .filter((one) => Object.keys(one).length > 0);
  const parts = dateParts(raw.date);
  const url = safeUrl(raw.url) ?? (ids.doi === undefined ? undefined : safeUrl(`https://doi.org/${ids.doi}`));
  const arxivVersion = raw.version !== undefined && /^v\d+$/.test(raw.version) ? raw.version : "";
  const item: CslItem = {
    id: bestId(ids, arxivVersion) ?? `${raw.source}:${plainLine(raw.sourceId, 300)}`,
    type: raw.type,
    title,
    ...(author.length > 0 && { author }),
    ...(parts !== undefined && { issued: { "date-parts": [parts] } }),
    ...(url !== undefined && { URL: url }),
    ...(ids.doi !== undefined && { DOI: ids.doi }),
    ...(abstract !== "" && { abstract }),
    ...line("container-title", raw.venue),
    ...line("publisher", raw.publisher),
    ...line("volume", raw.volume),
    ...line("issue", raw.issue),
    ...line("page", raw.pages),
    ...(ids.pmid !== undefined && { PMID: ids.pmid }),
    ...(ids.pmcid !== undefined && { PMCID: ids.pmcid }),
  };
  const fullText = distinct(
    (raw.fullText ?? []).flatMap(({ kind, url }) => {
      const safe = safeUrl(url);
      return safe === undefined ? [] : [{ kind, url: safe }];
    }),
  );
  // Publishers put it before the title long before a database has a mark for it.
  const marked =
    /^[[(]?\s*(?:RETRACTED|WITHDRAWN|Retracted|Withdrawn)(?:\s+(?:ARTICLE|Article|PAPER|Paper|CHAPTER|Chapter))?\s*[:\])]/.test(
      title,
    );
  return {
    source: raw.source,
    sourceId: raw.sourceId,
    ids,
    item,
    ...(raw.version !== undefined && { version: raw.version }),
    ...((raw.retracted || marked) && { retracted: true }),
    ...(fullText.length > 0 && { fullText }),
  };
}

/** Splits what was read into entries and what could not be read. */
export function sorted(read: readonly (Entry | string)[]): { entries: Entry[]; problems: string[] } {
  return {
    entries: read.filter((one) => typeof one !== "string"),
    problems: read.filter((one) => typeof one === "string"),
  };
}

function idsOf(raw: RawRecord["ids"]): WorkIds {
  const doi = doiIn(raw.doi);
  const arxiv =
    arxivIn(raw.arxiv) ?? (doi?.startsWith("10.48550/arxiv.") ? arxivIn(doi.slice(15)) : undefined);
  const pmid = /^(?:https?:\/\/pubmed\.ncbi\.nlm\.nih\.gov\/)?(\d{1,9})\/?$/.exec(
    raw.pmid?.trim() ?? "",
  )?.[1];
  const pmc = /(?:^|\/)(?:PMC)?(\d{1,9})\/?$/i.exec(raw.pmcid?.trim() ?? "")?.[1];
  const openalex = /(?:^|\/)(W\d{1,15})$/i.exec(raw.openalex?.trim() ?? "")?.[1]?.toUpperCase();
  return {
    ...(doi !== undefined && { doi }),
    ...(arxiv !== undefined && { arxiv }),
    ...(pmid !== undefined && { pmid }),
    ...(pmc !== undefined && { pmcid: `PMC${pmc}` }),
    ...(openalex !== undefined && { openalex }),
    ...(raw.semanticScholar !== undefined && { semanticScholar: raw.semanticScholar }),
    ...(raw.dblp !== undefined && { dblp: raw.dblp }),
  };
}

/** A DOI without resolver, in lower case; undefined for anything else. Angle brackets are those of old SICI names. */
export function doiIn(text: string | undefined): string | undefined {
  return /^(?:https?:\/\/(?:dx\.)?doi\.org\/|doi:\s*)?(10\.\d{4,9}\/(?:[^\s<>"]|<[\w.,-]{0,20}::[\w-]{1,40}>){1,300})$/i
    .exec(text?.trim() ?? "")?.[1]
    ?.toLowerCase();
}

/** An arXiv number without version; undefined for anything else. */
export function arxivIn(text: string | undefined): string | undefined {
  const key = workKey(text ?? "");
  return key.startsWith("arxiv:") ? key.slice(6) : undefined;
}

function bestId(ids: WorkIds, version: string): string | undefined {
  const { doi, arxiv, pmid, pmcid, openalex, semanticScholar, dblp } = ids;
  const ownDoi = doi !== undefined && !doi.startsWith("10.48550/arxiv.");
  // Where a version is known, the record is the preprint's, whatever DOI was published later.
  if (arxiv !== undefined && (version !== "" || !ownDoi)) return `arXiv:${arxiv}${version}`;
  if (doi !== undefined) return `doi:${doi}`;
  if (pmid !== undefined) return `pmid:${pmid}`;
  if (pmcid !== undefined) return pmcid;
  if (openalex !== undefined) return `openalex:${openalex}`;
  if (semanticScholar !== undefined) return `s2:${semanticScholar}`;
  return dblp === undefined ? undefined : `dblp:${dblp}`;
}

function plainAuthor({ family, given, literal }: Author): Author {
  return { ...line("family", family), ...line("given", given), ...line("literal", literal) };
}

function line<K extends string>(key: K, text: string | undefined): { [key in K]?: string } {
  const plain = text === undefined ? "" : plainLine(text, 500);
  return plain === "" ? {} : ({ [key]: plain } as { [key in K]: string });
}

/** `Jane van Dijk` and `van Dijk, Jane` -> given `Jane`, family `van Dijk`; one word stays whole. */
export function nameOf(name: string | undefined): Author {
  const words = plainLine(name ?? "", 300);
  const [, before, after] = /^([^,]+), ([^,]+)$/u.exec(words) ?? [];
  if (before !== undefined) return { given: after!, family: before };
  const [, given, family] = /^(.+) (\S+)$/u.exec(words) ?? [];
  // Names of scripts without case have no agreed place for the family name.
  if (given === undefined || !/^\p{Lu}|^\p{Ll}/u.test(family!)) return words === "" ? {} : { literal: words };
  const suffix = /^(.+) (\S+)$/u.exec(given);
  if (/^(?:Jr|Sr|I{1,3}|IV)\.?$/.test(family!) && suffix !== null)
    return { given: suffix[1]!, family: `${suffix[2]} ${family}` };
  // Particles are written small: van, de la.
  const [, first, particles] = /^(\S.*?)((?: \p{Ll}\S*)+)$/u.exec(given) ?? [];
  return particles === undefined
    ? { given, family: family! }
    : { given: first!, family: `${particles.trim()} ${family}` };
}

function dateParts(date: RawRecord["date"]): number[] | undefined {
  const [year, month, day] = date ?? [];
  if (year === undefined || !Number.isInteger(year) || year < 1000 || year > 2999) return undefined;
  if (month === undefined || !(Number.isInteger(month) && month >= 1 && month <= 12)) return [year];
  if (day === undefined || !(Number.isInteger(day) && day >= 1 && day <= 31)) return [year, month];
  return [year, month, day];
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** The parts of `2024-08-20`, `2024-08`, `2024 Aug`, `2024`; undefined for anything else. */
export function dateIn(text: string | undefined): number[] | undefined {
  const [, year, month, day] =
    /^(\d{4})(?:[-/ ](\d{1,2}|[A-Za-z]{3})[a-z]*(?:[-/ ](\d{1,2}))?)?(?!\d)/.exec(text ?? "") ?? [];
  if (year === undefined) return undefined;
  const parts = [Number(year)];
  if (month === undefined) return parts;
  const number = /\d/.test(month) ? Number(month) : months.indexOf(month.toLowerCase()) + 1;
  if (number < 1) return parts;
  return day === undefined ? [...parts, number] : [...parts, number, Number(day)];
}

/** A link that is safe to show: http or https, no name and password in it. */
function safeUrl(text: string | undefined): string | undefined {
  if (text === undefined || text.length > 2_000 || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.username === "" && url.password === "" ? url.href : undefined;
}

function distinct(links: readonly FullText[]): FullText[] {
  const seen = new Set<string>();
  return links.filter(({ url }) => !seen.has(url) && seen.add(url));
}
