import { describe, expect, it } from "vitest";
import { citationKeys } from "../../../src/citations/citation-keys.js";
import { reportWorks } from "../../../src/citations/index.js";
import { latexText } from "../../../src/latex/latex-text.js";
import { parseBibtex } from "../../../src/literature/library/bibtex.js";
import { buildReport } from "../../../src/report/build.js";
import { exportFormats, exportReport } from "../../../src/report/exports/index.js";
import { scriptsIn } from "../../../src/report/exports/scripts-in.js";
import type { Report } from "../../../src/report/model.js";
import { tableRow } from "../../../src/tables/latex.js";
import { goldenCases } from "../golden-cases.js";

const reports = new Map(
  Object.entries(goldenCases).map(([name, notebook]) => [
    name,
    buildReport(notebook(), { name, now: new Date("2031-05-04T00:00:00Z") }),
  ]),
);
const sample = reports.get("sample")!;

describe("exports of a report", () => {
  it.each([...reports])("%s: the same bytes from the same report, in every format", (_, report) => {
    for (const format of exportFormats) {
      expect(exportReport(structuredClone(report), format)).toBe(exportReport(report, format));
    }
  });

  it("hold each reference once, with keys that the tables cite", () => {
    const keys = citationKeys(reportWorks(sample));
    expect(keys).toHaveLength(sample.references.length);
    expect(parseBibtex(exportReport(sample, "bib"), "sample.bib")).toHaveLength(keys.length);
    const cited = [...exportReport(sample, "latex").matchAll(/\\cite(?:\[\{.*?\}\])?\{([^}]+)\}/g)].map(
      ([, key]) => key!,
    );
    expect(cited.length).toBeGreaterThan(0);
    expect(keys).toEqual(expect.arrayContaining(cited));
  });
});

describe("LaTeX tables", () => {
  const rowsOf = (tex: string) => tex.split("\n").filter((line) => line.endsWith("\\\\"));

  it("have a row for each claim and check, and a table for each results table", () => {
    const tex = exportReport(sample, "latex");
    for (const { claim } of sample.claims) {
      expect(rowsOf(tex).filter((row) => row.startsWith(latexText(claim.text)))).toHaveLength(1);
    }
    const checks = sample.claims.flatMap(({ claim }) => claim.measured.checks);
    for (const { expression } of checks) expect(tex).toContain(latexText(expression));
    expect(tex.match(/\\begin\{table\}/g)).toHaveLength(tablesOf(sample));
    expect(tex).toMatch(/n=\{\}\$\d+/);
  });

  it.each([...reports])(
    "%s: braces pair, rows have as many cells as columns, no environment is left open",
    (_, report) => {
      const tex = exportReport(report, "latex").replace(/^%.*$/gm, "");
      expect(depthOf(tex)).toBe(0);
      for (const name of ["table", "tabular", "longtable"]) {
        expect(tex.split(`\\begin{${name}}`).length).toBe(tex.split(`\\end{${name}}`).length);
      }
      for (const table of tex.matchAll(/\\begin\{longtable\}([\s\S]*?)\\end\{longtable\}/g)) {
        const widths = rowsOf(table[1]!)
          .filter((row) => !row.startsWith("\\caption"))
          .map((row) => row.replace(/\\&/g, "").split("&").length);
        expect(new Set(widths).size).toBe(1);
      }
    },
  );

  it("say which scripts need a font, and what is written from right to left", () => {
    expect(scriptsIn("abc ምርመራ עברית 日本")).toEqual(["Ethiopic", "Han", "Hebrew"]);
    const tex = exportReport(
      { ...sample, title: "x\nevil \\input{y}", claims: [withText("ምርመራ עברית")] },
      "latex",
    );
    expect(tex).toContain("% With XeLaTeX or LuaLaTeX, and fonts for: Ethiopic, Hebrew");
    expect(tex).toContain("bidi=basic");
    expect(tex.split("\n").findIndex((line) => line !== "" && !line.startsWith("%"))).toBeGreaterThan(4);
  });

  it("read no row's start as an argument of the row before", () => {
    expect(tableRow(["[0.1] first", "b"])).toBe("{}[0.1] first & b \\\\");
    expect(tableRow(["* first", "b"])).toBe("{}* first & b \\\\");
  });
});

function withText(text: string): Report["claims"][number] {
  const [first] = sample.claims;
  return { ...first!, claim: { ...first!.claim, text } };
}

function tablesOf(report: Report): number {
  return Object.values(report.sections)
    .flat()
    .filter(({ kind }) => kind === "table").length;
}

/** Braces that are open at the end; those behind a backslash are none. */
function depthOf(tex: string): number {
  return [...tex.replace(/\\[\\{}]/g, "").matchAll(/[{}]/g)].reduce(
    (depth, [sign]) => depth + (sign === "{" ? 1 : -1),
    0,
  );
}
