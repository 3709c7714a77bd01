import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { Parser } from "htmlparser2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  formatReferences,
  loadStyle,
  localeNames,
  reportWorks,
  styleNames,
} from "../../src/citations/index.js";
import { compareSortText } from "../../src/citations/sort-text.js";
import { ClaimbookError } from "../../src/errors.js";
import { hostile, texts, works } from "./works.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "claimbook-csl-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A style of one line: authors, year, title; sorted by year. */
const style = (inner: string) => `<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
  <info><title>By year</title><id>urn:test:by-year</id><updated>2026-01-01T00:00:00+00:00</updated></info>
  <citation><layout><text variable="title"/></layout></citation>
  ${inner}
</style>`;
const byYear = style(`<bibliography><sort><key variable="issued"/></sort><layout>
  <date variable="issued"><date-part name="year"/></date><text variable="title" prefix=": " font-style="italic"/>
</layout></bibliography>`);

describe("reference lists", () => {
  it("are APA by default: by author, preprints with their number, links live", () => {
    expect(formatReferences(works)).toEqual([
      {
        id: "doi:10.18653/v1/2020.acl-main.747",
        text: "Conneau, A., & Guzmán, F. (2020). Unsupervised Cross-lingual Representation Learning at Scale. Proceedings of ACL 2020, 8440–8451. https://doi.org/10.18653/v1/2020.acl-main.747",
        html: 'Conneau, A., &amp; Guzmán, F. (2020). Unsupervised Cross-lingual Representation Learning at Scale. <i>Proceedings of ACL 2020</i>, 8440–8451. <a href="https://doi.org/10.18653/v1/2020.acl-main.747">https://doi.org/10.18653/v1/2020.acl-main.747</a>',
      },
      {
        id: "arXiv:2408.10536v1",
        text: "Elmahdy, A., & Lin, S.-C. (2024). Synergistic Approach for Simultaneous Optimization of Monolingual Retrieval with mBERT (arXiv:2408.10536v1). arXiv. https://arxiv.org/abs/2408.10536v1",
        html: expect.stringContaining("<i>Synergistic Approach"),
      },
      {
        id: "who",
        text: expect.stringMatching(/^World Health Organization, and Friends\. \(2019\)\. ሪፖርት/),
        html: expect.any(String),
      },
      {
        id: "yamada",
        text: "山田太郎. (2020). 希少文字の検索 & 評価. 情報処理, 3(4), 1–9.",
        html: expect.stringContaining("&amp; 評価"),
      },
    ]);
  });

  it("number their entries where the style does, in the order given", () => {
    const list = formatReferences(works, "vancouver");
    expect(list.map(({ id }) => id)).toEqual(works.map(({ id }) => id));
    expect(list.map(({ text }) => text.split(" ")[0])).toEqual(["1.", "2.", "3.", "4."]);
    expect(list[0]!.html).toMatch(/^<span class="reference-label">1\.<\/span> Elmahdy A, Lin SC/);
  });

  it("know the terms of several languages", () => {
    expect(localeNames()).toEqual(expect.arrayContaining(["de-DE", "en-US", "fr-FR"]));
  });

  it("speak the language asked for, and that of a neighbouring region", () => {
    const undated = [{ id: "x", type: "book", title: "Ohne Jahr" }];
    expect(formatReferences(undated, "apa", "de-AT")[0]!.text).toContain("(o. J.)");
    expect(formatReferences(undated, "apa", "fr-FR")[0]!.text).not.toContain("n.d.");
    expect(() => formatReferences(works, "apa", "tlh")).toThrow(/no terms for reference lists in "tlh"/);
  });

  it.each(styleNames())("%s: the same bytes again, whatever comes", (name) => {
    const all = [...works, ...hostile];
    for (const locale of localeNames()) {
      expect(formatReferences(all, name, locale)).toEqual(
        formatReferences(structuredClone(all), name, locale),
      );
    }
    expect(formatReferences(all, name)).toHaveLength(all.length);
    expect(formatReferences([...all, ...all], name)).toHaveLength(all.length);
    expect(formatReferences([], name)).toEqual([]);
  });

  it("hold inline tags and web links only, whatever titles and names say", () => {
    for (const { html, text } of formatReferences([...works, ...hostile])) {
      expect(tagsOf(html).filter((tag) => !allowed.test(tag))).toEqual([]);
      expect(text).not.toMatch(/\p{Cc}|\u202e/u);
    }
    fc.assert(
      fc.property(texts, texts, (title, name) => {
        const [entry] = formatReferences([
          { id: "k", type: "book", title: `${title}<img src=x onerror=${name}>`, author: [{ family: name }] },
        ]);
        expect(tagsOf(entry!.html).filter((tag) => !allowed.test(tag))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});

describe("styles", () => {
  it("come from a file, which sorts as it says", () => {
    writeFileSync(path.join(folder, "by-year.csl"), byYear);
    const chosen = loadStyle("by-year.csl", folder);
    expect(chosen).toMatchObject({ name: "by-year", title: "By year" });
    expect(formatReferences(works, chosen).map(({ text }) => text.slice(0, 5))).toEqual([
      "2019:",
      "2020:",
      "2020:",
      "2024:",
    ]);
  });

  it.each([
    ["no XML", "not a style", /is no citation style/],
    [
      "another document",
      `<html xmlns="http://www.w3.org/1999/xhtml"/>`,
      /its root is html of another namespace/,
    ],
    ["entities", byYear.replace("?>", '?><!DOCTYPE x [<!ENTITY a "aaaa">]>'), /declares a document type/],
    ["no bibliography", style(""), /it has no bibliography/],
    [
      "a reference to another style",
      style("").replace(
        "</info>",
        '<link href="http://www.zotero.org/styles/apa" rel="independent-parent"/></info>',
      ),
      /it only refers to http:\/\/www\.zotero\.org\/styles\/apa/,
    ],
    [
      "macros that are not there",
      style('<bibliography><layout><text macro="none"/></layout></bibliography>'),
      /cannot be used/,
    ],
  ])("%s: are refused with the reason", (_, xml, reason) => {
    writeFileSync(path.join(folder, "bad.csl"), xml);
    const use = () => formatReferences(works, loadStyle("bad.csl", folder));
    expect(use).toThrow(reason);
    expect(use).toThrow(ClaimbookError);
  });

  it("name the known ones when one is unknown, and files that are not there", () => {
    expect(() => loadStyle("chicago", folder)).toThrow(/no citation style "chicago"/);
    expect(() => loadStyle("constructor", folder)).toThrow(/no citation style/);
    expect(() => loadStyle("none.csl", folder)).toThrow(/cannot be read/);
  });
});

describe("works of a report", () => {
  it("are those of its references, in their order, those without a record by id", () => {
    const log = { included: [works[1]!, works[0]!] } as never;
    const references = [
      { id: "arXiv:2408.10536", text: "", short: "" },
      { id: "10.1000/unknown", text: "", short: "", url: "https://doi.org/10.1000/unknown" },
    ];
    const report = { references, methodology: { searches: [log] } } as unknown as Parameters<
      typeof reportWorks
    >[0];
    expect(reportWorks(report)).toEqual([
      { ...works[0], number: "arXiv:2408.10536v1" },
      {
        id: "10.1000/unknown",
        type: "document",
        title: "10.1000/unknown",
        URL: "https://doi.org/10.1000/unknown",
        DOI: "10.1000/unknown",
      },
    ]);
  });
});

describe("sorting", () => {
  it("goes by base letters, and by the value of numbers", () => {
    const sorted = ["Zoë 10", "łuk", "Zoe 9", "“Apple", "Müller", "MUELLER", "ärger", "Øster"];
    expect([...sorted].sort(compareSortText)).toEqual([
      "“Apple",
      "ärger",
      "łuk",
      "MUELLER",
      "Müller",
      "Øster",
      "Zoe 9",
      "Zoë 10",
    ]);
  });
});

const allowed =
  /^(?:(?:i|b|em|strong|sup|sub)|span class=(?:small-caps|reference-label)|a href=https?:\/\/\S+)$/;

function tagsOf(html: string): string[] {
  const tags: string[] = [];
  const parser = new Parser({
    onopentag: (name, attributes) => {
      tags.push([name, ...Object.entries(attributes).map(([key, value]) => `${key}=${value}`)].join(" "));
    },
  });
  parser.end(html);
  return tags;
}
