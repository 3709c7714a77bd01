import type { Query } from "../query/index.js";
import { type Dialect, prepare, shown } from "./database.js";
import { at, type Json, list, readJson, text, total } from "./json.js";
import { PoliteClient } from "./manners.js";
import { type Batch, type Entry, nextOffset, paged } from "./paging.js";
import { doiIn, entryOf, sorted } from "./record.js";
import type { Source, SourceAccess } from "./source.js";

const dialect: Dialect = {
  title: "Crossref",
  fields: new Set(["title", "author"]),
  searched: new Set(["title", "author"]),
  phrases: false,
  and: false,
  or: true,
  not: false,
  years: false,
  yearsApart: true,
};

const fields = [
  "DOI,URL,title,subtitle,author,abstract,issued,published,type,subtype,container-title,publisher,volume,issue,page",
  "link,relation,update-to,updated-by",
].join(",");

/**
 * Crossref's REST API. With `CLAIMBOOK_MAILTO` in its polite pool; it says itself how often it may be asked
 * (`x-rate-limit-*`). Its search ranks by the words given and requires none: the rest of the query is applied to the
 * answers. Pages by offset, which ends at 10,000: its cursors are scrolls that the server moves on with every request,
 * so that a page lost on the way could not be asked for again.
 */
export function openCrossref(access: SourceAccess): Source {
  const { CLAIMBOOK_MAILTO: mailto, CROSSREF_PLUS_TOKEN: token } = access.env;
  const client = new PoliteClient(
    {
      source: "crossref",
      title: "Crossref",
      baseUrl: "https://api.crossref.org",
      interval: mailto ? 200 : 1_000,
      keyHint: token ? "check CROSSREF_PLUS_TOKEN" : "set CLAIMBOOK_MAILTO to be told apart from others",
      ...(token && { headers: { "crossref-plus-api-token": `Bearer ${token}` } }),
    },
    access,
  );
  return {
    name: "crossref",
    title: "Crossref",
    translate(query, options) {
      const prepared = prepare(query, options, dialect);
      return { sent: shown(parameters(prepared)), lost: prepared.lost };
    },
    async *search(query, options) {
      const prepared = prepare(query, options, dialect);
      const asked = parameters(prepared);
      /** DOIs that a notice on an earlier page retracts. */
      const retracted = new Set<string>();
      yield* paged<number>({
        first: 0,
        pageSize: 100,
        limit: options.limit,
        reach: 10_000,
        ...(prepared.wanted && { wanted: prepared.wanted }),
        ask: async (offset, rows): Promise<Batch<number>> => {
          const answer = await client.get(
            "works",
            { ...asked, select: fields, rows, offset, ...(mailto && { mailto }) },
            (body) => readJson(body, ["message", "items"]),
            options.signal,
          );
          const items = list(answer.value, "message", "items");
          for (const item of items) for (const doi of retractedBy(item)) retracted.add(doi);
          const { entries, problems } = sorted(items.map((item) => read(item, retracted)));
          const known = total(answer.value, "message", "total-results");
          const next = nextOffset(offset, items.length, rows, known);
          return {
            entries,
            count: items.length,
            problems: [...answer.faults, ...problems],
            ...(known !== undefined && { total: known }),
            ...(next !== undefined && { next }),
          };
        },
      });
    },
  };
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
  const terms = termsOf(query);
  const words = (field: "title" | "author" | undefined) =>
    terms
      .filter((term) => term.field === field)
      .map(({ text }) => text)
      .join(" ");
  const [any, title, author] = [words(undefined), words("title"), words("author")];
  const filter = [
    ...(from === undefined ? [] : [`from-pub-date:${String(from).padStart(4, "0")}`]),
    ...(to === undefined ? [] : [`until-pub-date:${String(to).padStart(4, "0")}`]),
  ].join(",");
  return {
    ...(any && { query: any }),
    ...(title && { "query.title": title }),
    ...(author && { "query.author": author }),
    ...(filter && { filter }),
  };
}

function termsOf(query: Query): Extract<Query, { kind: "term" }>[] {
  if (query.kind === "term") return [query];
  return query.kind === "and" || query.kind === "or" ? query.parts.flatMap(termsOf) : [];
}

const retracts = /^(?:retraction|withdrawal|removal)$/;

/** DOIs of the works that this one, a notice, retracts. */
function retractedBy(item: Json): string[] {
  return list(item, "update-to")
    .filter((update) => retracts.test(text(update, "type") ?? ""))
    .map((update) => doiIn(text(update, "DOI")))
    .filter((doi) => doi !== undefined);
}

/** CSL-JSON's types that are called otherwise at Crossref. */
const types: Readonly<Record<string, string>> = {
  "journal-article": "article-journal",
  "proceedings-article": "paper-conference",
  "book-chapter": "chapter",
  "posted-content": "article",
  dissertation: "thesis",
  monograph: "book",
  "edited-book": "book",
  "reference-book": "book",
  "reference-entry": "entry",
  "peer-review": "review",
};

function read(item: Json, retracted: ReadonlySet<string>): Entry | string {
  const doi = doiIn(text(item, "DOI"));
  if (doi === undefined)
    return `an entry without DOI (${text(item, "title", 0)?.slice(0, 80) ?? "no title"})`;
  const type = text(item, "type") ?? "";
  const title = [text(item, "title", 0), text(item, "subtitle", 0)].filter((part) => part !== undefined);
  const date = list(item, "issued", "date-parts", 0).map(Number);
  const published = list(item, "published", "date-parts", 0).map(Number);
  const relation = Object.keys((at(item, "relation") as object | null | undefined) ?? {});
  return entryOf({
    source: "crossref",
    sourceId: doi,
    ids: { doi },
    type: types[type] ?? (/^[a-z-]{1,40}$/.test(type) ? type : "document"),
    title: title.length === 0 ? undefined : title.join(": "),
    abstract: text(item, "abstract"),
    authors: list(item, "author").map((author) => ({
      ...(text(author, "family") !== undefined && { family: text(author, "family")! }),
      ...(text(author, "given") !== undefined && { given: text(author, "given")! }),
      ...(text(author, "name") !== undefined && { literal: text(author, "name")! }),
    })),
    date: date[0] ? date : published,
    venue: text(item, "container-title", 0),
    publisher: text(item, "publisher"),
    volume: text(item, "volume"),
    issue: text(item, "issue"),
    pages: text(item, "page"),
    url: `https://doi.org/${doi}`,
    version: type === "posted-content" || type === "peer-review" ? undefined : "published",
    retracted:
      retracted.has(doi) ||
      list(item, "updated-by").some((update) => retracts.test(text(update, "type") ?? "")) ||
      relation.some((kind) => /^is-(?:retracted|withdrawn|removed)-by$/.test(kind)),
    fullText: list(item, "link").flatMap((link) => {
      const kind =
        text(link, "content-type") === "application/pdf"
          ? "pdf"
          : text(link, "content-type") === "text/html"
            ? "html"
            : undefined;
      // Those meant for checks of plagiarism are closed to readers.
      const closed = text(link, "intended-application") === "similarity-checking";
      return kind === undefined || closed ? [] : [{ kind, url: text(link, "URL") } as const];
    }),
  });
}
