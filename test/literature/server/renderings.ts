import type { SourceName } from "../../../src/literature/sources/index.js";
import { authorsOf, idsOf, type MadePaper } from "./made-paper.js";

export type HttpSource = Exclude<SourceName, "local-library">;

export interface Rendered {
  type: "application/json" | "text/xml; charset=utf-8";
  body: string;
}

/** Overrides what the database says of how many there are. */
export interface Totals {
  total?: number;
}

/** How each database answers a request for its search, with these papers as all that it found. */
export const renderings: Record<
  HttpSource,
  (url: URL, papers: readonly MadePaper[], totals: Totals) => Rendered
> = {
  arxiv: (url, papers, totals) => {
    const { from, page } = slice(url, papers, "start", "max_results", 10);
    return xml(`<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
<title>arXiv Query</title><opensearch:totalResults>${totals.total ?? papers.length}</opensearch:totalResults><opensearch:startIndex>${from}</opensearch:startIndex>
${page
  .map(
    (
      paper,
    ) => `<entry><id>http://arxiv.org/abs/${idsOf(paper).arxiv}</id><title>${escaped(paper.title)}</title>
<published>${paper.year ?? 2020}-02-03T00:00:00Z</published><summary>${escaped(paper.abstract ?? "")}</summary>
${paper.retracted ? "<arxiv:comment>This paper has been withdrawn by the authors</arxiv:comment>" : ""}
${authorsOf(paper)
  .map(({ name }) => `<author><name>${escaped(name)}</name></author>`)
  .join("")}</entry>`,
  )
  .join("\n")}
</feed>`);
  },
  crossref: (url, papers, totals) => {
    const { page } = slice(url, papers, "offset", "rows", 20);
    return json({
      status: "ok",
      message: {
        "total-results": totals.total ?? papers.length,
        items: page.map((paper) => ({
          DOI: idsOf(paper).doi.toUpperCase(),
          type: "journal-article",
          title: [escaped(paper.title)],
          author: authorsOf(paper).map(({ given, family }) => ({ given, family })),
          issued: { "date-parts": [[paper.year ?? 2020, 2]] },
          "container-title": [paper.venue ?? "Journal of Made Things"],
          ...(paper.abstract && { abstract: `<jats:p>${escaped(paper.abstract)}</jats:p>` }),
          ...(paper.retracted && { "updated-by": [{ type: "retraction", DOI: "10.5555/notice" }] }),
        })),
      },
    });
  },
  dblp: (url, papers, totals) => {
    const { from, page } = slice(url, papers, "f", "h", 30);
    return xml(`<?xml version="1.0" encoding="UTF-8"?>
<result><query>made</query><status code="200">OK</status><hits total="${totals.total ?? papers.length}" computed="${papers.length}" sent="${page.length}" first="${from}">
${page
  .map((paper) => {
    const { dblp, doi } = idsOf(paper);
    return `<hit score="1" id="${paper.number}"><info><authors>${authorsOf(paper)
      .map(({ name }) => `<author pid="1">${escaped(name)}</author>`)
      .join(
        "",
      )}</authors><title>${escaped(paper.title)}.</title><venue>${escaped(paper.venue ?? "J. Made")}</venue>
<year>${paper.year ?? 2020}</year><type>${paper.retracted ? "Withdrawn Items" : "Journal Articles"}</type><key>${dblp}</key><doi>${doi.toUpperCase()}</doi>
<ee>https://doi.org/${doi}</ee><url>https://dblp.org/rec/${dblp}</url></info></hit>`;
  })
  .join("\n")}
</hits></result>`);
  },
  "europe-pmc": (url, papers, totals) => {
    const { from, page } = slice(url, papers, "cursorMark", "pageSize", 25);
    return json({
      hitCount: totals.total ?? papers.length,
      // The service names a next mark also after the last page.
      nextCursorMark: page.length === 0 ? `c${from}` : `c${from + page.length}`,
      resultList: {
        result: page.map((paper) => {
          const { doi, pmid, pmcid } = idsOf(paper);
          return {
            id: pmid,
            source: "MED",
            pmid,
            pmcid,
            doi,
            title: `${escaped(paper.title)}.`,
            authorList: {
              author: authorsOf(paper).map(({ given, family }) => ({ firstName: given, lastName: family })),
            },
            journalInfo: { journal: { title: paper.venue ?? "Journal of Made Things" } },
            pubYear: String(paper.year ?? 2020),
            ...(paper.abstract && { abstractText: `<h4>Aim</h4>${escaped(paper.abstract)}` }),
            pubTypeList: { pubType: paper.retracted ? ["Retracted Publication"] : ["Journal Article"] },
            isOpenAccess: "Y",
            inEPMC: "Y",
          };
        }),
      },
    });
  },
  openalex: (url, papers, totals) => {
    const { from, page } = slice(url, papers, "cursor", "per-page", 25);
    return json({
      meta: {
        count: totals.total ?? papers.length,
        next_cursor: page.length === 0 ? null : `c${from + page.length}`,
      },
      results: page.map((paper) => {
        const { openalex, doi, pmid } = idsOf(paper);
        return {
          id: `https://openalex.org/${openalex}`,
          doi: `https://doi.org/${doi}`,
          ids: {
            openalex: `https://openalex.org/${openalex}`,
            pmid: `https://pubmed.ncbi.nlm.nih.gov/${pmid}`,
          },
          title: paper.title,
          publication_year: paper.year ?? 2020,
          publication_date: `${paper.year ?? 2020}-02-03`,
          type: "article",
          is_retracted: paper.retracted ?? false,
          authorships: authorsOf(paper).map(({ name }) => ({ author: { display_name: name } })),
          primary_location: { source: { display_name: paper.venue ?? "Journal of Made Things" } },
          abstract_inverted_index: paper.abstract === undefined ? null : inverted(paper.abstract),
        };
      }),
    });
  },
  pubmed: (url, papers, totals) => {
    if (url.pathname.endsWith("esearch.fcgi")) {
      const { from, page } = slice(url, papers, "retstart", "retmax", 20);
      return json({
        esearchresult: {
          count: String(totals.total ?? papers.length),
          retstart: String(from),
          retmax: String(page.length),
          idlist: page.map((paper) => idsOf(paper).pmid),
        },
      });
    }
    const wanted = (url.searchParams.get("id") ?? "").split(",");
    const found = papers.filter((paper) => wanted.includes(idsOf(paper).pmid));
    return xml(`<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">
<PubmedArticleSet>${found
      .map((paper) => {
        const { pmid, doi, pmcid } = idsOf(paper);
        return `<PubmedArticle><MedlineCitation><PMID Version="1">${pmid}</PMID><Article><Journal><JournalIssue><PubDate><Year>${paper.year ?? 2020}</Year><Month>Feb</Month></PubDate></JournalIssue><Title>${escaped(paper.venue ?? "Journal of Made Things")}</Title></Journal>
<ArticleTitle>${escaped(paper.title)}.</ArticleTitle>${paper.abstract === undefined ? "" : `<Abstract><AbstractText Label="AIM">${escaped(paper.abstract)}</AbstractText></Abstract>`}
<AuthorList>${authorsOf(paper)
          .map(
            ({ given, family }) =>
              `<Author><LastName>${escaped(family)}</LastName><ForeName>${escaped(given)}</ForeName></Author>`,
          )
          .join("")}</AuthorList>
<PublicationTypeList><PublicationType UI="D016428">${paper.retracted ? "Retracted Publication" : "Journal Article"}</PublicationType></PublicationTypeList></Article></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="pubmed">${pmid}</ArticleId><ArticleId IdType="doi">${doi}</ArticleId><ArticleId IdType="pmc">${pmcid}</ArticleId></ArticleIdList></PubmedData></PubmedArticle>`;
      })
      .join("\n")}</PubmedArticleSet>`);
  },
  "semantic-scholar": (url, papers, totals) => {
    const bulk = url.pathname.endsWith("/bulk");
    const { from, page } = bulk
      ? slice(url, papers, "token", undefined, 1000)
      : slice(url, papers, "offset", "limit", 100);
    const next = from + page.length;
    return json({
      total: totals.total ?? papers.length,
      ...(bulk
        ? { token: next < papers.length ? `c${next}` : null }
        : { offset: from, ...(next < papers.length && { next }) }),
      data: page.map((paper) => {
        const { semanticScholar, doi } = idsOf(paper);
        return {
          paperId: semanticScholar,
          externalIds: { DOI: doi.toUpperCase() },
          url: `https://www.semanticscholar.org/paper/${semanticScholar}`,
          title: paper.title,
          abstract: paper.abstract ?? null,
          year: paper.year ?? 2020,
          venue: paper.venue ?? "Journal of Made Things",
          authors: authorsOf(paper).map(({ name }) => ({ authorId: "1", name })),
        };
      }),
    });
  },
};

function slice(
  url: URL,
  papers: readonly MadePaper[],
  place: string,
  size: string | undefined,
  usual: number,
) {
  const given = url.searchParams.get(place) ?? "0";
  const from = given === "*" ? 0 : Number(given.replace(/^c/, ""));
  const count = size === undefined ? usual : Number(url.searchParams.get(size) ?? usual);
  return { from, page: papers.slice(from, from + count) };
}

function inverted(abstract: string): Record<string, number[]> {
  const index: Record<string, number[]> = {};
  abstract.split(" ").forEach((word, place) => {
    index[word] ??= [];
    index[word].push(place);
  });
  return index;
}

function json(value: unknown): Rendered {
  return { type: "application/json", body: JSON.stringify(value) };
}

function xml(body: string): Rendered {
  return { type: "text/xml; charset=utf-8", body };
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
