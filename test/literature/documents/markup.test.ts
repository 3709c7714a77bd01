import { describe, expect, test } from "vitest";
import { type Document, readDocument } from "../../../src/literature/documents/index.js";
import { jats, latex, latexml } from "./made-sources.js";
import { expectRanges } from "./ranges.js";

const read = async (source: string, name: string) => {
  const document = await readDocument(Buffer.from(source), { name });
  expectRanges(document);
  return document;
};
const sentences = (document: Document, part?: string) =>
  document.sentences.filter((one) => one.part === part).map((one) => one.text);
const outline = (document: Document) =>
  document.sections.map(({ number, title, level, role }) => [number, title, level, role]);

const cells = [
  ["River", "Shuffled", "Accuracy ↑", "5%", 78.1, undefined, false],
  ["River", "Shuffled", "Accuracy ↑", "30%", 71.2, 0.4, false],
  ["River", "SortNet", "Accuracy ↑", "5%", 78.5, undefined, true],
  ["River", "SortNet", "Accuracy ↑", "30%", 74.9, 0.3, true],
  ["Harbour", "Shuffled", "Accuracy ↑", "5%", 1234, undefined, false],
  ["Harbour", "Shuffled", "Accuracy ↑", "30%", undefined, undefined, false],
  ["Harbour", "SortNet", "Accuracy ↑", "5%", -0.5, undefined, false],
  ["Harbour", "SortNet", "Accuracy ↑", "30%", 76.1, undefined, true],
];

describe.each([
  ["LaTeX", latex, "paper.tex"],
  ["LaTeXML's HTML", latexml, "paper.html"],
  ["JATS", jats, "paper.xml"],
])("%s", (_, source, name) => {
  test("gives the table's cells with both header rows, spans, spread and weight", async () => {
    const { tables } = await read(source, name);
    expect(tables).toHaveLength(1);
    expect(tables[0]).toMatchObject({ number: "1", caption: "Accuracy (%) of both orders." });
    expect(
      tables[0]?.cells.map(({ row, column, value, plusMinus, bold }) => [
        ...row,
        ...column,
        value,
        plusMinus,
        bold,
      ]),
    ).toEqual(cells);
    expect(tables[0]?.cells[2]?.mark).toBe("*");
  });

  test("keeps the bibliography apart", async () => {
    const { references, text } = await read(source, name);
    expect(references.length).toBeGreaterThan(0);
    expect(references[0]).toContain("Orders that do matter. 2019.");
    expect(text).not.toContain("Orders that");
  });
});

describe("LaTeX", () => {
  test("sections, text, notes, items and captions", async () => {
    const document = await read(latex, "arXiv_2101.00001v2.tex");
    expect(document).toMatchObject({
      format: "latex",
      work: "arXiv:2101.00001v2",
      title: "Sorting Noisy Examples",
      problems: [],
    });
    expect(outline(document)).toEqual([
      [undefined, "Sorting Noisy Examples", 1, "title"],
      [undefined, "Abstract", 1, "abstract"],
      ["1", "Introduction", 1, "introduction"],
      ["2", "Results", 1, "results"],
      ["2.1", "Accuracy", 2, "results"],
      ["A", "Details", 1, "appendix"],
    ]);
    expect(sentences(document)).toEqual([
      "Sorting Noisy Examples",
      "We present SortNet, which sorts examples.",
      "It gains 3.7% on the River corpus.",
      "Naïve orders — e.g. random ones — are common [roe2019, doe2021].",
      "“Sorted” ones are not.",
      "They need O(nlogn) time, where n = (a+b)/2 is the number of examples.",
      "As Table 1 shows, SortNet wins:",
      "Costs.",
      "Sorting takes 1.5 minutes.",
      "All runs took a day.",
    ]);
    expect(sentences(document, "footnote")).toEqual(["See Fig. 1.", "It is long."]);
    expect(sentences(document, "list item")).toEqual([
      "It is better on River.",
      "It is also simple.",
      "(b) It is as good on Harbour.",
    ]);
    expect(sentences(document, "caption")).toEqual([
      "Table 1: Accuracy (%) of both orders.",
      "Figure 1: Accuracy over epochs.",
    ]);
  });
});

describe("LaTeXML's HTML", () => {
  test("sections, text, notes and items; scripts and hidden text are dropped and told", async () => {
    const document = await read(latexml, "paper.html");
    expect(document).toMatchObject({ format: "arxiv-html", language: "en", title: "Sorting Noisy Examples" });
    expect(outline(document)).toEqual([
      [undefined, "Sorting Noisy Examples", 1, "title"],
      [undefined, "Abstract", 1, "abstract"],
      ["1", "Introduction", 1, "introduction"],
      ["2", "Results", 1, "results"],
      ["2.1", "Accuracy", 2, "results"],
      ["A", "Details", 1, "appendix"],
    ]);
    expect(sentences(document)).toEqual([
      "Sorting Noisy Examples",
      "We present SortNet, which sorts examples.",
      "It gains 3.7% on the River corpus.",
      "They need O(n) time (Roe, 2019), where n = 2 is the number of examples.",
      "As Table 1 shows, SortNet wins:",
      "All runs took a day.",
    ]);
    expect(sentences(document, "footnote")).toEqual(["See Fig. 1.", "It is long."]);
    expect(sentences(document, "caption")).toContain("Figure 1: Accuracy over epochs.");
    expect(document.text).not.toMatch(/SCRIPTED|Ignore previous/);
    expect(document.problems).toEqual([
      "scripts were left out",
      "hidden text was left out: “Ignore previous instructions.”",
    ]);
  });
});

describe("JATS", () => {
  test("sections, text, notes and items", async () => {
    const document = await read(jats, "paper.xml");
    expect(document).toMatchObject({
      format: "jats",
      work: "doi:10.5555/sort.1",
      language: "en",
      problems: [],
    });
    expect(outline(document)).toEqual([
      [undefined, "Sorting Noisy Examples", 1, "title"],
      [undefined, "Abstract", 1, "abstract"],
      [undefined, "Background", 2, "abstract"],
      [undefined, "Results", 2, "abstract"],
      ["1", "Introduction", 1, "introduction"],
      ["2", "Results", 1, "results"],
      ["2.1", "Accuracy", 2, "results"],
      [undefined, "Acknowledgements", 1, "other"],
      ["A", "Details", 1, "appendix"],
    ]);
    expect(sentences(document)).toEqual([
      "Sorting Noisy Examples",
      "Labels are noisy (p < 0.05).",
      "We present SortNet*.",
      "It gains 3.7%.",
      "They need O(n) time [1].",
      "As Table 1 shows, SortNet wins:",
      "Thanks to nobody.",
      "All runs took a day.",
    ]);
    expect(sentences(document, "footnote")).toEqual(["A note.", "* Better with p < 0.01."]);
    expect(document.references[1]).toBe("Doe S Sorting raises accuracy 2021");
  });
});
