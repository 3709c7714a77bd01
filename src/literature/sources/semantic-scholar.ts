import type { Query } from "../query/index.js";
import { type Dialect, prepare, shown } from "./database.js";
import { at, type Json, list, number, type ReadJson, readJson, text, total } from "./json.js";
import { PoliteClient } from "./manners.js";
import { type Batch, type Entry, paged } from "./paging.js";
import { dateIn, entryOf, nameOf, sorted } from "./record.js";
import type { Source, SourceAccess } from "./source.js";

const dialect: Dialect = {
  title: "Semantic Scholar",
  fields: new Set(),
  searched: new Set(["title", "abstract"]),
  phrases: true,
  and: true,
  or: true,
  not: "beside",
  years: false,
  yearsApart: true,
};

const fields =
  "paperId,externalIds,url,title,abstract,venue,year,publicationDate,publicationTypes,journal,authors,openAccessPdf";

const ranked = "graph/v1/paper/search";
const bulk = "graph/v1/paper/search/bulk";
/** Records that the ranked search gives at most. */
const rankedReach = 1_000;

/**
 * Semantic Scholar's Academic Graph API. One request a second with `SEMANTIC_SCHOLAR_API_KEY`; without one all the
 * world shares a limit, and status 429 is usual. Words only are asked of the ranked search (at most its first 1000);
 * what has OR, NOT or phrases in it of the bulk search, the most cited first.
 */
export function openSemanticScholar(access: SourceAccess): Source {
  const { SEMANTIC_SCHOLAR_API_KEY: key } = access.env;
  const client = new PoliteClient(
    {
      source: "semantic-scholar",
      title: "Semantic Scholar",
      baseUrl: "https://api.semanticscholar.org",
      interval: key ? 1_050 : 3_000,
      keyHint: key ? "check SEMANTIC_SCHOLAR_API_KEY" : "SEMANTIC_SCHOLAR_API_KEY gives a limit of its own",
      ...(key && { headers: { "x-api-key": key } }),
    },
    access,
  );
  return {
    name: "semantic-scholar",
    title: "Semantic Scholar",
    translate(query, options) {
      const prepared = prepare(query, options, dialect);
      return {
        sent: `${isPlain(prepared.query) ? ranked : bulk}?${shown(parameters(prepared))}`,
        lost: prepared.lost,
      };
    },
    async *search(query, options) {
      const prepared = prepare(query, options, dialect);
      const asked = parameters(prepared);
      const isBulk = !isPlain(prepared.query);
      const ask = async (place: string, size: number): Promise<Batch<string>> => {
        const answer = await client.get(
          isBulk ? bulk : ranked,
          isBulk
            ? { ...asked, fields, sort: "citationCount:desc", token: place === "" ? undefined : place }
            : { ...asked, fields, offset: place === "" ? 0 : place, limit: size },
          readPage,
          options.signal,
        );
        const items = list(answer.value, "data");
        const { entries, problems } = sorted(items.map(read));
        const known = total(answer.value, "total");
        const next = nextPlace(answer.value, isBulk, place, items.length, size);
        return {
          entries,
          count: items.length,
          problems: [...answer.faults, ...problems],
          ...(known !== undefined && { total: known }),
          ...(next !== undefined && { next }),
        };
      };
      yield* paged<string>({
        first: "",
        pageSize: 100,
        limit: options.limit,
        ...(!isBulk && { reach: rankedReach }),
        ...(prepared.wanted && { wanted: prepared.wanted }),
        ask,
      });
    },
  };
}

/** Where nothing is found there is no list. */
function readPage(body: string): ReadJson {
  const read = readJson(body, ["data"]);
  return total(read.value, "total") === 0 ? { value: read.value, faults: [] } : read;
}

/** The bulk search names the next page by a token; the ranked one counts. */
function nextPlace(
  value: Json,
  isBulk: boolean,
  place: string,
  count: number,
  size: number,
): string | undefined {
  if (count === 0) return undefined;
  if (isBulk) return text(value, "token");
  const next = Number(place) + count;
  const named = number(value, "next");
  const more = named !== undefined || count >= size || next < (total(value, "total") ?? 0);
  // It takes offset + limit up to 1000 only.
  return more && next + size <= rankedReach ? String(next) : undefined;
}

function parameters({
  query,
  from,
  to,
}: {
  query: Query;
  from?: number;
  to?: number;
}): Record<string, string> {
  const year = from === to ? from : `${from ?? ""}-${to ?? ""}`;
  return { query: expression(query), ...(year !== undefined && { year: String(year) }) };
}

/** Words that all have to be there, and nothing else. */
function isPlain(query: Query): boolean {
  if (query.kind === "and") return query.parts.every(isPlain);
  return query.kind === "term" && !query.phrase;
}

/** The bulk search's query language (`+` AND, `|` OR, `-` NOT, brackets, quotation marks); blanks for plain words. */
function expression(query: Query): string {
  if (isPlain(query)) return wordsOf(query).join(" ");
  switch (query.kind) {
    case "term": {
      const words = clean(query.text);
      return query.phrase || words.includes(" ") ? `"${words}"` : words;
    }
    case "not":
      return `-${inBrackets(query.part)}`;
    case "or":
      return query.parts.map(inBrackets).join(" | ");
    case "and": {
      const kept = query.parts.filter((part) => part.kind !== "not").map(inBrackets);
      const without = query.parts.filter((part) => part.kind === "not").map(expression);
      return [kept.join(" + "), ...without].join(" ");
    }
    case "years":
      return "";
  }
}

function inBrackets(query: Query): string {
  return query.kind === "and" || query.kind === "or" ? `(${expression(query)})` : expression(query);
}

function wordsOf(query: Query): string[] {
  if (query.kind === "term") return [clean(query.text)];
  return query.kind === "and" ? query.parts.flatMap(wordsOf) : [];
}

/** Hyphens find nothing there (API documentation); the other signs have a meaning of their own. */
function clean(text: string): string {
  return text
    .replace(/["+|*~()\\-]+/g, " ")
    .trim()
    .replace(/\s+/g, " ");
}

function read(paper: Json): Entry | string {
  const get = (...path: string[]) => text(paper, ...path);
  const id = get("paperId");
  if (id === undefined || !/^[\w-]{1,100}$/.test(id))
    return `an entry without id (${get("title")?.slice(0, 80) ?? "no title"})`;
  const kinds = list(paper, "publicationTypes");
  const doi = get("externalIds", "DOI");
  const journal = get("journal", "name") ?? get("venue");
  const preprint = doi === undefined || /^10\.48550\//.test(doi) || /^arxiv/i.test(journal ?? "");
  return entryOf({
    source: "semantic-scholar",
    sourceId: id,
    ids: {
      semanticScholar: id,
      doi,
      arxiv: get("externalIds", "ArXiv"),
      pmid: get("externalIds", "PubMed"),
      pmcid: get("externalIds", "PubMedCentral"),
      dblp: get("externalIds", "DBLP"),
    },
    type: kinds.includes("Conference")
      ? "paper-conference"
      : preprint && !kinds.includes("JournalArticle")
        ? "article"
        : "article-journal",
    title: get("title"),
    abstract: get("abstract"),
    authors: list(paper, "authors").map((author) => nameOf(text(author, "name"))),
    date: dateIn(get("publicationDate")) ?? [number(paper, "year")],
    venue: get("venue") ?? get("journal", "name"),
    volume: get("journal", "volume"),
    pages: get("journal", "pages"),
    url: get("url"),
    version: preprint ? undefined : "published",
    fullText: at(paper, "openAccessPdf") ? [{ kind: "pdf", url: get("openAccessPdf", "url") }] : [],
  });
}
