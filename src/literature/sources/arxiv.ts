import { ClaimbookError } from "../../errors.js";
import type { Query } from "../query/index.js";
import { type Dialect, prepare } from "./database.js";
import { PoliteClient } from "./manners.js";
import { type Batch, nextOffset, paged } from "./paging.js";
import { plainLine } from "./plain-text.js";
import { arxivIn, dateIn, entryOf, nameOf, sorted } from "./record.js";
import type { Source, SourceAccess, SourceOptions } from "./source.js";
import { element, elements, readXml, textIn, type XmlElement } from "./xml.js";

const dialect: Dialect = {
  title: "arXiv",
  fields: new Set(["title", "abstract", "author"]),
  searched: new Set(["title", "abstract", "author"]),
  phrases: true,
  and: true,
  or: true,
  not: "beside",
  years: true,
  yearsApart: false,
};

/**
 * arXiv's API (Atom). One request every 3 seconds, at most 2000 records each; it gives the first 30,000 of a search.
 * Years are those of the first version.
 */
export function openArxiv(access: SourceAccess): Source {
  const client = new PoliteClient(
    { source: "arxiv", title: "arXiv", baseUrl: "https://export.arxiv.org", interval: 3_000 },
    access,
  );
  return {
    name: "arxiv",
    title: "arXiv",
    translate(query, options) {
      const { query: asked, lost } = prepare(query, options, dialect);
      return { sent: expression(asked), lost };
    },
    async *search(query, options) {
      const { query: asked, wanted } = prepare(query, options, dialect);
      const sent = expression(asked);
      yield* paged<number>({
        first: 0,
        pageSize: wanted === undefined ? 200 : 100,
        limit: options.limit,
        reach: 30_000,
        ...(wanted && { wanted }),
        ask: (start, size) => ask(client, sent, start, size, options),
      });
    },
  };
}

async function ask(
  client: PoliteClient,
  sent: string,
  start: number,
  size: number,
  { signal }: SourceOptions,
): Promise<Batch<number>> {
  const parameters = {
    search_query: sent,
    start,
    max_results: size,
    sortBy: "relevance",
    sortOrder: "descending",
  };
  const { value: feed, faults } = await client.get("api/query", parameters, readFeed, signal);
  const found = elements(feed, "entry");
  // Errors come as an entry, some of them with status 200.
  const error = found.find((entry) =>
    /^https?:\/\/arxiv\.org\/api\/errors/.test(textIn(element(entry, "id")) ?? ""),
  );
  if (error !== undefined)
    throw new ClaimbookError(`it refuses the query: ${textIn(element(error, "summary"))?.slice(0, 200)}`, {
      kind: "could-not-run",
      where: "arXiv",
      wayOut: "Simplify the query.",
    });
  const total = Number(textIn(element(feed, "opensearch:totalResults")) ?? Number.NaN);
  const known = Number.isInteger(total) ? total : undefined;
  const { entries, problems } = sorted(found.map(read));
  const next = nextOffset(start, found.length, size, known);
  return {
    entries,
    count: found.length,
    problems: [...faults, ...problems],
    ...(known !== undefined && { total: known }),
    ...(next !== undefined && { next }),
  };
}

function readFeed(body: string) {
  const { root, faults } = readXml(body);
  const wrong = root?.name === "feed" ? [] : ["there is no Atom feed in it"];
  const value = root?.name === "feed" ? root : undefined;
  return { value, faults: [...wrong, ...faults], ...(value === undefined && { unusable: true }) };
}

function read(entry: XmlElement) {
  const page = textIn(element(entry, "id"))?.trim();
  const [, id, version] = /\/abs\/(\S+?)(v\d+)?$/.exec(page ?? "") ?? [];
  if (id === undefined || !entry.closed)
    return `an entry${id === undefined ? " without id" : ` (${id})`} is cut off`;
  if (arxivIn(id) === undefined) return `an entry with an id that is none of arXiv's (${plainLine(id, 80)})`;
  const text = (name: string) => textIn(element(entry, name));
  const summary = text("summary");
  const number = `${id}${version ?? ""}`;
  const withdrawn =
    /^\W*withdrawn\b|\b(?:been|is|was|paper|article|submission)\s+withdrawn\b/i.test(
      text("arxiv:comment") ?? "",
    ) ||
    /^\W*this (?:paper|article|submission|manuscript|work) (?:has been|is|was) withdrawn\b/i.test(
      summary ?? "",
    );
  return entryOf({
    source: "arxiv",
    sourceId: id,
    ids: { arxiv: id, doi: text("arxiv:doi") },
    type: "article",
    title: text("title"),
    abstract: summary,
    authors: elements(entry, "author").map((author) => nameOf(textIn(element(author, "name")))),
    date: dateIn(text("published")),
    venue: text("arxiv:journal_ref"),
    publisher: "arXiv",
    url: `https://arxiv.org/abs/${number}`,
    version,
    retracted: withdrawn,
    fullText: withdrawn
      ? []
      : [
          { kind: "html", url: `https://arxiv.org/html/${number}` },
          { kind: "latex", url: `https://arxiv.org/e-print/${number}` },
          { kind: "pdf", url: `https://arxiv.org/pdf/${number}` },
        ],
  });
}

const prefixes = { title: "ti", abstract: "abs", author: "au" } as const;

/** arXiv's query language (API user's manual, 5.1): prefixes, AND, OR, ANDNOT, brackets, `submittedDate` ranges. */
function expression(query: Query): string {
  switch (query.kind) {
    case "term": {
      const prefix = query.field === undefined ? "all" : prefixes[query.field];
      // Brackets, quotation marks and colons have a meaning of their own.
      const words = query.text
        .replace(/[()":\\[\]]+/g, " ")
        .trim()
        .replace(/\s+/g, " ");
      return `${prefix}:${/[\s-]/.test(words) || query.phrase ? `"${words}"` : words}`;
    }
    case "years": {
      const from = String(query.from ?? 1900).padStart(4, "0");
      return `submittedDate:[${from}01010000 TO ${String(query.to ?? 2999).padStart(4, "0")}12312359]`;
    }
    case "or":
      return query.parts
        .map((part) => (part.kind === "term" ? expression(part) : `(${expression(part)})`))
        .join(" OR ");
    case "not":
      return `ANDNOT ${inBrackets(query.part)}`;
    case "and": {
      // What is taken away follows what it is taken away from.
      const [kept, without] = [
        query.parts.filter((part) => part.kind !== "not"),
        query.parts.filter((part) => part.kind === "not"),
      ];
      return [kept.map(inBrackets).join(" AND "), ...without.map(expression)].join(" ");
    }
  }
}

function inBrackets(query: Query): string {
  return query.kind === "and" || query.kind === "or" ? `(${expression(query)})` : expression(query);
}
