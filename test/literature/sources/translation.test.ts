import { describe, expect, it } from "vitest";
import { parseQuery } from "../../../src/literature/query/index.js";
import { openSources, type SourceName } from "../../../src/literature/sources/index.js";

const access = {
  fetch: () => Promise.reject(new Error("nothing is asked")),
  clock: () => new Date(0),
  wait: async () => {},
  jitter: () => 0,
  env: {},
};

function translated(name: SourceName, query: string, options = {}) {
  return openSources([name], access)[0]!.translate(parseQuery(query), options);
}

const query = 'retrieval AND ("language bias" OR title:multilingual) NOT author:smith year:2020-2024';

describe("translate", () => {
  it.each<[SourceName, string, RegExp[]]>([
    [
      "arxiv",
      'all:retrieval AND (all:"language bias" OR ti:multilingual) AND submittedDate:[202001010000 TO 202412312359] ANDNOT au:smith',
      [],
    ],
    [
      "crossref",
      "query=retrieval language bias&query.title=multilingual&filter=from-pub-date:2020,until-pub-date:2024",
      [/ranks by the words/, /"language bias" is sent as its words/, /NOT: NOT author:smith/],
    ],
    [
      "dblp",
      "retrieval language|multilingual bias|multilingual",
      [/"language bias" is sent as its words/, /title alone/, /NOT: NOT author:smith/, /years/],
    ],
    [
      "europe-pmc",
      'retrieval AND ("language bias" OR TITLE:multilingual) AND PUB_YEAR:[2020 TO 2024] NOT AUTH:smith',
      [],
    ],
    [
      "openalex",
      'search=retrieval AND ("language bias" OR multilingual)&filter=publication_year:2020-2024',
      [/title alone/, /this: author:smith is left away/],
    ],
    ["pubmed", 'retrieval AND ("language bias" OR multilingual[ti]) AND 2020:2024[dp] NOT smith[au]', []],
    [
      "semantic-scholar",
      'graph/v1/paper/search/bulk?query=retrieval + ("language bias" | multilingual)&year=2020-2024',
      [/title alone/, /author:smith is left away/],
    ],
    [
      "local-library",
      'retrieval AND ("language bias" OR title:multilingual) AND NOT author:smith AND year:2020-2024',
      [],
    ],
  ])("says it in the language of %s, and what is lost", (name, sent, lost) => {
    const result = translated(name, query);
    expect(result.sent).toBe(sent);
    expect(result.lost).toHaveLength(lost.length);
    for (const pattern of lost) expect(result.lost.join("\n")).toMatch(pattern);
  });

  it.each<[SourceName, string, string]>([
    ["semantic-scholar", "graph neural networks", "graph/v1/paper/search?query=graph neural networks"],
    ["semantic-scholar", "cross-lingual", "graph/v1/paper/search?query=cross lingual"],
    [
      "openalex",
      'title:"graph networks" abstract:(a OR b) protein',
      'search=protein&filter=title.search:"graph networks",abstract.search:a OR b',
    ],
    ["openalex", 'title:"a, b|c"', 'filter=title.search:"a  b c"'],
    ["dblp", "(a b) OR c", "a|c b|c"],
    ["arxiv", 'author:"del Maestro"', 'au:"del Maestro"'],
    ["arxiv", 'title:"a) OR all:x"', 'ti:"a OR all x"'],
    ["pubmed", 'abstract:"heart failure"', '"heart failure"'],
    ["pubmed", 'title:"x[au] OR y"', '"x au OR y"[ti]'],
    ["europe-pmc", 'author:"O\'Neil J"', 'AUTH:"O\'Neil J"'],
    ["europe-pmc", '"a\\" OR b"', '"a OR b"'],
  ])("%s: %s", (name, text, sent) => expect(translated(name, text).sent).toBe(sent));

  it.each<[SourceName, string]>([
    ["arxiv", "all:a AND submittedDate:[201901010000 TO 202012312359]"],
    ["crossref", "query=a&filter=from-pub-date:2019,until-pub-date:2020"],
    ["europe-pmc", "a AND PUB_YEAR:[2019 TO 2020]"],
    ["openalex", "search=a&filter=publication_year:2019-2020"],
    ["pubmed", "a AND 2019:2020[dp]"],
    ["semantic-scholar", "graph/v1/paper/search?query=a&year=2019-2020"],
    ["local-library", "a AND year:2019-2020"],
  ])("joins the years of query and options: %s", (name, sent) => {
    expect(translated(name, "a year:2015-2020", { since: 2019, until: 2030 })).toEqual({ sent, lost: [] });
  });

  it.each(["NOT a", "year:2020", "NOT (a OR b) year:2020"])(
    "refuses %s where nothing is left to ask for",
    (text) => {
      expect(() => translated("arxiv", text)).toThrowError(
        expect.objectContaining({ message: "nothing of the query can be asked for", where: "arXiv" }),
      );
    },
  );

  it("knows its names", () => {
    expect(() => openSources(["scopus"], access)).toThrow('there is no source "scopus"');
    expect(openSources(["dblp", "arxiv", "dblp"], access).map(({ title }) => title)).toEqual([
      "DBLP",
      "arXiv",
    ]);
  });
});
