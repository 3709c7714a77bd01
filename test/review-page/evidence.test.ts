import { describe, expect, it } from "vitest";
import { judgeClaim } from "../../src/claims/claim.js";
import { buildReport } from "../../src/report/build.js";
import { evidenceOf } from "../../src/report/evidence.js";
import { evidenceRow } from "../../src/report/html/claims.js";
import { type Content, render } from "../../src/report/html/template.js";
import type { Report } from "../../src/report/model.js";
import { evidenceHtml } from "../../src/review-page/evidence-html.js";
import { reviewPage } from "../../src/review-page/page.js";
import { goldenCases } from "../report/golden-cases.js";
import { claimOutput, code, notebook, printed } from "../report/sample.js";

const now = new Date("2031-05-04T00:00:00Z");
const reportOf = (book: ReturnType<typeof notebook>): Report =>
  buildReport(book, { name: "input", now, fixedDate: true });

/** What a reader sees of each line of evidence. */
const lines = (content: Content) =>
  render(content)
    .split('<div class="ev">')
    .slice(1)
    .map((line) => line.replace(/<[^>]+>/g, "").trim());

describe.each(Object.keys(goldenCases))("the evidence of the report's case %s", (name) => {
  const report = reportOf(goldenCases[name]!());

  it("is shown by the review page line by line as by the report, with nothing left out", () => {
    const more = /\(every row in the appendix\)/;
    for (const { claim, cell } of report.claims) {
      const inReport = lines(evidenceRow(claim, evidenceOf(claim, cell, report)));
      const inReview = lines(evidenceHtml(claim, cell, report));
      expect(inReview).toHaveLength(inReport.length);
      for (const [i, line] of inReport.entries())
        if (!more.test(line)) expect(inReview[i]!.startsWith(line), `${inReview[i]} <> ${line}`).toBe(true);
      for (const line of inReview) expect(line).not.toMatch(more);
    }
  });
});

it("shows every printed row, of which a report leaves all but eight to its appendix", () => {
  const rows = Array.from({ length: 12 }, (_, i) => `Row-${i}`);
  const claim = judgeClaim({
    id: "many",
    text: "Mixed is above Single everywhere.",
    reported: printed(
      "Mixed > Single",
      rows.map((row) => [row, 0.5, 0.4]),
    ),
  });
  const report = reportOf(notebook([code("claim({})", claimOutput(claim))]));
  const [placed] = report.claims;
  const inReport = render(evidenceRow(claim, evidenceOf(claim, placed!.cell, report)));
  const inReview = render(evidenceHtml(claim, placed!.cell, report));
  expect(rows.filter((row) => inReport.includes(`>${row}<`))).toHaveLength(8);
  expect(inReport).toContain('href="#printed-many"');
  expect(rows.filter((row) => inReview.includes(`>${row}<`))).toHaveLength(12);
  expect(inReview).not.toContain("#printed-");
});

it("writes out what turns a text round, but leaves the reviewer's own note as it was written", () => {
  const text = "Revenue \u202eylraey\u202c fell.";
  const book = notebook([code("claim({})", claimOutput(judgeClaim({ id: "turned", text })))]);
  const sha256 = "a".repeat(64);
  const page = reviewPage(
    { file: "/x/input.ipynb", sha256, notebook: book, report: reportOf(book) },
    {
      schema: "claimbook/notes/1",
      notebook: "input.ipynb",
      claims: [
        {
          id: "turned",
          text,
          note: "\u200fשלום",
          revision: 1,
          at: now.toISOString(),
          notebookSha256: sha256,
        },
      ],
    },
    1,
  );
  expect(page).not.toContain("\u202e");
  expect(page.split("Revenue ‹U+202E›ylraey‹U+202C› fell.").length).toBeGreaterThan(2);
  expect(page).toContain(">\u200fשלום</textarea>");
});
