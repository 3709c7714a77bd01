import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type Document, readDocument } from "../../../src/literature/documents/index.js";
import { paper, paperPage } from "./paper.js";
import { printPages } from "./print.js";
import { expectRanges } from "./ranges.js";
import { expectReport, reportPage } from "./report.js";
import { seedFolder, seedNames } from "./seeds.js";

/** Two of the seeds, as text; all five are read as text in seeds.test.ts. */
let seeds: Document[];
/** The paper without and with structure, then the seeds. */
let printed: Document[];

beforeAll(async () => {
  seeds = await Promise.all(seedNames.slice(0, 2).map((name) => readDocument(path.join(seedFolder, name))));
  const pages = [
    { html: paperPage },
    { html: paperPage, tagged: true },
    ...seeds.map((seed) => ({ html: reportPage(seed), tagged: true })),
  ];
  const pdfs = await printPages(pages);
  printed = await Promise.all(pdfs.map((pdf, i) => readDocument(pdf, { name: `${i}.pdf` })));
}, 120_000);

describe.each([
  ["without structure", 0],
  ["tagged", 1],
])("a paper in two columns, %s", (_, index) => {
  const read = () => printed[index]!;

  test("is read in order, without running heads, hyphens and bibliography", () => {
    const document = read();
    expectRanges(document);
    expect(document.title).toBe("Showing Easy Examples First Helps When Labels Are Noisy");
    expect(document.sections.map(({ number, title, role }) => [number, title, role])).toEqual([
      [undefined, document.title, "title"],
      [undefined, "Abstract", "abstract"],
      ["1", "Introduction", "introduction"],
      ["2", "Method", "methods"],
      ["3", "Results", "results"],
      ["3.1", "Accuracy", "results"],
      ["4", "Limitations", "limitations"],
    ]);
    const { prose, method, results, filler } = paper;
    const plain = document.sentences.filter((sentence) => !sentence.part).map((sentence) => sentence.text);
    const body = plain.slice(2).join(" ").replaceAll(` ${filler}`, "");
    expect(body).toBe(
      [...prose, ...method, ...results, "We tried two corpora and one model only."].join(" "),
    );
    expect(document.references).toEqual([
      "Jan Roe, Kim Poe, and Li Moe. 2019. Orders that do not matter. In Proceedings of the Made-up Meeting, pages 1–9.",
      "Sam Doe. 2021. Sorting raises accuracy on every corpus. Journal of Invented Results, 4(2):10–31.",
    ]);
    expect(document.sentences.find((sentence) => sentence.text.startsWith("Every example"))?.page).toBe(1);
    expect(document.sentences.at(-1)?.page).toBe(2);
    expect(document.problems).toEqual([]);
  });

  test("gives its table's cells under both rows of headers", () => {
    const { tables } = read();
    expect(tables).toHaveLength(1);
    expect(tables[0]).toMatchObject({
      number: "1",
      caption: "Accuracy (%) on both corpora, by share of wrong labels.",
    });
    expect(tables[0]?.cells.map(({ row, column, value, bold }) => [...row, ...column, value, bold])).toEqual([
      ["Shuffled", "River", "5%", 78.1, false],
      ["Shuffled", "River", "30%", 71.2, false],
      ["Shuffled", "Harbour", "5%", 80.3, true],
      ["Shuffled", "Harbour", "30%", 76, false],
      ["Sorted", "River", "5%", 78.5, true],
      ["Sorted", "River", "30%", 74.9, true],
      ["Sorted", "Harbour", "5%", 80.2, false],
      ["Sorted", "Harbour", "30%", 76.1, true],
    ]);
  });
});

test.skipIf(seedNames.length === 0).each([0, 1])(
  "seed %i, printed as a PDF, is read as it is from text (skipped where ../shared/seeds is absent)",
  (index) => {
    const text = seeds[index]!;
    const document = printed[2 + index]!;
    expectReport(document);
    expect(document.sections.map(({ title, number, role }) => [title, number, role])).toEqual(
      text.sections.map(({ title, number, role }) => [title, number, role]),
    );
    const words = (one: Document) => one.sentences.map((sentence) => sentence.text);
    expect(words(document)).toEqual(words(text));
    expect(document.references).toEqual(text.references);
    const cells = (one: Document) =>
      one.tables.flatMap((table) => table.cells.map(({ row, column, text }) => [row, column, text]));
    expect(cells(document)).toEqual(cells(text));
  },
);
