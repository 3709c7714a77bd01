import { PDFDocument } from "@cantoo/pdf-lib";
import { expect, it } from "vitest";
import { withBrowser } from "../../src/report/pdf/browser.js";
import { printPdf } from "../../src/report/pdf/print.js";
import { type Certificate, certificatePage } from "../../src/verification/index.js";

const long =
  "A sentence that takes rather more than a line of the page, so that it wraps once or twice. ".repeat(3);
const run = {
  schema: "claimbook/run/1" as const,
  status: "ok" as const,
  claimbook: "0.1.0",
  claimbookSha256: "1".repeat(64),
  node: "20.20.2",
  platform: "linux",
  arch: "x64",
  kernel: "claimbook",
  parameters: { note: long },
  sourceSha256: "2".repeat(64),
};

/** Everything that a certificate can say, and much of it. */
function full(claims: number, differences: number, changed: number): Certificate {
  return {
    schema: "claimbook/certificate/2",
    date: "2024-08-20T10:00:00.000Z",
    notebook: { file: "a-long-name-of-a-notebook.ipynb", title: long.slice(0, 90), sha256: "3".repeat(64) },
    passed: false,
    reproduced: false,
    tolerance: 1e-6,
    counts: { moved: claims },
    claims: Array.from({ length: claims }, (_, i) => ({
      id: `claim-${i}`,
      text: long,
      outcome: "moved" as const,
      standing: { recorded: "does not hold" as const, rerun: "does not hold" as const },
      compared: 30,
      differences: Array.from({ length: differences }, (_, j) => ({
        name: `value ${j}, ${long.slice(0, 60)}`,
        role: "value" as const,
        recorded: 0.123456789,
        rerun: 0.2,
      })),
    })),
    integrity: {
      coverage: "run",
      intact: changed === 0,
      findings: Array.from({ length: changed }, (_, i) => ({
        kind: "cell source" as const,
        where: `cell ${i}`,
        what: long,
        weight: "altered" as const,
      })),
    },
    records: [],
    circumstances: Array.from({ length: changed }, (_, i) => ({
      what: `data set ${i}`,
      recorded: `1, sha256 ${"4".repeat(64)}`,
      rerun: `2, sha256 ${"5".repeat(64)}`,
      same: false,
    })),
    claimbookSha256: run.claimbookSha256,
    rerun: run,
    sandbox: { kind: "node", limits: { memory: 4e9, cpu: 3600, processes: 64 } },
  };
}

it("a certificate is printed on one page, however much it has to say", async () => {
  await withBrowser({ env: process.env }, async (browser) => {
    for (const [claims, differences, changed] of [
      [5, 2, 3],
      [13, 4, 8],
      [100, 5, 8],
    ] as const) {
      const page = certificatePage(full(claims, differences, changed));
      const { pdf } = await printPdf(browser, page, new Date("2024-08-20T10:00:00Z"));
      const pages = (await PDFDocument.load(pdf)).getPageCount();
      expect(pages, `${claims} claims`).toBe(1);
    }
  });
});
