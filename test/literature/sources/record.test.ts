import { describe, expect, it } from "vitest";
import { arxivIn, dateIn, doiIn, entryOf, nameOf } from "../../../src/literature/sources/record.js";

const raw = {
  source: "crossref",
  sourceId: "x",
  type: "article",
  title: "A study",
  authors: [],
  ids: {},
} as const;

describe("entryOf", () => {
  it.each([
    [
      "the preprint, where a version is known",
      { arxiv: "2408.10536", doi: "10.1/x" },
      "v2",
      "arXiv:2408.10536v2",
    ],
    ["the DOI", { arxiv: "2408.10536", doi: "10.1145/X.1", pmid: "1" }, undefined, "doi:10.1145/x.1"],
    [
      "arXiv's own DOI as arXiv's number",
      { doi: "https://doi.org/10.48550/arXiv.2408.10536" },
      undefined,
      "arXiv:2408.10536",
    ],
    [
      "PubMed",
      { pmid: "https://pubmed.ncbi.nlm.nih.gov/38799228", pmcid: "PMC1" },
      undefined,
      "pmid:38799228",
    ],
    ["PubMed Central", { pmcid: "https://www.ncbi.nlm.nih.gov/pmc/articles/1234" }, undefined, "PMC1234"],
    ["OpenAlex", { openalex: "https://openalex.org/w12" }, undefined, "openalex:W12"],
    ["the source's own", {}, undefined, "crossref:x"],
  ])("is known by %s", (_, ids, version, id) => {
    expect(entryOf({ ...raw, ids, version })).toMatchObject({ item: { id } });
  });

  it("keeps links that are safe to show, once", () => {
    const url = "https://example.org/a.pdf";
    const urls = [
      url,
      url,
      "javascript:alert(1)",
      "file:///etc/passwd",
      "https://me:pw@example.org/",
      "not a link",
      undefined,
    ];
    const entry = entryOf({
      ...raw,
      url: "javascript:alert(1)",
      fullText: urls.map((one) => ({ kind: "pdf", url: one })),
    });
    expect(entry).toMatchObject({ fullText: [{ kind: "pdf", url }] });
    expect(entry).not.toHaveProperty("item.URL");
  });

  it("says what has no title", () => {
    expect(entryOf({ ...raw, title: " <b></b>. " })).toBe("x: has no title");
    expect(entryOf({ ...raw, title: undefined })).toBe("x: has no title");
  });

  it.each([
    ["RETRACTED: A study", true],
    ["RETRACTED ARTICLE: A study", true],
    ["[Retracted] A study", true],
    ["Withdrawn: a study", true],
    ["Retracted papers: a study", undefined],
    ["Why articles are retracted", undefined],
  ])("reads the mark in %s", (title, retracted) => {
    expect((entryOf({ ...raw, title }) as { retracted?: boolean }).retracted).toBe(retracted);
  });
});

describe("identifiers and dates", () => {
  it.each([
    ["10.1145/ABC", "10.1145/abc"],
    ["https://dx.doi.org/10.1145/abc", "10.1145/abc"],
    ["doi: 10.1145/abc", "10.1145/abc"],
    [
      "10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O",
      "10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o",
    ],
    ["10.1145/<script>alert(1)</script>", undefined],
    ["10.1145/a b", undefined],
    ["11.1145/a", undefined],
    [undefined, undefined],
  ])("DOI %s", (text, doi) => expect(doiIn(text)).toBe(doi));

  it.each([
    ["http://arxiv.org/abs/cs/0112017v1", "cs/0112017"],
    ["arXiv:2408.10536v3", "2408.10536"],
    ["https://arxiv.org/pdf/2408.10536", "2408.10536"],
    ["2408", undefined],
  ])("arXiv %s", (text, id) => expect(arxivIn(text)).toBe(id));

  it.each([
    ["2024-08-20", [2024, 8, 20]],
    ["2024-08", [2024, 8]],
    ["2026 Mar", [2026, 3]],
    ["1998 Dec-1999 Jan", [1998, 12]],
    ["2000 Spring", [2000]],
    ["2024", [2024]],
    ["20245", undefined],
    ["soon", undefined],
  ])("date %s", (text, parts) => expect(dateIn(text)).toEqual(parts));

  it.each([
    ["Jane Smith", { given: "Jane", family: "Smith" }],
    ["Smith, Jane", { given: "Jane", family: "Smith" }],
    ["Ravi van der Dijk", { given: "Ravi", family: "van der Dijk" }],
    ["Martin Luther King Jr.", { given: "Martin Luther", family: "King Jr." }],
    ["Plato", { literal: "Plato" }],
    ["王 小明", { literal: "王 小明" }],
    ["  ", {}],
  ])("name %s", (name, parts) => expect(nameOf(name)).toEqual(parts));
});
