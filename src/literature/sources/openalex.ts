import { all, type BooleanLanguage, type Query, writeBoolean } from "../query/index.js";
import { type Dialect, prepare, shown } from "./database.js";
import { at, type Json, list, number, readJson, text, total } from "./json.js";
import { PoliteClient } from "./manners.js";
import { type Entry, paged } from "./paging.js";
import { dateIn, entryOf, nameOf, sorted } from "./record.js";
import type { Source, SourceAccess } from "./source.js";

const dialect: Dialect = {
  title: "OpenAlex",
  fields: new Set(),
  searched: new Set(["title", "abstract"]),
  phrases: true,
  and: true,
  or: true,
  not: "beside",
  years: false,
  yearsApart: true,
  apart: (part) => onlyField(part) !== undefined,
};

const fields =
  "id,doi,ids,title,display_name,publication_year,publication_date,type,is_retracted,authorships,primary_location," +
  "best_oa_location,locations,biblio,abstract_inverted_index";

/**
 * OpenAlex's REST API. Wants a key since 2026 (`OPENALEX_API_KEY`); pages by cursor, at most 200 records each, no more
 * than 10 requests a second. Words are looked for in titles, abstracts and part of the full texts, stemmed.
 */
export function openOpenAlex(access: SourceAccess): Source {
  const { OPENALEX_API_KEY: key, CLAIMBOOK_MAILTO: mailto } = access.env;
  const client = new PoliteClient(
    {
      source: "openalex",
      title: "OpenAlex",
      baseUrl: "https://api.openalex.org",
      interval: key ? 100 : 1_000,
      secrets: ["api_key"],
      keyHint: key ? "check OPENALEX_API_KEY" : "OpenAlex gives free keys: set OPENALEX_API_KEY",
    },
    access,
  );
  return {
    name: "openalex",
    title: "OpenAlex",
    translate(query, options) {
      const prepared = prepare(query, options, dialect);
      return { sent: shown(parameters(prepared)), lost: prepared.lost };
    },
    async *search(query, options) {
      const prepared = prepare(query, options, dialect);
      const asked = parameters(prepared);
      yield* paged<string>({
        first: "*",
        pageSize: 100,
        limit: options.limit,
        ...(prepared.wanted && { wanted: prepared.wanted }),
        ask: async (cursor, size) => {
          const answer = await client.get(
            "works",
            {
              ...asked,
              select: fields,
              "per-page": size,
              cursor,
              mailto: mailto || undefined,
              api_key: key || undefined,
            },
            (body) => readJson(body, ["results"]),
            options.signal,
          );
          const items = list(answer.value, "results");
          const { entries, problems } = sorted(items.map(read));
          const known = total(answer.value, "meta", "count");
          const next = text(answer.value, "meta", "next_cursor");
          return {
            entries,
            count: items.length,
            problems: [...answer.faults, ...problems],
            ...(known !== undefined && { total: known }),
            ...(next !== undefined && items.length > 0 && { next }),
          };
        },
      });
    },
  };
}

type Field = "title" | "abstract";

/** Parts of the query that are about one field alone become filters, the others the search. */
function parameters({
  query,
  from,
  to,
}: {
  query: Query;
  from?: number;
  to?: number;
}): Record<string, string> {
  const groups = new Map<Field | undefined, Query[]>();
  for (const part of query.kind === "and" ? query.parts : [query]) {
    const field = onlyField(part);
    groups.set(field, [...(groups.get(field) ?? []), part]);
  }
  const search = groups.get(undefined);
  groups.delete(undefined);
  // Commas, bars and the like part the values of a filter.
  const filters = [...groups].map(
    ([field, parts]) => `${field}.search:${writeBoolean(all(parts), language).replace(/[,|!:]+/g, " ")}`,
  );
  if (from !== undefined || to !== undefined)
    filters.push(`publication_year:${from === to ? from : `${from ?? ""}-${to ?? ""}`}`);
  return {
    ...(search !== undefined && { search: writeBoolean(all(search), language) }),
    ...(filters.length > 0 && { filter: filters.join(",") }),
  };
}

/** The field that all terms of a part without NOT are confined to. */
function onlyField(part: Query): Field | undefined {
  if (part.kind === "term") return part.field === "author" ? undefined : part.field;
  if (part.kind !== "and" && part.kind !== "or") return undefined;
  const [first, ...others] = part.parts.map(onlyField);
  return others.every((field) => field === first) ? first : undefined;
}

/** OpenAlex's query language: AND, OR, NOT, brackets, quotation marks; years are a filter. */
const language: BooleanLanguage = {
  and: "AND",
  or: "OR",
  not: "NOT ",
  term({ text, phrase }) {
    const words = text
      .replace(/["\\*?~^]+/g, " ")
      .trim()
      .replace(/\s+/g, " ");
    const plain = /^[\p{L}\p{M}\p{N}-]+$/u.test(words) && !/^(?:AND|OR|NOT)$/.test(words);
    return phrase || !plain ? `"${words}"` : words;
  },
  years: () => "",
};

/** CSL-JSON's types that are called otherwise at OpenAlex. */
const types: Readonly<Record<string, string>> = {
  article: "article-journal",
  review: "article-journal",
  letter: "article-journal",
  preprint: "article",
  "book-chapter": "chapter",
  book: "book",
  dataset: "dataset",
  dissertation: "thesis",
  report: "report",
  "peer-review": "review",
};

const mostLocations = 20;

function read(work: Json): Entry | string {
  const get = (...path: (string | number)[]) => text(work, ...path);
  const id = /W\d+$/.exec(get("id") ?? "")?.[0];
  if (id === undefined) return `an entry without id (${get("title")?.slice(0, 80) ?? "no title"})`;
  const locations = [
    at(work, "best_oa_location"),
    at(work, "primary_location"),
    ...list(work, "locations"),
  ].slice(0, mostLocations);
  const pages = locations.map((place) => text(place, "landing_page_url"));
  const version = get("primary_location", "version");
  const [first, last] = [get("biblio", "first_page"), get("biblio", "last_page")];
  return entryOf({
    source: "openalex",
    sourceId: id,
    ids: {
      openalex: id,
      doi: get("doi") ?? get("ids", "doi"),
      pmid: get("ids", "pmid"),
      pmcid: get("ids", "pmcid"),
      arxiv: pages.find((page) => /^https?:\/\/(?:export\.)?arxiv\.org\/(?:abs|pdf)\//.test(page ?? "")),
    },
    type: types[get("type") ?? ""] ?? "document",
    title: get("title") ?? get("display_name"),
    abstract: abstractOf(at(work, "abstract_inverted_index")),
    authors: list(work, "authorships").map((one) =>
      nameOf(text(one, "author", "display_name") ?? text(one, "raw_author_name")),
    ),
    date: dateIn(get("publication_date")) ?? [number(work, "publication_year")],
    venue: get("primary_location", "source", "display_name"),
    publisher: get("primary_location", "source", "host_organization_name"),
    volume: get("biblio", "volume"),
    issue: get("biblio", "issue"),
    pages: first !== undefined && last !== undefined && first !== last ? `${first}-${last}` : first,
    url: get("doi") ?? get("id"),
    version: version === "publishedVersion" && get("type") !== "preprint" ? "published" : undefined,
    retracted: at(work, "is_retracted") === true,
    fullText: locations
      .filter((place) => at(place, "is_oa") === true)
      .flatMap((place) => [
        { kind: "pdf", url: text(place, "pdf_url") } as const,
        { kind: "html", url: text(place, "landing_page_url") } as const,
      ]),
  });
}

/** Places beyond this are not those of an abstract. */
const mostWords = 20_000;

/** An abstract out of its index, word to places. Words that share a place by mistake both stay. */
function abstractOf(index: Json): string | undefined {
  if (typeof index !== "object" || index === null || Array.isArray(index)) return undefined;
  const words: [place: number, word: string][] = [];
  for (const [word, places] of Object.entries(index))
    for (const place of list(places)) {
      if (typeof place !== "number" || !(place >= 0 && place < mostWords)) continue;
      if (words.push([place, word]) > mostWords) return undefined;
    }
  if (words.length === 0) return undefined;
  return words
    .sort(([a], [b]) => a - b)
    .map(([, word]) => word)
    .join(" ");
}
