import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditReports, openCorpus, readReport } from "../../../src/audit/index.js";
import { auditPage } from "../../../src/audit/render/page.js";
import { compareReports, comparisonPage } from "../../../src/comparison/index.js";
import { featureEntailment } from "../../../src/literature/entailment/feature-model/index.js";
import type { Notebook } from "../../../src/notebook/model.js";
import { buildReport } from "../../../src/report/build.js";
import { fontsFor } from "../../../src/report/fonts/embed.js";
import type { Report } from "../../../src/report/model.js";
import { withBrowser } from "../../../src/report/pdf/browser.js";
import { certificatePage } from "../../../src/verification/index.js";
import { soilReport, writeSoilLibrary } from "../../audit/soil.js";
import { crowdedCertificate } from "../../verification/crowded.js";
import { goldenCases, hostileTexts } from "../golden-cases.js";
import { sampleNotebook } from "../sample.js";
import { violations } from "./axe.js";
import { open } from "./page.js";

const folder = mkdtempSync(path.join(os.tmpdir(), "claimbook-pages-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const reportOf = (notebook: Notebook) => buildReport(notebook, { name: "nb", now: new Date(0) });

/** A report and a copy of it in which one of everything that a comparison shows has changed. */
function changed(report: Report): Report {
  const copy = structuredClone(report);
  const [gone, reworded, moved] = copy.claims;
  reworded!.claim.text = `${reworded!.claim.text} Or so it is said, ${hostileTexts[0]}.`;
  for (const check of moved!.claim.measured.checks) check.left.value *= 1.4;
  for (const { claim } of copy.claims)
    for (const check of claim.measured.checks) check.difference *= 1 + 1e-9;
  copy.claims = copy.claims.filter((claim) => claim !== gone);
  copy.claims.push({ ...gone!, claim: { ...gone!.claim, id: "added", text: "A statement made anew." } });
  for (const block of Object.values(copy.sections).flat()) {
    if (block.kind !== "table") continue;
    for (const row of block.table.rows)
      for (const cell of Object.values(row.cells)) if (cell !== undefined) cell.value *= 1.3;
  }
  copy.provenance.parameters = { ...copy.provenance.parameters, seed: 99 };
  return copy;
}

const compared = (left: Report, right: Report) =>
  comparisonPage(compareReports({ file: "a.ipynb", report: left }, { file: "b.ipynb", report: right }));

const pages = new Map<string, string>();
beforeAll(async () => {
  const sample = reportOf(sampleNotebook());
  const hostile = reportOf(goldenCases.hostile!());
  pages.set("diff, nothing differs", compared(sample, sample));
  pages.set("diff, much differs", compared(sample, changed(sample)));
  pages.set("diff, nothing in common", compared(sample, hostile));
  pages.set("diff, hostile", compared(hostile, sample));
  pages.set("certificate, crowded", certificatePage(crowdedCertificate()));
  const library = await writeSoilLibrary(folder);
  const file = path.join(folder, "report.md");
  const claims = [
    "Winter rye raised soil organic carbon.",
    "Earthworm counts fell under rye.",
    hostileTexts[0]!,
  ];
  writeFileSync(file, soilReport(claims.map((text, i) => ({ text, mark: i === 1 ? "×" : "✓" }))));
  const audit = await auditReports(
    [await readReport(file, "report.md")],
    await openCorpus({ libraries: [library] }),
    { entailment: featureEntailment(), now: new Date(0) },
  );
  pages.set("audit", auditPage(audit, fontsFor));
});

describe("pages beside the report", () => {
  it("say nothing that axe-core objects to, light and dark, on a desk and on a phone", async () => {
    expect(pages.get("diff, much differs")).toMatch(/<ins>[\s\S]*<del>[\s\S]*class="within"/);
    const found: string[] = [];
    await withBrowser({ env: process.env }, async (browser) => {
      for (const scheme of ["light", "dark"] as const) {
        for (const width of [1280, 390]) {
          for (const [name, html] of pages) {
            const { page, errors, refused } = await open(browser, html, { scheme, width });
            await page.$$eval("details", (all) => {
              for (const each of all) each.setAttribute("open", "");
            });
            for (const each of [...(await violations(page)), ...errors, ...refused])
              found.push(`${name}, ${scheme}, ${width}: ${each}`);
            await page.close();
          }
        }
      }
    });
    expect(found).toEqual([]);
  });
});
