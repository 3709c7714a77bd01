import type { CslItem } from "../search-log.js";
import type { SourceName, SourceRecord, WorkIds } from "../sources/source.js";
import type { RecordGroup } from "./groups.js";
import { isPreprintDoi, recordIds } from "./record-ids.js";

/** A work with all that its records know of it. */
export interface FoundWork {
  /** The id that it is cited by. */
  id: string;
  item: CslItem;
  ids: WorkIds;
  records: readonly SourceRecord[];
  /** Why its records were joined; empty for a single record. */
  joined: readonly string[];
  /** CSL field -> `source id` of the record that the field was taken from. */
  fields: Readonly<Record<string, string>>;
  /** `v1`, `v2`, `published`, as far as records say so, in this order. */
  versions: readonly string[];
  /** Sources that say it was retracted or withdrawn. */
  retractedBy: readonly string[];
  fullText: NonNullable<SourceRecord["fullText"]>;
}

/** Whose bibliography is trusted first where two records are equally full. The library's own comes before all. */
const trust: readonly SourceName[] = [
  "local-library",
  "crossref",
  "pubmed",
  "europe-pmc",
  "openalex",
  "dblp",
  "semantic-scholar",
  "arxiv",
];

/** Fields of where and when a work appeared; they are taken from one record, since half of each would be a third place. */
const placeFields = ["container-title", "volume", "issue", "page", "issued", "publisher", "type"] as const;

/** Makes one work of a group: of each field the fullest value, and which record it came from. */
export function mergeRecords({ records, reasons, retractedTitle }: RecordGroup): FoundWork {
  const ranked = [...records].sort((a, b) => rankOf(a) - rankOf(b));
  const fields: Record<string, string> = {};
  const item: Record<string, unknown> = {};
  const take = (key: string, record: SourceRecord, value: unknown) => {
    if (value === undefined) return;
    item[key] = value;
    fields[key] = nameOf(record);
  };
  const keys = [...new Set(ranked.flatMap((record) => Object.keys(record.item)))].sort();
  const place =
    ranked.find((record) => isPublished(record) && record.item["container-title"] !== undefined) ??
    ranked[0]!;
  for (const key of keys) {
    if (key === "id" || key === "DOI") continue;
    const having = ranked.filter((record) => !isEmpty(fieldOf(record, key)));
    const first = having[0];
    if (first === undefined) continue;
    if (key === "title") take(key, ...best(having, key, titleWorth));
    else if (key === "abstract") take(key, ...best(having, key, (value) => abstractWorth(String(value))));
    else if (key === "author") take(key, ...best(having, key, authorWorth));
    else if ((placeFields as readonly string[]).includes(key) && !isEmpty(fieldOf(place, key))) {
      take(key, place, fieldOf(place, key));
    } else take(key, first, fieldOf(first, key));
  }
  const ids = mergedIds(ranked);
  const withDoi = ranked.find((record) => record.ids.doi === ids.doi || record.item.DOI === ids.doi);
  if (ids.doi !== undefined) take("DOI", withDoi ?? ranked[0]!, ids.doi);
  const id = workIdOf(ranked, ids);
  return {
    id,
    item: { ...item, id } as CslItem,
    ids,
    records,
    joined: reasons,
    fields,
    versions: versionsOf(records),
    retractedBy: [
      ...new Set([
        ...records.filter((record) => record.retracted).map((record) => record.source as string),
        ...(retractedTitle ? ["its title"] : []),
      ]),
    ],
    fullText: uniqueBy(
      ranked.flatMap((record) => record.fullText ?? []),
      ({ url }) => url,
    ),
  };
}

/** How many of the group's records are another version than the one that the work is cited by. */
export function otherVersions({ versions }: FoundWork): number {
  return Math.max(0, versions.length - 1);
}

/** `arxiv 2408.10536v1`. */
export function nameOf({ source, sourceId }: SourceRecord): string {
  return `${source} ${sourceId}`;
}

function rankOf(record: SourceRecord): number {
  const own = record.source === "local-library" ? -100 : 0;
  return own + (isPublished(record) ? 0 : 20) + trust.indexOf(record.source);
}

function isPublished(record: SourceRecord): boolean {
  return recordIds(record).publishedDoi !== undefined || record.version === "published";
}

function fieldOf({ item }: SourceRecord, key: string): unknown {
  return (item as Record<string, unknown>)[key];
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)
  );
}

/** The record whose value is worth most; the more trusted one of equals. */
function best(
  records: readonly SourceRecord[],
  key: string,
  worth: (value: unknown) => number,
): [SourceRecord, unknown] {
  let winner = records[0]!;
  for (const record of records) {
    if (worth(fieldOf(record, key)) > worth(fieldOf(winner, key))) winner = record;
  }
  return [winner, fieldOf(winner, key)];
}

/** The longer title has the subtitle; one in capitals, or one that was cut off, has lost something. */
function titleWorth(value: unknown): number {
  const title = String(value);
  const letters = title.replace(/\P{L}/gu, "");
  const capitals =
    letters.length > 8 && letters === letters.toUpperCase() && letters !== letters.toLowerCase();
  return Math.min(title.length, 300) - (capitals ? 1000 : 0) - (/(?:…|\.\.\.)\s*$/.test(title) ? 500 : 0);
}

/** The longer one, unless it was cut off; past what abstracts have, length is no merit. */
function abstractWorth(abstract: string): number {
  return Math.min(abstract.length, 5000) - (/(?:…|\.\.\.)\s*$/.test(abstract) ? 500 : 0);
}

/** More authors, then fuller first names. */
function authorWorth(value: unknown): number {
  const people = value as NonNullable<CslItem["author"]>;
  const length = people.reduce(
    (sum, { family, given, literal }) => sum + `${family ?? ""}${given ?? ""}${literal ?? ""}`.length,
    0,
  );
  return Math.min(people.length, 10_000) * 1000 + Math.min(length, 999);
}

function mergedIds(ranked: readonly SourceRecord[]): WorkIds {
  const ids: WorkIds = {};
  for (const record of ranked) {
    for (const [key, value] of Object.entries(record.ids) as [keyof WorkIds, string | undefined][]) {
      if (value !== undefined && value !== "") ids[key] ??= value;
    }
  }
  const dois = ranked.flatMap(({ ids: { doi }, item: { DOI } }) =>
    [doi, DOI].filter((each) => each !== undefined && each !== ""),
  );
  const doi = dois.find((each) => !isPreprintDoi(each!.toLowerCase())) ?? dois[0];
  if (doi !== undefined) ids.doi = doi.toLowerCase();
  return ids;
}

/** The library's id where it has the work, since texts are found by it; else the publication's DOI, the arXiv number, whatever there is. */
function workIdOf(ranked: readonly SourceRecord[], ids: WorkIds): string {
  const own = ranked.find((record) => record.source === "local-library");
  if (own !== undefined) return own.item.id;
  const arxiv = ranked.filter(
    (record) => recordIds(record).arxiv !== undefined && /^arxiv:/i.test(record.item.id),
  );
  if (arxiv.length > 0)
    return arxiv
      .map((record) => record.item.id)
      .sort(byVersion)
      .at(-1)!;
  return ids.doi === undefined ? ranked[0]!.item.id : `doi:${ids.doi}`;
}

function byVersion(a: string, b: string): number {
  const version = (id: string) => Number(/v(\d+)$/.exec(id)?.[1] ?? 0);
  return version(a) - version(b);
}

function versionsOf(records: readonly SourceRecord[]): string[] {
  const versions = new Set(
    records.flatMap((record) =>
      record.version !== undefined ? [record.version] : isPublished(record) ? ["published"] : [],
    ),
  );
  const order = (version: string) =>
    version === "published" ? Number.MAX_SAFE_INTEGER : Number(/^v(\d+)$/.exec(version)?.[1] ?? 0);
  return [...versions].sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1));
}

function uniqueBy<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
