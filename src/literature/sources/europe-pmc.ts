import { type BooleanLanguage, writeBoolean } from "../query/index.js";
import { type Dialect, prepare } from "./database.js";
import { type Json, list, readJson, text, total } from "./json.js";
import { PoliteClient } from "./manners.js";
import { type Entry, paged } from "./paging.js";
import { dateIn, entryOf, sorted } from "./record.js";
import type { Source, SourceAccess } from "./source.js";

const dialect: Dialect = {
  title: "Europe PMC",
  fields: new Set(["title", "abstract", "author"]),
  searched: new Set(["title", "abstract", "author"]),
  phrases: true,
  and: true,
  or: true,
  not: "beside",
  years: true,
  yearsApart: false,
};

const service = "https://www.ebi.ac.uk/europepmc/webservices/rest";

/**
 * Europe PMC's REST API. Pages by `cursorMark`, at most 1000 records each; requests half a second apart. Words
 * without field are looked for in full texts too.
 */
export function openEuropePmc(access: SourceAccess): Source {
  const client = new PoliteClient(
    { source: "europe-pmc", title: "Europe PMC", baseUrl: service, interval: 500 },
    access,
  );
  return {
    name: "europe-pmc",
    title: "Europe PMC",
    translate(query, options) {
      const { query: asked, lost } = prepare(query, options, dialect);
      return { sent: writeBoolean(asked, language), lost };
    },
    async *search(query, options) {
      const { query: asked, wanted } = prepare(query, options, dialect);
      const sent = writeBoolean(asked, language);
      yield* paged<string>({
        first: "*",
        pageSize: 100,
        limit: options.limit,
        ...(wanted && { wanted }),
        ask: async (cursorMark, pageSize) => {
          const answer = await client.get(
            "search",
            {
              query: sent,
              format: "json",
              resultType: "core",
              synonym: "FALSE",
              cursorMark,
              pageSize,
              email: access.env.CLAIMBOOK_MAILTO || undefined,
            },
            (body) => readJson(body, ["resultList", "result"]),
            options.signal,
          );
          const items = list(answer.value, "resultList", "result");
          const { entries, problems } = sorted(items.map(read));
          const known = total(answer.value, "hitCount");
          const next = text(answer.value, "nextCursorMark");
          return {
            entries,
            count: items.length,
            problems: [...answer.faults, ...problems],
            ...(known !== undefined && { total: known }),
            // The mark of the last page names itself, or one with nothing after it.
            ...(next !== undefined && next !== cursorMark && items.length > 0 && { next }),
          };
        },
      });
    },
  };
}

function read(item: Json): Entry | string {
  const id = text(item, "id") ?? "";
  const database = text(item, "source") ?? "";
  if (!/^[\w./-]{1,100}$/.test(id) || !/^[A-Z]{2,10}$/.test(database)) return "an entry without id";
  const get = (...path: string[]) => text(item, ...path);
  const kinds = list(item, "pubTypeList", "pubType").filter((kind) => typeof kind === "string");
  const preprint = database === "PPR";
  const pmcid = get("pmcid");
  const open = get("isOpenAccess") === "Y";
  const links = list(item, "fullTextUrlList", "fullTextUrl")
    .filter((link) => ["OA", "F"].includes(text(link, "availabilityCode") ?? ""))
    .flatMap((link) => {
      const kind = text(link, "documentStyle");
      return kind === "pdf" || kind === "html" ? [{ kind, url: text(link, "url") } as const] : [];
    });
  const version = get("versionNumber");
  return entryOf({
    source: "europe-pmc",
    sourceId: `${database}:${id}`,
    ids: { doi: get("doi"), pmid: get("pmid"), pmcid },
    type: preprint ? "article" : get("bookOrReportDetails", "publisher") ? "book" : "article-journal",
    title: get("title")?.replace(/(?<=\S)\.$/, ""),
    abstract: get("abstractText"),
    authors: list(item, "authorList", "author").map((author) => {
      const family = text(author, "lastName");
      const given = text(author, "firstName") ?? text(author, "initials");
      const literal = text(author, "collectiveName") ?? text(author, "fullName");
      if (family === undefined) return literal === undefined ? {} : { literal };
      return { family, ...(given !== undefined && { given }) };
    }),
    date: dateIn(get("firstPublicationDate")) ?? dateIn(get("pubYear")),
    venue: get("journalInfo", "journal", "title"),
    volume: get("journalInfo", "volume"),
    issue: get("journalInfo", "issue"),
    pages: get("pageInfo"),
    url: `https://europepmc.org/article/${encodeURIComponent(database)}/${encodeURIComponent(id)}`,
    version: !preprint
      ? "published"
      : version !== undefined && /^\d{1,3}$/.test(version)
        ? `v${version}`
        : undefined,
    retracted:
      kinds.some((kind) => /^retracted publication$/i.test(kind)) ||
      list(item, "commentCorrectionList", "commentCorrection").some((one) =>
        /^retraction in$/i.test(text(one, "type") ?? ""),
      ),
    fullText: [
      ...(open && pmcid !== undefined && /^PMC\d+$/.test(pmcid)
        ? [{ kind: "jats", url: `${service}/${pmcid}/fullTextXML` } as const]
        : []),
      ...links,
    ],
  });
}

const prefixes = { title: "TITLE", abstract: "ABSTRACT", author: "AUTH" } as const;

/** Europe PMC's query language: fields, AND, OR, NOT, brackets, `PUB_YEAR` ranges. */
const language: BooleanLanguage = {
  and: "AND",
  or: "OR",
  not: "NOT ",
  term({ text, phrase, field }) {
    const words = text
      .replace(/["\\]+/g, " ")
      .trim()
      .replace(/\s+/g, " ");
    const value = phrase || !/^[\p{L}\p{N}]+$/u.test(words) ? `"${words}"` : words;
    return field === undefined ? value : `${prefixes[field]}:${value}`;
  },
  years: ({ from, to }) => `PUB_YEAR:[${from ?? 1000} TO ${to ?? 3000}]`,
};
