import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readClaims } from "../../src/claims/read.js";
import { execute } from "../../src/execution/index.js";
import { assertSchema } from "../../src/json-schema.js";
import { SearchLog } from "../../src/literature/search-log.js";
import { isCode, Mime, type Notebook, parseNotebook } from "../../src/notebook/index.js";
import { packageRoot } from "../../src/paths.js";
import { buildReport } from "../../src/report/build.js";

/** What the question names, and what a report must not say it measured on. */
const studies = {
  "01-rare-scripts": "XM3600",
  "02-domain-shift": "XLSD",
  "03-batch-ratio": "BEIR",
  "04-typological-distance": "MLQA",
  "05-contrastive-fine-tuning": "MIRACL",
};
const cache = mkdtempSync(path.join(tmpdir(), "claimbook-studies-"));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

function read(name: string): Notebook {
  return parseNotebook(readFileSync(path.join(packageRoot, "notebooks", `${name}.ipynb`), "utf8"), name);
}

function outputs(book: Notebook, mime: string): unknown[] {
  return book.cells.flatMap((cell) =>
    isCode(cell)
      ? cell.outputs.flatMap((output) => ("data" in output && mime in output.data ? [output.data[mime]] : []))
      : [],
  );
}

describe.each(Object.entries(studies))("notebook %s", (name, benchmark) => {
  test("reads like a paper: 15 to 30 cells, the sections of a report, no outputs kept", () => {
    const { cells } = read(name);
    expect(cells.length).toBeGreaterThanOrEqual(15);
    expect(cells.length).toBeLessThanOrEqual(30);
    const headings = cells.flatMap((cell) =>
      cell.cell_type === "markdown" ? (cell.source.match(/^##? .+$/gm) ?? []) : [],
    );
    for (const heading of ["Introduction", "Methodology", "Results", "Claims", "Limitations", "Review"])
      expect(headings).toContain(`## ${heading}`);
    expect(headings[0]).toMatch(/^# .+\?$/);
    expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
    expect(cells.filter(isCode).every((cell) => cell.outputs.length === 0)).toBe(true);
  });

  test("runs at its smallest budget, claims nothing of a benchmark that was not run, and renders", async () => {
    const result = await execute(read(name), {
      name: `${name}.ipynb`,
      folder: path.join(packageRoot, "notebooks"),
      env: { ...process.env, CLAIMBOOK_CACHE: cache, CLAIMBOOK_DATA: cache },
      parameters: { budget: "smoke" },
    });
    expect(result.failure).toBeUndefined();
    const { notebook: book } = result;

    const claims = readClaims(
      book.cells.map((cell) => ({
        id: cell.id,
        outputs: isCode(cell)
          ? cell.outputs.map((output) => ("data" in output ? { data: output.data } : {}))
          : [],
      })),
    );
    expect(claims.length).toBeGreaterThanOrEqual(8);
    // Nothing computed here is about the named benchmark: claims that name it rest on sources and printed tables alone.
    for (const { claim } of claims) {
      if (claim.text.includes(benchmark)) expect(claim.measured.verdict).toBe("not checked");
      for (const check of claim.measured.checks) expect(check.expression).not.toContain(benchmark);
    }
    expect(claims.some(({ claim }) => claim.measured.checks.length > 0)).toBe(true);

    const datasets = outputs(book, Mime.dataset) as { name: string }[];
    expect(datasets.map((each) => each.name)).toEqual(["cldr-captions"]);
    const [search] = outputs(book, Mime.search);
    const log = assertSchema(SearchLog, search, "the search log");
    expect(log.included.length).toBeGreaterThan(0);

    const report = buildReport(book, { name, now: new Date("2026-01-01") });
    expect(report.question).toBe(log.question);
    expect(report.answer).toMatch(/\*\*Nothing was measured on/);
    const limits = JSON.stringify(report.sections.limitations);
    expect(limits).toContain(`Nothing here was measured on ${benchmark}`);
    for (const { name: source, error } of log.sources)
      if (error !== undefined) expect(limits).toContain(source);
    expect(report.review?.record).toBeDefined();
  }, 300_000);
});
