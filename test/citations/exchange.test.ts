import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { citationKeys } from "../../src/citations/citation-keys.js";
import { toBibtex, toCslJson, toRis } from "../../src/citations/index.js";
import { schemaProblems } from "../../src/json-schema.js";
import { parseBibtex } from "../../src/literature/library/bibtex.js";
import { CslItem } from "../../src/literature/search-log.js";
import { cleanLine } from "../../src/one-line.js";
import { hostile, texts, works } from "./works.js";

const require = createRequire(import.meta.url);
const { Cite } = require("@citation-js/core") as {
  Cite: new (data: string, options: object) => { data: CslItem[] };
};
require("@citation-js/plugin-ris");
const readRis = (text: string) => new Cite(text, { generateGraph: false, forceType: "@ris/file" }).data;

describe("BibTeX", () => {
  it("comes back through Citation.js with title, names, year, venue, pages and id", () => {
    const back = parseBibtex(toBibtex(works), "works.bib");
    expect(back.map(({ id, title, author, issued }) => ({ id, title, author, issued }))).toEqual(
      works.map(({ id, title, author, issued }) => ({
        id: id === "who" || id === "yamada" ? expect.any(String) : id,
        title,
        author: author!.map((person) => (person.literal ? { family: person.literal } : person)),
        // BibTeX's month has no day.
        issued: { "date-parts": [issued!["date-parts"][0]!.slice(0, 2)] },
      })),
    );
    expect(back[2]).toMatchObject({ "container-title": "情報処理", volume: "3", issue: "4", page: "1-9" });
    expect(back[0]!.URL).toBe("https://arxiv.org/abs/2408.10536v1");
  });

  it("is the same file each time", () => {
    expect(toBibtex(works)).toBe(toBibtex(structuredClone(works)));
    expect(toBibtex(works)).toMatchInlineSnapshot(`
      "@misc{elmahdy2024synergistic,
        title = {Synergistic Approach for Simultaneous Optimization of Monolingual Retrieval with {mBERT}},
        author = {Elmahdy, Adel and Lin, Sheng-Chieh},
        publisher = {arXiv},
        year = {2024},
        eprint = {2408.10536v1},
        archiveprefix = {arXiv},
        url = {https://arxiv.org/abs/2408.10536v1},
        month = aug,
      }

      @inproceedings{conneau2020unsupervised,
        title = {Unsupervised Cross-lingual Representation Learning at Scale},
        author = {Conneau, Alexis and Guzmán, Francisco},
        booktitle = {Proceedings of ACL 2020},
        pages = {8440--8451},
        year = {2020},
        doi = {10.18653/v1/2020.acl-main.747},
      }

      @article{yamada,
        title = {希少文字の検索 \\& 評価},
        author = {山田, 太郎},
        journal = {情報処理},
        volume = {3},
        number = {4},
        pages = {1--9},
        year = {2020},
        month = mar,
      }

      @techreport{worldhealthorganizationandfrie2019,
        title = {ሪፖርት: መረጃ ፍለጋ በብርቅዬ ጽሑፎች},
        author = {{World Health Organization, and Friends}},
        institution = {WHO},
        year = {2019},
      }
      "
    `);
  });

  it("keeps any title and name whole", () => {
    fc.assert(
      fc.property(texts, texts, (title, family) => {
        const [back, ...more] = parseBibtex(
          toBibtex([{ id: "k", type: "book", title, author: [{ family, given: "A." }] }]),
          "x.bib",
        );
        expect(more).toEqual([]);
        expect(plain(back!.title)).toBe(plain(title));
        expect(back!.author).toHaveLength(1);
        // The reader takes words of small letters for particles, and groups in braces apart: no letter gets lost.
        expect(lettersOf(Object.values(back!.author![0]!).join(" "))).toEqual(lettersOf(`${family} A`));
      }),
      { numRuns: 60 },
    );
  });

  it("reads works with hostile fields as exactly as many entries", () => {
    const back = parseBibtex(toBibtex([...hostile, ...works]), "x.bib");
    expect(back).toHaveLength(hostile.length + works.length);
    expect(back[0]).not.toHaveProperty("URL");
  });
});

describe("RIS", () => {
  it("comes back through Citation.js with title, names, date, venue, pages and id", () => {
    const back = readRis(toRis(works));
    expect(back.map(({ id, title }) => ({ id, title }))).toEqual(
      works.map(({ id, title }) => ({ id, title })),
    );
    expect(back[0]!.issued).toEqual({ "date-parts": [[2024, 8, 20]] });
    expect(back[1]).toMatchObject({
      type: "paper-conference",
      author: works[1]!.author,
      page: "8440-8451",
      "container-title": "Proceedings of ACL 2020",
    });
    expect(back[2]).toMatchObject({ author: works[2]!.author, volume: "3", issue: "4" });
  });

  it("keeps any title on its line and in its record", () => {
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1, maxLength: 4 }), (titles) => {
        const file = toRis(titles.map((title, i) => ({ id: `w${i}`, type: "book", title })));
        // The specification's own shape, read without a library: tag, two blanks, hyphen, blank, value.
        const values = file
          .split("\r\n")
          .flatMap((line) => (line.startsWith("TI  - ") ? [line.slice(6)] : []));
        expect(values).toEqual(titles.map(cleanLine));
        expect(file.split("\r\n").filter((line) => line === "ER  - ")).toHaveLength(titles.length);
      }),
      { numRuns: 60 },
    );
  });

  it("makes one record of each hostile work", () => {
    const file = toRis(hostile);
    expect(file.match(/^TY {2}- /gm)).toHaveLength(hostile.length);
    expect(file.match(/^ER {2}- $/gm)).toHaveLength(hostile.length);
    expect(file).not.toMatch(/[^\P{Cc}\r\n]|\u202e/u);
  });
});

describe("CSL-JSON", () => {
  it("is a library that claimbook reads, with names of types of CSL only", () => {
    const back = JSON.parse(toCslJson([...works, ...hostile])) as CslItem[];
    for (const item of back) expect(schemaProblems(CslItem, item)).toEqual([]);
    expect(back[0]).toEqual({ ...works[0], number: "arXiv:2408.10536v1" });
    expect(back.at(-2)).toMatchObject({ id: "__proto__", type: "document" });
    expect(back.at(-2)).not.toHaveProperty("DOI");
    expect(back.at(-1)!.title).toBe("\ufffd {{{ %%% ~~~ ^^^ \\\\ <i>In vitro</i> &lt;script&gt;");
  });
});

describe("citation keys", () => {
  it("are ASCII, different from each other, and the same each time", () => {
    const work = (id: string, title: string): CslItem => ({
      id,
      type: "book",
      title,
      author: [{ family: "Müller-Łuk" }],
      issued: { "date-parts": [[2020]] },
    });
    expect(citationKeys([work("1", "On Zebras"), work("2", "Zebras"), work("3", "Cats"), ...works])).toEqual([
      "mullerluk2020zebrasa",
      "mullerluk2020zebrasb",
      "mullerluk2020cats",
      "elmahdy2024synergistic",
      "conneau2020unsupervised",
      "yamada",
      "worldhealthorganizationandfrie2019",
    ]);
  });

  it("stay different for works that are all alike", () => {
    const many = Array.from({ length: 800 }, (_, i) => ({ ...works[0]!, id: `w${i}` }));
    expect(new Set(citationKeys(many)).size).toBe(800);
  });
});

/** Marks, blanks and case aside: what a reader of BibTeX may change in a text (`--` is one dash in TeX). */
function plain(text: string): string {
  return text
    .replace(/<\/?(?:i|b|sc|sup|sub|span)\b[^<>]*>/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

function lettersOf(text: string): string[] {
  return plain(text)
    .normalize("NFC")
    .match(/[\p{L}\p{N}]/gu)!
    .sort();
}
