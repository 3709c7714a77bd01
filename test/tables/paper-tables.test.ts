import fc from "fast-check";
import markdownit from "markdown-it";
import { describe, expect, it } from "vitest";
import type { ResultsTable } from "../../src/evaluation/results-table.js";
import { toLatex, toMarkdown } from "../../src/tables/index.js";
import { texts } from "../citations/works.js";

const cell = (value: number, interval?: [number, number], n = 1190) => ({
  value,
  n,
  ...(interval === undefined ? {} : { interval }),
});

const table: ResultsTable = {
  schema: "claimbook/results/1",
  id: "main results",
  title: "mAP & bias, 100% of #1",
  note: "Seeds: 2_3",
  rowHeading: "Batches",
  columns: [
    { key: "map", label: "mAP", better: "higher", digits: 3 },
    { key: "bias", label: "Rank distance", better: "lower", digits: 0 },
  ],
  rows: [
    { label: "X-X", cells: { map: cell(0.4104, [0.4, 0.42]), bias: cell(410.2) } },
    { label: "X_Y | a", cells: { map: cell(0.45, [0.44, 0.46]), bias: cell(300.4) } },
    { label: "hybrid", cells: { map: cell(0.4501, [0.44, 0.46]) } },
  ],
  comparisons: [
    { column: "map", left: "X-X", right: "X_Y | a", difference: -0.04, p: 0.001, pCorrected: 0.002 },
    { column: "map", left: "hybrid", right: "X-X", difference: 0.04, p: 0.001, pCorrected: 0.002 },
    { column: "map", left: "hybrid", right: "X_Y | a", difference: 0.0001, p: 0.9, pCorrected: 0.9 },
    { column: "bias", left: "X-X", right: "X_Y | a", difference: 110, p: 0.001, pCorrected: 0.002 },
  ],
  correction: "p: paired randomisation test, Holm-corrected.",
};

describe("toLatex", () => {
  it("sets booktabs rules, bold best values, letters for significance, intervals, and what they mean", () => {
    expect(toLatex(table)).toBe(
      String.raw`\begin{table}
\centering
\caption{mAP \& bias, 100\% of \#1}
\label{tab:main-results}
\begin{tabular}{lrr}
\toprule
Batches & mAP $\uparrow$ & Rank distance $\downarrow$ \\
\midrule
X-X$^{a}$ & 0.410 {\footnotesize [0.400, 0.420]} & 410 \\
X\_Y \textbar{} a$^{b}$ & \textbf{0.450}$^{a}$ {\footnotesize [0.440, 0.460]} & \textbf{300}$^{a}$ \\
hybrid$^{c}$ & \textbf{0.450}$^{a}$ {\footnotesize [0.440, 0.460]} & -- \\
\bottomrule
\end{tabular}
\par\smallskip{\footnotesize Bold: best. In brackets: 95\% interval. Letters: significantly better than that row (corrected p \textless{} 0.05). n = 1190.\par}
\par\smallskip{\footnotesize p: paired randomisation test, Holm-corrected.\par}
\par\smallskip{\footnotesize Seeds: 2\_3\par}
\end{table}
`.replaceAll("95\\%", "95 \\%"),
    );
  });

  it("gives the tabular alone, without intervals, with another threshold", () => {
    const text = toLatex(table, { tabularOnly: true, intervals: false, alpha: 0.001 });
    expect(text.startsWith("\\begin{tabular}")).toBe(true);
    expect(text).not.toMatch(/footnotesize|0\.450\}\$/);
  });

  it("leaves no character of a text to TeX", () => {
    const text = toLatex({ ...table, title: "\\input{x} a^b~c $y$ <z>\n\nnew − –" }, { label: "x y" });
    expect(text).toContain(
      String.raw`\caption{\textbackslash{}input\textbraceleft{}x\textbraceright{} a\textasciicircum{}b\textasciitilde{}c \$y\$ \textless{}z\textgreater{} new $-$ --}`,
    );
    expect(text).toContain("\\label{x-y}");
  });

  it("has the same rows and columns whatever its texts are", () => {
    const shape = (text: string) =>
      toLatex({
        ...table,
        title: text,
        note: text,
        rowHeading: text,
        columns: table.columns.map((column) => ({ ...column, label: text })),
        rows: table.rows.map((row) => ({ ...row, group: text })),
      })
        .split("\n")
        .map((line) => line.replaceAll("\\&", "").split("&").length);
    const wanted = shape("x");
    fc.assert(
      fc.property(texts, (text) => {
        expect(shape(text)).toEqual(wanted);
      }),
      { numRuns: 100 },
    );
  });
});

describe("toMarkdown", () => {
  it("reads back as the table it was made of", () => {
    const html = markdownit({ html: true }).render(toMarkdown(table));
    expect(html).toContain("<strong>mAP &amp; bias, 100% of #1</strong>");
    expect(html.match(/<tr>/g)).toHaveLength(4);
    expect(html).toContain('<th style="text-align:right">Rank distance ↓</th>');
    expect(html).toContain('<td style="text-align:left">X_Y | a<sup>b</sup></td>');
    expect(html).toContain(
      '<td style="text-align:right"><strong>0.450</strong><sup>a</sup> [0.440, 0.460]</td>',
    );
    expect(html).toContain("<p>Seeds: 2_3</p>");
  });

  it("shows groups, sample sizes that differ, negative numbers and what a source reported", () => {
    const grouped: ResultsTable = {
      ...table,
      rows: [
        {
          label: "X-X",
          group: "XLM-R",
          cells: { map: { ...cell(-0.41), reported: { value: 0.5, verdict: "fails" } } },
        },
        { label: "X-X", group: "LaBSE", cells: { map: cell(0.3, undefined, 7) } },
      ],
      comparisons: [
        {
          column: "map",
          left: "X-X (LaBSE)",
          right: "X-X (XLM-R)",
          difference: 0.7,
          p: 0.01,
          pCorrected: 0.01,
        },
      ],
    };
    const text = toMarkdown(grouped);
    expect(text).toContain("| *XLM-R* |  |  |");
    expect(text).toContain("| X-X<sup>a</sup> | −0.410 (n = 1190) \\| 0.500 | – |");
    expect(text).toContain("| X-X<sup>b</sup> | 0.300<sup>a</sup> (n = 7) | – |");
    expect(text).toContain("After the bar: as reported by the source.");
  });

  it("lets no text become markup", () => {
    const html = markdownit({ html: true }).render(
      toMarkdown({ ...table, note: "<b>x</b> *y* [z](w) `v` | u" }),
    );
    expect(html).toContain("<p>&lt;b&gt;x&lt;/b&gt; *y* [z](w) `v` | u</p>");
  });
});
