import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LiteratureServer } from "../server/literature-server.js";
import { madePapers } from "../server/made-paper.js";
import type { HttpSource } from "../server/renderings.js";
import { collect } from "./collect.js";

let server: LiteratureServer;
beforeEach(async () => {
  server = await LiteratureServer.start(madePapers(3));
});
afterEach(() => server.stop());

const [one, two] = ['"title":["Study 1', '"title":["Study 2'];
const notice = (type: string) => (body: string) =>
  body.replace(two, `"update-to":[{"type":"${type}","DOI":"10.5555/MADE.1"}],${two}`);

/** Ways to say that the first of three works was retracted, and ways that say something else. */
describe("retraction", () => {
  it.each<[what: string, source: HttpSource, change: (body: string) => string, retracted: boolean]>([
    ["a notice among the answers", "crossref", notice("retraction"), true],
    ["a notice of withdrawal", "crossref", notice("withdrawal"), true],
    ["a notice of a correction", "crossref", notice("correction"), false],
    [
      "a relation",
      "crossref",
      (body) => body.replace(one, `"relation":{"is-retracted-by":[{"id":"x"}]},${one}`),
      true,
    ],
    [
      "another relation",
      "crossref",
      (body) => body.replace(one, `"relation":{"is-preprint-of":[{"id":"x"}]},${one}`),
      false,
    ],
    [
      "a correction of type RetractionIn",
      "pubmed",
      (body) =>
        body.replace(
          "</MedlineCitation>",
          '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"/></CommentsCorrectionsList></MedlineCitation>',
        ),
      true,
    ],
    [
      "a correction of type ErratumIn",
      "pubmed",
      (body) =>
        body.replace(
          "</MedlineCitation>",
          '<CommentsCorrectionsList><CommentsCorrections RefType="ErratumIn"/></CommentsCorrectionsList></MedlineCitation>',
        ),
      false,
    ],
    [
      "a notice itself",
      "pubmed",
      (body) =>
        body.replace("Journal Article</PublicationType>", "Retraction of Publication</PublicationType>"),
      false,
    ],
    [
      "a comment of type Retraction in",
      "europe-pmc",
      (body) =>
        body.replace(
          '"pubTypeList"',
          '"commentCorrectionList":{"commentCorrection":[{"type":"Retraction in"}]},"pubTypeList"',
        ),
      true,
    ],
    [
      "a summary that says so",
      "arxiv",
      (body) => body.replace("<summary>", "<summary>This paper has been withdrawn due to an error. "),
      true,
    ],
    [
      "a summary about withdrawal",
      "arxiv",
      (body) => body.replace("<summary>", "<summary>Patients were withdrawn from the drug. "),
      false,
    ],
  ])("%s (%s)", async (_, source, change, retracted) => {
    server.faults.push({ source, times: Number.POSITIVE_INFINITY, change });
    const { records, error } = await collect(source, server.access());
    expect(error).toBeUndefined();
    expect(records.map((record) => record.retracted ?? false)).toEqual([retracted, false, false]);
    if (source === "arxiv" && retracted) expect(records[0]!.fullText).toBeUndefined();
  });

  it("OpenAlex: is_retracted alone counts", async () => {
    server.papers.set("openalex", [{ ...madePapers(1)[0]!, retracted: true }]);
    expect((await collect("openalex", server.access())).records[0]!.retracted).toBe(true);
  });
});
