import type { CslItem } from "../search-log.js";
import type { SourceRecord, WorkIds } from "../sources/source.js";
import { neutralText } from "./neutral-text.js";

const mostAuthors = 500;
/** Most characters of a field; titles and abstracts of real works stay far below. */
const most = { title: 1_000, abstract: 20_000, name: 200, id: 300, other: 500 };

/**
 * A record as it may be kept and shown, whatever a source sent: texts bounded and without characters that hide or
 * reorder, links only http(s), numbers finite, nothing nested. Fields of the bibliography that are none of these are left out.
 */
export function neutralRecord(record: SourceRecord, rank: number): SourceRecord {
  const { source, ids, item, version, retracted, fullText } = record;
  return {
    source,
    sourceId: neutralText(record.sourceId, most.id),
    ids: neutralIds(ids),
    item: neutralItem(item),
    ...(version === undefined ? {} : { version: neutralText(version, 20) }),
    ...(retracted ? { retracted: true } : {}),
    ...(fullText === undefined
      ? {}
      : { fullText: fullText.slice(0, 20).flatMap(({ kind, url }) => (isLink(url) ? [{ kind, url }] : [])) }),
    rank,
  };
}

function neutralIds(ids: WorkIds): WorkIds {
  return Object.fromEntries(
    Object.entries(ids).flatMap(([key, value]) =>
      typeof value === "string" && value !== "" ? [[key, neutralText(value, most.id)]] : [],
    ),
  );
}

function neutralItem(item: CslItem): CslItem {
  const { id, type, title, author, issued, ...others } = item;
  const parts = issued?.["date-parts"][0]?.filter((part) => Number.isSafeInteger(part)).slice(0, 3) ?? [];
  const rest: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(others)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, 40)) {
    if (!/^[\w-]{1,40}$/.test(key) || key === "__proto__") continue;
    if (key === "URL") {
      if (isLink(value)) rest[key] = value;
    } else if (typeof value === "string") {
      const text = neutralText(value, key === "abstract" ? most.abstract : most.other);
      if (text !== "") rest[key] = text;
    } else if ((typeof value === "number" && Number.isFinite(value)) || typeof value === "boolean")
      rest[key] = value;
  }
  return {
    id: neutralText(id, most.id) || "unnamed",
    type: neutralText(type, 50) || "article",
    title: neutralText(title, most.title) || "(no title)",
    ...(author === undefined || author.length === 0
      ? {}
      : { author: author.slice(0, mostAuthors).map(neutralName) }),
    ...(parts.length === 0 ? {} : { issued: { "date-parts": [parts] } }),
    ...rest,
  };
}

function neutralName(name: NonNullable<CslItem["author"]>[number]): NonNullable<CslItem["author"]>[number] {
  const { family, given, literal } = name;
  return Object.fromEntries(
    Object.entries({ family, given, literal }).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, neutralText(value, most.name)]],
    ),
  );
}

function isLink(value: unknown): value is string {
  return typeof value === "string" && value.length <= 2_000 && /^https?:\/\/[^\s<>"']+$/i.test(value);
}
