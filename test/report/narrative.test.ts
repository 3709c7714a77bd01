import { describe, expect, it } from "vitest";
import { Mime } from "../../src/notebook/mime.js";
import { buildReport } from "../../src/report/build.js";
import { placeOf, shiftHeadings, splitMarkdown } from "../../src/report/narrative.js";
import { code, dotPlot, notebook, results, text } from "./sample.js";

const build = (...cells: Parameters<typeof notebook>[0]) =>
  buildReport(notebook(cells), { name: "nb", now: new Date(0), fixedDate: true });

describe("placeOf", () => {
  it.each([
    ["Methods", "methodology"],
    ["2. Methodology", "methodology"],
    ["3 Results", "results"],
    ["In short", "answer"],
    ["Limitations:", "limitations"],
    ["Extracted Claims", "claims"],
    ["Abstract", "abstract"],
    ["Results by script", undefined],
    ["Summary of data", undefined],
  ])("%j is %s", (heading, place) => {
    expect(placeOf(heading)).toBe(place);
  });
});

describe("splitMarkdown", () => {
  it("takes headings in code for code", () => {
    const pieces = splitMarkdown("## Methods\n\n```\n## Results\n```\n\n    # Title\n", () => true);
    expect(pieces).toEqual([{ place: "methodology", markdown: "```\n## Results\n```\n\n    # Title" }]);
  });

  it("knows underlined headings", () => {
    const [title, methods] = splitMarkdown("Title\n=====\n\nlead\n\nMethods\n-------\n\ntext", () => true);
    expect(title).toEqual({ place: "title", heading: "Title", markdown: "lead" });
    expect(methods).toEqual({ place: "methodology", markdown: "text" });
  });
});

it("shiftHeadings stops at level 6 and leaves code alone", () => {
  expect(shiftHeadings("### a\n\n```\n# b\n```\n###### c", 1)).toBe("#### a\n\n```\n# b\n```\n###### c");
});

describe("the sections of a report", () => {
  it("hold narrative, tables and figures where their cells stand, numbered as read", () => {
    const { sections, title } = build(
      text("# Title\n\n## Results\n\nfirst"),
      code("figure", dotPlot(["a"])),
      code("table", { [Mime.results]: results }),
      text("## Methods\n\nlate"),
      code("figure", dotPlot(["b"])),
    );
    expect(title).toBe("Title");
    const kinds = (blocks: { kind: string; number?: number }[]) =>
      blocks.map(({ kind, number }) => [kind, number]);
    expect(kinds(sections.methodology)).toEqual([
      ["markdown", undefined],
      ["figure", 1],
    ]);
    expect(kinds(sections.results)).toEqual([
      ["markdown", undefined],
      ["figure", 2],
      ["table", 1],
    ]);
  });

  it("put a figure into the section it asks for", () => {
    const figure = dotPlot(["a"]);
    (figure[Mime.plotly] as { layout: { meta: Record<string, string> } }).layout.meta.section = "Limitations";
    expect(build(code("figure", figure)).sections.limitations.map(({ kind }) => kind)).toEqual(["figure"]);
  });

  it("give a heading of one's own its place within the results", () => {
    const { sections } = build(text("## By script\n\nx\n\n### Detail\n\ny"), text("z"), code("1"));
    expect(sections.results.map((block) => block.kind === "markdown" && block.markdown)).toEqual([
      "### By script\n\nx\n\n#### Detail\n\ny",
      "z",
    ]);
  });

  it("never show streams, errors, or outputs that only have HTML", () => {
    const shown = notebook([code("1", { [Mime.html]: "<b>html only</b>", [Mime.plain]: "plain only" })]);
    const cell = shown.cells[0]!;
    if (cell.cell_type === "code") {
      cell.outputs.push({ output_type: "stream", name: "stdout", text: "progress" });
      cell.outputs.push({ output_type: "error", ename: "E", evalue: "went wrong", traceback: [] });
    }
    const report = buildReport(shown, { name: "nb", now: new Date(0) });
    expect(JSON.stringify(report)).not.toMatch(/html only|plain only|progress|went wrong/);
    expect(report.notebook.failed).toBe(1);
  });

  it("take the date from the last execution, unless it is fixed", () => {
    const cells = notebook([code("1")]);
    const options = { name: "nb", now: new Date("2040-01-01T00:00:00Z") };
    expect(buildReport(cells, options).date).toBe("2031-05-04");
    expect(buildReport(cells, { ...options, fixedDate: true }).date).toBe("2040-01-01");
  });

  it("show computed Markdown as narrative", () => {
    const { sections } = build(text("## Limitations"), code("1", { [Mime.markdown]: "n is **12**" }));
    expect(sections.limitations).toMatchObject([{ kind: "markdown", markdown: "n is **12**" }]);
  });
});
