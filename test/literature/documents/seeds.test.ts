import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { type Document, readDocument } from "../../../src/literature/documents/index.js";
import { packageRoot } from "../../../src/paths.js";
import { printPages } from "./print.js";
import { expectRanges } from "./ranges.js";

const folder = path.join(packageRoot, "..", "shared", "seeds");
const names = existsSync(folder) ? readdirSync(folder).sort() : [];

describe.skipIf(names.length === 0)("the seeds (skipped where ../shared/seeds is absent)", () => {
  test.each(names)("%s is read completely", async (name) => {
    const document = await readDocument(path.join(folder, name));
    expectReport(document);
    // Nothing of the file is lost but marks of headings, lists and tables.
    const bare = (text: string) => text.replace(/[\s#|<>-]+/gu, "");
    const { tables, references, text } = document;
    const cells = tables.flatMap((table) => table.cells);
    const whole = bare(readFileSync(path.join(folder, name), "utf8"));
    const claims = cells.filter((cell) => cell.column[0] === "Verified").map((cell) => cell.row[0] ?? "");
    const rows = claims.map((claim, i) => `${claim}${cells[2 * i]?.text}${cells[2 * i + 1]?.text}`);
    const parts = [text, "References", "ClaimVerifiedConfidence", ...rows, ...references];
    const count = (of: string) => [...of].sort().join("");
    expect(count(bare(parts.join("")))).toBe(count(whole));
    expect(document.problems).toEqual([]);
  });

  test("printed as PDFs, they are read as they are from text", async () => {
    const texts = await Promise.all(names.map((name) => readDocument(path.join(folder, name))));
    const printed = await printPages(texts.map(page), { tagged: true });
    for (const [index, pdf] of printed.entries()) {
      const document = await readDocument(pdf, { name: names[index] ?? "" });
      const text = texts[index] as Document;
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
    }
  });
});

function expectReport(document: Document): void {
  expectRanges(document);
  expect(document.sections.map((section) => section.role)).toEqual([
    "title",
    "abstract",
    "introduction",
    "methods",
    "results",
    "limitations",
    "other",
  ]);
  expect(document.references).toHaveLength(3);
  for (const reference of document.references)
    expect(reference).toMatch(/^http:\/\/arxiv\.org\/abs\/\d{4}\.\d{5}v\d$/);
  const cells = document.tables.flatMap((table) => table.cells);
  expect(cells.length).toBeGreaterThanOrEqual(20);
  for (const { row, column, text, value } of cells) {
    expect(row).toHaveLength(1);
    if (column[0] === "Verified") expect(text).toMatch(/^[✓×]$/);
    else expect([column, value]).toEqual([["Confidence"], Number(text)]);
  }
}

/** A font with the tick, so that the print does not depend on the machine's. */
const marks = readFileSync(
  path.join(
    packageRoot,
    "node_modules/@fontsource/noto-sans-symbols-2/files/noto-sans-symbols-2-symbols-400-normal.woff2",
  ),
).toString("base64");

/** The report as a page, as somebody else may print it. */
function page(document: Document): string {
  const safe = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
  const of = (index: number | undefined) =>
    document.sentences
      .filter((one) => one.section === index && one.part === undefined)
      .map((one) => one.text);
  const [title, ...sections] = document.sections;
  const rows = new Map<string, string[]>();
  for (const { row, text } of document.tables[0]?.cells ?? [])
    rows.set(row[0] ?? "", [...(rows.get(row[0] ?? "") ?? []), text]);
  const table = `<table><tr><th>Claim</th><th>Verified</th><th>Confidence</th></tr>${[...rows].map(([claim, cells]) => `<tr><td>${safe(claim)}</td>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("")}</table>`;
  const body = sections
    .map(
      ({ number, title }, index) =>
        `<h2>${number ?? ""} ${safe(title)}</h2><p>${safe(of(index + 1).join(" "))}</p>${index === sections.length - 1 ? table : ""}`,
    )
    .join("");
  const references = document.references.map((one) => `<li>${safe(one)}</li>`).join("");
  return `<!doctype html><meta charset="utf-8"><style>@font-face{font-family:marks;src:url(data:font/woff2;base64,${marks})}@page{size:A4;margin:25mm}body{font:10.5pt "DejaVu Serif",serif}td+td{font-family:marks,serif}td{padding:2pt 6pt}</style><h1>${safe(title?.title ?? "")}</h1>${of(
    undefined,
  )
    .map((one) => `<p>${safe(one)}</p>`)
    .join("")}${body}<h2>References</h2><ul>${references}</ul>`;
}
