import { type BooleanLanguage, writeBoolean } from "../query/index.js";
import { type Dialect, prepare } from "./database.js";
import { list, readJson, text, total } from "./json.js";
import { PoliteClient } from "./manners.js";
import { type Batch, type Entry, nextOffset, paged } from "./paging.js";
import { plainLine } from "./plain-text.js";
import { dateIn, entryOf, sorted } from "./record.js";
import type { Source, SourceAccess, SourceOptions } from "./source.js";
import { element, elements, readXml, textIn, type XmlElement } from "./xml.js";

const dialect: Dialect = {
  title: "PubMed",
  // There is no field for the abstract alone.
  fields: new Set(["title", "author"]),
  searched: new Set(["title", "abstract", "author"]),
  phrases: true,
  and: true,
  or: true,
  not: "beside",
  years: true,
  yearsApart: false,
};

/**
 * PubMed through NCBI's E-utilities: ESearch for ids, EFetch for the records. Three requests a second, ten with
 * `NCBI_API_KEY`; the first 10,000 of a search. Words without field are expanded by PubMed (automatic term mapping).
 */
export function openPubmed(access: SourceAccess): Source {
  const { NCBI_API_KEY: key, CLAIMBOOK_MAILTO: mailto } = access.env;
  const client = new PoliteClient(
    {
      source: "pubmed",
      title: "PubMed",
      baseUrl: "https://eutils.ncbi.nlm.nih.gov/entrez/eutils",
      // A little less often than allowed: their clock is not ours.
      interval: key ? 110 : 350,
      secrets: ["api_key"],
      keyHint: key ? "check NCBI_API_KEY" : "set NCBI_API_KEY for ten requests a second",
    },
    access,
  );
  const identity = { db: "pubmed", tool: "claimbook", email: mailto || undefined, api_key: key || undefined };
  return {
    name: "pubmed",
    title: "PubMed",
    translate(query, options) {
      const { query: asked, lost } = prepare(query, options, dialect);
      return { sent: writeBoolean(asked, language), lost };
    },
    async *search(query, options) {
      const { query: asked, wanted } = prepare(query, options, dialect);
      const sent = writeBoolean(asked, language);
      yield* paged<number>({
        first: 0,
        pageSize: 100,
        limit: options.limit,
        reach: 10_000,
        ...(wanted && { wanted }),
        ask: (start, size) => ask(client, identity, sent, start, size, options),
      });
    },
  };
}

async function ask(
  client: PoliteClient,
  identity: Readonly<Record<string, string | undefined>>,
  term: string,
  retstart: number,
  retmax: number,
  { signal }: SourceOptions,
): Promise<Batch<number>> {
  const found = await client.get(
    "esearch.fcgi",
    { ...identity, term, retmode: "json", sort: "relevance", retstart, retmax },
    (body) => {
      const read = readJson(body, ["esearchresult", "idlist"]);
      const error = text(read.value, "esearchresult", "ERROR") ?? text(read.value, "error");
      return error === undefined ? read : { ...read, faults: [plainLine(error, 200)], unusable: true };
    },
    signal,
  );
  const ids = list(found.value, "esearchresult", "idlist").filter(
    (id): id is string => typeof id === "string" && /^\d{1,9}$/.test(id),
  );
  const known = total(found.value, "esearchresult", "count");
  const next = nextOffset(retstart, ids.length, retmax, known);
  const place = { ...(known !== undefined && { total: known }), ...(next !== undefined && { next }) };
  if (ids.length === 0) return { entries: [], count: 0, problems: found.faults, ...place };

  const fetched = await client.get(
    "efetch.fcgi",
    { ...identity, id: ids.join(","), retmode: "xml" },
    (body) => {
      const { root, faults } = readXml(body);
      const isSet = root?.name === "PubmedArticleSet";
      if (!isSet)
        return { value: root, faults: ["there is no set of articles in it", ...faults], unusable: true };
      return { value: root, faults };
    },
    signal,
  );
  const { entries, problems } = sorted([
    ...elements(fetched.value, "PubmedArticle").map(readArticle),
    ...elements(fetched.value, "PubmedBookArticle").map(readBook),
  ]);
  const came = new Map(entries.map((entry) => [entry.sourceId, entry]));
  const missing = ids.filter((id) => !came.has(id));
  return {
    // In the order of relevance, which EFetch does not promise.
    entries: ids.map((id) => came.get(id)).filter((entry) => entry !== undefined),
    count: ids.length,
    problems: [
      ...found.faults,
      ...fetched.faults,
      ...problems,
      ...(missing.length > 0 ? [`found, but not given as records: ${missing.slice(0, 20).join(", ")}`] : []),
    ],
    ...place,
  };
}

function readArticle(outer: XmlElement): Entry | string {
  const citation = element(outer, "MedlineCitation");
  const pmid = textIn(element(citation, "PMID"))?.trim();
  if (pmid === undefined || !outer.closed)
    return `an article${pmid === undefined ? " without id" : ` (${pmid})`} is cut off`;
  const article = element(citation, "Article");
  const journal = element(article, "Journal");
  const issue = element(journal, "JournalIssue");
  const kinds = elements(element(article, "PublicationTypeList"), "PublicationType").map(textIn);
  const corrections = elements(element(citation, "CommentsCorrectionsList"), "CommentsCorrections");
  const ids = elements(element(outer, "PubmedData", "ArticleIdList"), "ArticleId");
  const idOf = (type: string) => textIn(ids.find((id) => id.attributes.IdType === type));
  const location = elements(article, "ELocationID").find((id) => id.attributes.EIdType === "doi");
  const pmcid = idOf("pmc");
  return entryOf({
    source: "pubmed",
    sourceId: pmid,
    ids: { pmid, pmcid, doi: idOf("doi") ?? textIn(location) },
    type: kinds.includes("Preprint") ? "article" : "article-journal",
    title: titleOf(article, "ArticleTitle") ?? textIn(element(article, "VernacularTitle")),
    abstract: abstractOf(element(article, "Abstract") ?? element(citation, "OtherAbstract")),
    authors: authorsOf(element(article, "AuthorList")),
    date: dateOf(element(issue, "PubDate")) ?? dateOf(element(article, "ArticleDate")),
    venue: textIn(element(journal, "Title")),
    volume: textIn(element(issue, "Volume")),
    issue: textIn(element(issue, "Issue")),
    pages: textIn(element(article, "Pagination", "MedlinePgn")),
    url: `https://pubmed.ncbi.nlm.nih.gov/${pmid}/`,
    version: kinds.includes("Preprint") ? undefined : "published",
    retracted:
      kinds.includes("Retracted Publication") ||
      corrections.some(({ attributes }) => attributes.RefType === "RetractionIn"),
    fullText: pmcLink(pmcid),
  });
}

function readBook(outer: XmlElement): Entry | string {
  const document = element(outer, "BookDocument");
  const pmid = textIn(element(document, "PMID"))?.trim();
  if (pmid === undefined || !outer.closed)
    return `a book${pmid === undefined ? " without id" : ` (${pmid})`} is cut off`;
  const book = element(document, "Book");
  const chapter = titleOf(document, "ArticleTitle");
  return entryOf({
    source: "pubmed",
    sourceId: pmid,
    ids: { pmid },
    type: chapter === undefined ? "book" : "chapter",
    title: chapter ?? titleOf(book, "BookTitle"),
    abstract: abstractOf(element(document, "Abstract")),
    authors: authorsOf(element(document, "AuthorList") ?? element(book, "AuthorList")),
    date: dateOf(element(book, "PubDate")),
    venue: chapter === undefined ? undefined : textIn(element(book, "BookTitle")),
    publisher: textIn(element(book, "Publisher", "PublisherName")),
    url: `https://pubmed.ncbi.nlm.nih.gov/${pmid}/`,
    version: "published",
  });
}

/** Titles end with a full stop of PubMed's own; those of translated works stand in square brackets. */
function titleOf(parent: XmlElement | undefined, name: string): string | undefined {
  return textIn(element(parent, name))
    ?.trim()
    .replace(/^\[(.*)\]\.?$/s, "$1")
    .replace(/(?<=[^.])\.$/, "");
}

function abstractOf(abstract: XmlElement | undefined): string | undefined {
  const parts = elements(abstract, "AbstractText").map((part) => {
    const label = part.attributes.Label;
    return `${label === undefined || /^unlabelled$/i.test(label) ? "" : `${label}: `}${textIn(part)?.trim() ?? ""}`;
  });
  return parts.length === 0 ? undefined : parts.join("\n");
}

function authorsOf(authors: XmlElement | undefined) {
  return elements(authors, "Author").map((author) => {
    const family = textIn(element(author, "LastName"));
    const given = textIn(element(author, "ForeName")) ?? textIn(element(author, "Initials"));
    const group = textIn(element(author, "CollectiveName"));
    if (family === undefined) return group === undefined ? {} : { literal: group };
    return { family, ...(given !== undefined && { given }) };
  });
}

function dateOf(date: XmlElement | undefined): number[] | undefined {
  const [year, month, day] = ["Year", "Month", "Day"].map((part) => textIn(element(date, part))?.trim());
  const free = textIn(element(date, "MedlineDate"));
  return dateIn(
    year === undefined ? free : [year, month, day].filter((part) => part !== undefined).join(" "),
  );
}

function pmcLink(pmcid: string | undefined) {
  if (pmcid === undefined || !/^PMC\d{1,9}$/.test(pmcid)) return [];
  return [{ kind: "html", url: `https://pmc.ncbi.nlm.nih.gov/articles/${pmcid}/` } as const];
}

/** PubMed's query language: AND, OR, NOT in capitals, brackets, field tags, `from:to[dp]`. */
const language: BooleanLanguage = {
  and: "AND",
  or: "OR",
  not: "NOT ",
  term({ text, phrase, field }) {
    const words = text
      .replace(/["[\]()\\:*]+/g, " ")
      .trim()
      .replace(/\s+/g, " ");
    const value = phrase || /\s/.test(words) || /^(?:and|or|not)$/i.test(words) ? `"${words}"` : words;
    return `${value}${field === "title" ? "[ti]" : field === "author" ? "[au]" : ""}`;
  },
  years: ({ from, to }) => `${from ?? 1000}:${to ?? 3000}[dp]`,
};
