import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LiteratureServer } from "../server/literature-server.js";
import { cassette, hasRecorded, recorded, recordedArxiv, recordedReason } from "../server/recorded.js";
import type { HttpSource, Rendered } from "../server/renderings.js";
import { collect } from "./collect.js";

/** What the real services answered. Only what is looked for is repeated here. */
describe.skipIf(!hasRecorded)(`recorded answers${recordedReason}`, () => {
  let server: LiteratureServer;
  beforeEach(async () => {
    server = await LiteratureServer.start();
  });
  afterEach(() => server.stop());

  const give = (source: HttpSource, query: string, ...bodies: Rendered[]) => {
    server.bodies.set(source, bodies);
    return collect(source, server.access(), query);
  };

  it("arXiv: three pages of two searches", async () => {
    const { records, totals, problems, error } = await give(
      "arxiv",
      "testing",
      recorded("arxiv/arxiv_search.xml"),
      recordedArxiv("q_testing_s0_m10_bc5a6c384fe9.json"),
      recordedArxiv("q_testing_s10_m10_34e56e15aaac.json"),
    );
    expect([error, problems]).toEqual([undefined, []]);
    expect(records).toHaveLength(23);
    expect(totals[0]).toBe(314_000);
    expect(records[0]).toMatchObject({
      sourceId: "2002.00741",
      ids: { arxiv: "2002.00741" },
      version: "v1",
      item: {
        id: "arXiv:2002.00741v1",
        author: [{ given: "Jibang", family: "Wu" }, { family: "Cai" }, { family: "Wang" }],
        issued: { "date-parts": [[2020, 1, 29]] },
        URL: "https://arxiv.org/abs/2002.00741v1",
      },
      fullText: [
        { kind: "html", url: "https://arxiv.org/html/2002.00741v1" },
        { kind: "latex", url: "https://arxiv.org/e-print/2002.00741v1" },
        { kind: "pdf", url: "https://arxiv.org/pdf/2002.00741v1" },
      ],
    });
    expect(records[0]!.item.title).toMatch(/^Déjà vu: A Contextualized/);
    expect(records[2]!.ids.doi).toBe("10.1016/j.mechmachtheory.2012.07.003");
    expect(records.every(({ item }) => (item.abstract?.length ?? 0) > 100)).toBe(true);
  });

  it("arXiv: nothing found, and an error", async () => {
    const none = await give("arxiv", "testing", recordedArxiv("id_0000.0000_s0_m100_8b51d9633a68.json"));
    expect([none.records, none.error]).toEqual([[], undefined]);
    const { status, body } = recordedArxiv("id_abc_s0_m100_b79c8dcf6bc3.json");
    server.faults.push({ source: "arxiv", status, body });
    const refused = await collect("arxiv", server.access());
    expect(refused.error).toMatchObject({ message: expect.stringContaining("incorrect id format for abc") });
    // The same with status 200, as it once came.
    const once = await give("arxiv", "testing", recordedArxiv("id_abc_s0_m100_b79c8dcf6bc3.json"));
    expect(once.error).toMatchObject({ message: "it refuses the query: incorrect id format for abc" });
  });

  it("Crossref: a search, and pages of another", async () => {
    const { records, totals } = await give(
      "crossref",
      "attention mechanism",
      recorded("crossref/crossref_search.json"),
    );
    expect(totals[0]).toBe(668_843);
    expect(records).toHaveLength(3);
    expect(records[1]).toMatchObject({
      ids: { doi: "10.3390/s24248187" },
      version: "published",
      item: { type: "article-journal", issued: { "date-parts": [[2024, 12, 22]] } },
    });
    expect(records[0]!.item.abstract).toMatch(/^With a lot of meetings/);
    const pages = cassette("crossref/test_cursor_max.yaml", "/works");
    const all = await give("crossref", "widget", ...pages.slice(0, 3));
    expect(all.error).toBeUndefined();
    expect(all.records).toHaveLength(60);
    expect(new Set(all.records.map(({ item }) => item.id)).size).toBe(60);
  });

  it("DBLP: a search", async () => {
    const { records } = await give("dblp", "attention mechanism", recorded("dblp/dblp_search.xml"));
    expect(records).toHaveLength(3);
    expect(records[0]).toMatchObject({
      sourceId: "journals/npl/WangSLZWWLL25",
      ids: { doi: "10.1007/s11063-025-11757-7", dblp: "journals/npl/WangSLZWWLL25" },
      item: { "container-title": "Neural Process. Lett.", issued: { "date-parts": [[2025]] }, volume: "57" },
    });
    expect(records[0]!.item.title).toMatch(/Fine-grained Visual Classification$/);
    expect(records[1]!.fullText).toEqual([{ kind: "html", url: "https://doi.org/10.4108/eetsis.9117" }]);
  });

  it("Europe PMC: a search", async () => {
    const { records } = await give(
      "europe-pmc",
      "attention mechanism",
      recorded("europepmc/europepmc_search.json"),
    );
    expect(records).toHaveLength(3);
    expect(records[0]).toMatchObject({
      sourceId: "MED:41792208",
      ids: { doi: "10.1038/s41598-026-43147-x", pmid: "41792208" },
      item: {
        author: [{ given: "Qiaoling", family: "Liu" }, {}, {}],
        "container-title": "Scientific reports",
      },
    });
    expect(records[0]!.fullText).toBeUndefined();
    expect(records[2]!.fullText).toContainEqual({
      kind: "jats",
      url: "https://www.ebi.ac.uk/europepmc/webservices/rest/PMC13013079/fullTextXML",
    });
  });

  it("OpenAlex: a search, and one with a preprint", async () => {
    const { records } = await give(
      "openalex",
      "attention mechanism",
      recorded("openalex/openalex_search.json"),
    );
    expect(records.map(({ ids }) => ids.openalex)).toEqual(["W3146366485", "W3212386989", "W2023053047"]);
    expect(records[1]!.ids.arxiv).toBe("2111.07624");
    expect(records[1]!.item.abstract).toMatch(
      /^Humans can naturally and effectively find salient regions in complex scenes\./,
    );
    const both = await give(
      "openalex",
      "chemistry",
      ...cassette("openalex/test_title_search_paper_attributes2.yaml", "openalex.org/works"),
    );
    expect(both.records.map(({ item, version }) => [item.id, version])).toEqual([
      ["doi:10.1038/s42256-024-00832-8", "published"],
      ["arXiv:2304.05376", undefined],
    ]);
  });

  it("PubMed: a search and its records", async () => {
    const { records, totals } = await give(
      "pubmed",
      "attention",
      recorded("pubmed/pubmed_esearch.json"),
      recorded("pubmed/pubmed_efetch.xml"),
    );
    expect(totals[0]).toBe(115_258);
    expect(records.map(({ ids }) => ids)).toEqual([
      { doi: "10.1162/imag.a.1176", pmid: "41884867", pmcid: "PMC13010356" },
      { doi: "10.3389/fnhum.2026.1714086", pmid: "41884779", pmcid: "PMC13008845" },
      { doi: "10.1177/26323524261430769", pmid: "41884685", pmcid: "PMC13009961" },
    ]);
    expect(records[2]!.item.abstract).toMatch(/^AIMS AND OBJECTIVES: To investigate[^\n]+\nBACKGROUND: /);
  });

  it.each([
    [
      "biopython_pubmed1.xml",
      ["12091962", "9997"],
      ["The treatment of AIDS behind the walls", "Magnetic studies of Chromatium"],
    ],
    [
      "biopython_pubmed2.xml",
      ["11748933", "11700088"],
      ["Is cryopreservation a homogeneous process?", "Proton MRI of (13)C"],
    ],
  ])("PubMed: older records (%s)", async (file, idlist, titles) => {
    const search = {
      type: "application/json",
      body: JSON.stringify({ esearchresult: { count: "2", idlist } }),
    } as const;
    const { records, problems } = await give("pubmed", "study", search, recorded(`pubmed/${file}`));
    expect(problems).toEqual([]);
    expect(records.map(({ item }, index) => item.title.startsWith(titles[index]!))).toEqual([true, true]);
    expect(records.every(({ item }) => item.issued !== undefined && item.author !== undefined)).toBe(true);
  });

  it("Semantic Scholar: a ranked search, a bulk search, an empty one", async () => {
    const first = await give(
      "semantic-scholar",
      "attention mechanism",
      recorded("semanticscholar/semantic_search.json"),
    );
    expect(first.records.map(({ ids }) => [ids.doi, ids.arxiv])).toEqual([
      ["10.1016/j.neucom.2021.03.091", undefined],
      ["10.1016/j.inffus.2023.102147", "2406.10581"],
      [undefined, "2201.12987"],
    ]);
    const bulk = await give(
      "semantic-scholar",
      "kubernetes OR containers",
      ...cassette("semanticscholar/test_search_paper_bulk_retrieval.yaml", "bulk"),
    );
    expect(bulk.error).toBeUndefined();
    expect(bulk.records).toHaveLength(1_000);
    expect(server.asked("semantic-scholar").at(-1)).toContain("search/bulk?query=kubernetes+%7C+containers");
    const none = await give(
      "semantic-scholar",
      "nothing",
      ...cassette("semanticscholar/test_empty_paginated_results.yaml", "search"),
    );
    expect([none.records, none.problems, none.error]).toEqual([[], [], undefined]);
  });
});
