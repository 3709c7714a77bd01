import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import type { Document } from "../../../src/literature/documents/index.js";
import { packageRoot } from "../../../src/paths.js";
import { expectRanges } from "./ranges.js";

/** The form of the seeds: sections, claims with tick and confidence, references. */
export function expectReport(document: Document): void {
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
export function reportPage(document: Document): string {
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
