import { describe, expect, test } from "vitest";
import { readDocument } from "../../../src/literature/documents/index.js";
import { paper, paperPage } from "./paper.js";
import { printPages } from "./print.js";
import { expectRanges } from "./ranges.js";

describe.each([
  ["without structure", false],
  ["tagged", true],
])("a paper in two columns, %s", (_, tagged) => {
  const read = async () => {
    const [pdf] = await printPages([paperPage], { tagged });
    return readDocument(pdf as Buffer, { name: "paper.pdf" });
  };

  test("is read in order, without running heads, hyphens and bibliography", async () => {
    const document = await read();
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

  test("gives its table's cells under both rows of headers", async () => {
    const { tables } = await read();
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
