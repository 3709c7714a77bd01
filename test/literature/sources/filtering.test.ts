import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LiteratureServer } from "../server/literature-server.js";
import type { MadePaper } from "../server/made-paper.js";
import { collect } from "./collect.js";

/** What a database that ranks by words would give for any of these. */
const papers: MadePaper[] = [
  { number: 1, title: "Language bias in retrieval models", abstract: "We rank passages.", year: 2021 },
  { number: 2, title: "Retrieval without bias", abstract: "The language is Basque. A survey.", year: 2022 },
  { number: 3, title: "Soil moisture", abstract: "Nothing to do with it.", year: 2023 },
  {
    number: 4,
    title: "Language biases: a retrieval survey",
    year: 2015,
    authors: ["Jane Smith", "Zoë Åkesson"],
  },
  { number: 5, title: "Retrieval of documents in many languages", year: 2024, authors: ["Ana Smithson"] },
];

let server: LiteratureServer;
beforeEach(async () => {
  server = await LiteratureServer.start(papers);
});
afterEach(() => server.stop());

describe("what Crossref cannot express is applied to its answers", () => {
  it.each<[query: string, kept: number[]]>([
    // The abstract of 4 and 5 is not known: the words may stand there.
    ["retrieval language", [1, 2, 4, 5]],
    ['"language bias" retrieval', [1, 4, 5]],
    ['title:"language bias"', [1, 4]],
    ["retrieval NOT survey", [1, 5]],
    ["retrieval author:smith", [1, 2, 4]],
    ["retrieval author:akesson", [4]],
    ['retrieval author:"Åkesson Zoe"', [4]],
    ["retrieval abstract:survey", [2, 4, 5]],
    ["title:retrieval OR title:soil", [1, 2, 3, 4, 5]],
    ["retrieval NOT (year:2010-2020 OR year:2024)", [1, 2]],
  ])("%s", async (query, kept) => {
    const { records, filtered, error } = await collect("crossref", server.access(), query);
    expect(error).toBeUndefined();
    expect(records.map(({ rank }) => rank)).toEqual(kept);
    expect(filtered).toBe(papers.length - kept.length);
  });
});

it("DBLP's answers are held against years, names and phrases, but not against abstracts", async () => {
  const years = await collect("dblp", server.access(), "retrieval year:2021-2022", {});
  expect(years.records.map(({ rank }) => rank)).toEqual([1, 2]);
  const since = await collect("dblp", server.access(), "retrieval", { since: 2023 });
  expect(since.records.map(({ rank }) => rank)).toEqual([3, 5]);
  const abstract = await collect("dblp", server.access(), "retrieval abstract:rank", {});
  expect(abstract.records).toHaveLength(5);
});

it("a database that answers for the whole query is taken at its word", async () => {
  for (const name of ["arxiv", "europe-pmc", "pubmed", "openalex", "semantic-scholar"] as const) {
    const { records, filtered } = await collect(name, server.access(), "(tidal OR energy) NOT soil", {
      since: 2000,
    });
    expect([records.length, filtered], name).toEqual([5, 0]);
  }
});

it("the search goes on past records that are filtered, to a point", async () => {
  const many = Array.from({ length: 1_500 }, (_, index) => ({
    number: index + 1,
    title: index % 100 === 99 ? `Bias ${index}` : `Moisture ${index}`,
  }));
  server.papers.set("crossref", many);
  const few = await collect("crossref", server.access(), "title:bias", { limit: 8 });
  expect(few.records.map(({ rank }) => rank)).toEqual([100, 200, 300, 400, 500, 600, 700, 800]);
  const more = await collect("crossref", server.access(), "title:bias", { limit: 12 });
  expect(more.records).toHaveLength(10);
  expect(more.problems).toEqual([
    "looked through 1000 records, of which 10 may satisfy the query; the rest was not asked for",
  ]);
});
