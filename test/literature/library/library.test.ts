import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { schemaProblems } from "../../../src/json-schema.js";
import { Library, openLibrary, paper } from "../../../src/literature/index.js";
import { searchCard, searchText } from "../../../src/literature/library/search-card.js";
import { SearchLog } from "../../../src/literature/search-log.js";
import { packageRoot } from "../../../src/paths.js";

function folder(files: Record<string, string | Buffer>): string {
  const root = path.join(mkdtempSync(path.join(os.tmpdir(), "library-")), "library");
  mkdirSync(root);
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(root, name), content);
  return root;
}

const csl = JSON.stringify([
  {
    id: "arXiv:2101.00001v2",
    type: "article",
    title: "Whales sing",
    abstract: "Whales sing at night. Dolphins do not.",
  },
]);
const bib = `@article{lee2020, title={Birds of the {North} Sea}, author={Lee, Ann and Wu, Bo}, year={2020}, doi={10.1234/ABC}}
@misc{kim2021, title={Fish and Temperature}, author={Kim, Cho}, year={2021}, eprint={2105.00002}, archivePrefix={arXiv}}
@book{orr1999, title={Old Maps}, author={Orr, Di}, year={1999}, publisher={P}}`;

describe("a library folder", () => {
  test("holds CSL-JSON and BibTeX entries, their abstracts and texts, found by any form of id", () => {
    const library = new Library(
      folder({
        "a.json": csl,
        "b.bib": bib,
        "arXiv_2105.00002.txt": "Fish grow faster in warm water, e.g. cod. They swim 3.5 km.",
        "orr1999.md": "# Notes\n\n## 2 Coasts\nCoasts were drawn by hand.\n",
      }),
    );
    expect(library.works.map((work) => work.id)).toEqual([
      "arXiv:2101.00001v2",
      "arXiv:2105.00002",
      "doi:10.1234/ABC",
      "orr1999",
    ]);
    expect(library.work("https://arxiv.org/abs/2101.00001v1")?.item.title).toBe("Whales sing");
    expect(library.work("10.1234/abc")?.item.author?.map((a) => a.family)).toEqual(["Lee", "Wu"]);
    expect(library.work("https://doi.org/10.48550/arXiv.2105.00002")?.item.issued?.["date-parts"][0]).toEqual(
      [2021],
    );
    expect(library.passages.map((p) => [p.work.id, p.locator, p.text])).toEqual([
      ["arXiv:2101.00001v2", "abstract", "Whales sing at night."],
      ["arXiv:2101.00001v2", "abstract", "Dolphins do not."],
      ["arXiv:2105.00002", undefined, "Fish grow faster in warm water, e.g. cod."],
      ["arXiv:2105.00002", undefined, "They swim 3.5 km."],
      ["orr1999", "section 2", "Coasts were drawn by hand."],
    ]);
    expect(library.paper("arXiv:2105.00002").ground("Fish grow faster in warm water.").verdict).toBe(
      "supported",
    );
  });

  test.each<[string, Record<string, string | Buffer>, RegExp, RegExp]>([
    [
      "JSON that breaks off",
      { "a.json": '[\n {"id": "x",\n  "title": }\n]' },
      /is not JSON/,
      /a\.json, line 3, column 12$/,
    ],
    [
      "an entry without title",
      { "a.json": '[{"id":"x","type":"book","title":"T"},{"id":"y","type":"book"}]' },
      /title/,
      /a\.json, entry 2 \(y\)$/,
    ],
    [
      "BibTeX that breaks off",
      { "b.bib": "@book{a, title={A}}\n@book{b title={B}}" },
      /is not BibTeX/,
      /b\.bib, line 2, column \d+$/,
    ],
    [
      "a text without entry",
      { "a.json": csl, "arXiv_9999.00001.md": "x" },
      /no entry/,
      /arXiv_9999\.00001\.md$/,
    ],
    [
      "two texts of a work",
      { "a.json": csl, "arXiv_2101.00001.md": "x", "arXiv_2101.00001v2.txt": "y" },
      /second text/,
      /v2\.txt$/,
    ],
    [
      "a text that is not UTF-8",
      { "a.json": csl, "arXiv_2101.00001.md": Buffer.from([0x66, 0xff, 0xfe]) },
      /UTF-8/,
      /\.md$/,
    ],
  ])("with %s is refused, naming file and place", (_, files, what, where) => {
    expect(() => new Library(folder(files))).toThrowError(
      expect.objectContaining({
        kind: "could-not-run",
        message: expect.stringMatching(what) as unknown,
        where: expect.stringMatching(where) as unknown,
      }) as Error,
    );
  });

  test("that does not exist is refused", () => {
    expect(() => openLibrary(path.join(os.tmpdir(), "no-such-library"))).toThrow(/cannot be read/);
  });
});

describe("paper()", () => {
  test("quotes words that the text has, with range and hash", () => {
    const library = new Library(folder({ "a.json": csl }));
    const source = library.paper("arXiv:2101.00001").quote("sing  at\nnight").toSource();
    expect(source).toMatchObject({
      work: "arXiv:2101.00001v2",
      locator: "abstract",
      quote: { text: "sing at night", start: 7, end: 20 },
    });
    expect(source.quote!.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test("refuses a quote that the text does not have, and shows the closest statement", () => {
    const library = new Library(folder({ "a.json": csl }));
    expect(() => library.paper("arXiv:2101.00001").quote("whales sing by day")).toThrowError(
      expect.objectContaining({ wayOut: 'The closest statement is: "Whales sing at night."' }) as Error,
    );
  });

  test("refuses to quote a work of which the library only has a summary, and marks its passages", () => {
    const work = paper("arXiv:2408.10536");
    const [statement] = work.ground("Hybrid batches are best in multilingual retrieval.").passages;
    expect(statement!.summary).toBe(true);
    expect(() => work.quote(statement!.text)).toThrow(/only has statements about it in other words/);
  });

  test("refuses a section that the text does not have, listing those it has", () => {
    expect(() => paper("arXiv:2408.10536").section("9.9")).toThrowError(
      expect.objectContaining({
        wayOut: expect.stringContaining("4.1 Summary of main results") as unknown,
      }) as Error,
    );
    expect(paper("arXiv:2408.10536").section("§ 4.1").toSource().locator).toBe("section 4.1");
  });

  test("of a work that the library lacks can still be cited", () => {
    expect(paper("arXiv:1706.03762v5").section("3").toSource()).toEqual({
      work: "arXiv:1706.03762v5",
      locator: "section 3",
    });
  });
});

describe("the library that comes with claimbook", () => {
  test("has a text for every work and a work for every text", () => {
    const library = openLibrary();
    expect(library.works.length).toBeGreaterThanOrEqual(12);
    expect(library.works.filter((work) => work.texts.length === 0)).toEqual([]);
    expect(library.duplicates).toEqual([]);
  });

  const original = path.join(packageRoot, "../shared/data/literature/2408.10536.md");
  test.skipIf(!existsSync(original))(
    "copies no run of nine words from the paper (skipped without ../shared)",
    () => {
      const words = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
      const runs = (text: string) => {
        const all = words(text);
        return all.slice(0, Math.max(0, all.length - 8)).map((_, i) => all.slice(i, i + 9).join(" "));
      };
      const printed = new Set(runs(readFileSync(original, "utf8")));
      const copied = openLibrary().passages.flatMap(({ text }) =>
        runs(text).filter((run) => printed.has(run)),
      );
      expect(copied).toEqual([]);
    },
  );
});

describe("search", () => {
  const clock = () => new Date("2026-01-02T03:04:05Z");
  const question = "How do hybrid batches affect language bias in multilingual retrieval?";

  test("records every box of PRISMA, and its numbers add up", () => {
    for (const limit of [1, 3, 10]) {
      const log = openLibrary().search(question, { limit, now: clock });
      expect(schemaProblems(SearchLog, log)).toEqual([]);
      expect(log.sources).toMatchObject([
        { name: "local library", date: "2026-01-02", hits: log.identified },
      ]);
      expect(log.identified - log.duplicates).toBe(log.screened);
      expect(log.included.length + log.excluded.length).toBe(log.screened);
      expect(log.included.length).toBeLessThanOrEqual(limit);
      expect(log.included[0]!.id).toBe("arXiv:2408.10536v1");
      for (const { reason } of log.excluded) expect(reason).toMatch(/\d/);
    }
  });

  test("finds by what is asked, and nothing for another subject", () => {
    const first = (q: string) => openLibrary().search(q, { now: clock }).included[0]?.id;
    expect(first("Which captions of images are there in 36 languages?")).toBe("arXiv:2205.12522");
    expect(first("decoupled weight decay for adaptive gradient methods")).toBe("arXiv:1711.05101");
    expect(openLibrary().search("protein folding in mice", { now: clock })).toMatchObject({
      identified: 0,
      included: [],
    });
  });

  test("counts a work that two files hold as a duplicate", () => {
    const again = "@misc{w, title={Whales Sing!}, year={2021}, eprint={2101.00001}, archivePrefix={arXiv}}";
    const log = new Library(folder({ "a.json": csl, "b.bib": again })).search("whales", { now: clock });
    expect(log).toMatchObject({ identified: 2, duplicates: 1, screened: 1 });
  });

  test("finds words of scripts without spaces", () => {
    const items = [
      { id: "ja", type: "book", title: "多言語検索の研究" },
      { id: "th", type: "book", title: "การค้นหาภาษาไทย" },
      { id: "am", type: "book", title: "የቋንቋ ፍለጋ" },
    ];
    const library = new Library(folder({ "a.json": JSON.stringify(items) }));
    for (const [q, id] of [
      ["言語検索", "ja"],
      ["ภาษาไทย", "th"],
      ["ፍለጋ", "am"],
    ]) {
      expect(library.search(q!, { now: clock }).included.map((item) => item.id)).toEqual([id]);
    }
  });

  test("refuses a question without words and options out of range", () => {
    expect(() => openLibrary().search("?")).toThrow(/no word/);
    expect(() => openLibrary().search(question, { limit: 0 })).toThrow(/limit 0/);
    expect(() => openLibrary().search(question, { threshold: 2 })).toThrow(/threshold 2/);
  });

  test("shows the record as text and as HTML without unescaped text", () => {
    const log = openLibrary().search(`<b>${question}</b>`, { limit: 1, now: clock });
    expect(searchText(log)).toContain(`${log.identified} records identified, 0 duplicates removed`);
    expect(searchCard(log)).toContain("&lt;b&gt;");
    expect(searchCard(log)).not.toContain("<b>");
  });
});
