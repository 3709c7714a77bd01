import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { PDFDict, PDFDocument, PDFHexString, PDFName } from "@cantoo/pdf-lib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Notebook } from "../../src/notebook/model.js";
import { buildReport } from "../../src/report/build.js";
import { withBrowser } from "../../src/report/pdf/browser.js";
import { isolate } from "../../src/report/pdf/isolate.js";
import { printPdf } from "../../src/report/pdf/print.js";
import { type Format, defaultFormats as formats, renderReport } from "../../src/report/render.js";
import { showControls } from "../../src/report/shown-controls.js";
import { goldenCases, hostileTexts } from "./golden-cases.js";
import { code, dotPlot, notebook, sampleNotebook, scriptNames } from "./sample.js";

const env = { ...process.env };
const folders: string[] = [];
function folder(): string {
  const made = mkdtempSync(path.join(os.tmpdir(), "report-test-"));
  folders.push(made);
  return made;
}
afterAll(() => {
  for (const each of folders) rmSync(each, { recursive: true, force: true });
});

const reportOf = (source: Notebook) =>
  buildReport(source, { name: "sample", now: new Date("2031-05-04T00:00:00Z"), fixedDate: true });

async function render(source: Notebook, wanted: readonly Format[] = formats) {
  const outDir = folder();
  const result = await renderReport(reportOf(source), {
    profile: "full",
    formats: wanted,
    outDir,
    browser: { env },
  });
  return { ...result, outDir, bytes: (format: Format) => readFileSync(result.files[format]!) };
}

describe("a report drawn and printed by the browser", () => {
  let first: Awaited<ReturnType<typeof render>>;
  beforeAll(async () => {
    first = await render(sampleNotebook());
  });

  it("has the same bytes the second time, in every format", async () => {
    const second = await render(sampleNotebook());
    for (const format of formats) expect(first.bytes(format).equals(second.bytes(format)), format).toBe(true);
    const figure = path.join("sample.figures", "figure-1.svg");
    expect(
      readFileSync(path.join(first.outDir, figure)).equals(readFileSync(path.join(second.outDir, figure))),
    ).toBe(true);
  });

  it("asks for nothing while it is printed", () => {
    expect(first.requests).toEqual({ served: 1, refused: [] });
    expect(first.problem).toBeUndefined();
  });

  it("is a tagged PDF with outline, language, title and metadata, dated as the report", async () => {
    const pdf = await PDFDocument.load(first.bytes("pdf"), { updateMetadata: false });
    const marks = pdf.catalog.lookup(PDFName.of("MarkInfo"), PDFDict);
    expect(String(marks.get(PDFName.of("Marked")))).toBe("true");
    expect(pdf.catalog.lookup(PDFName.of("Outlines"))).toBeInstanceOf(PDFDict);
    expect(pdf.catalog.lookup(PDFName.of("Lang"), PDFHexString).decodeText()).toBe("en");
    expect(pdf.getTitle()).toBe(reportOf(sampleNotebook()).title);
    expect(pdf.getAuthor()).toBe("Fable Research");
    expect(pdf.getSubject()).toMatch(/mixed batches/);
    expect(pdf.getKeywords()).toContain("fable-captions");
    for (const date of [pdf.getCreationDate(), pdf.getModificationDate()])
      expect(date).toEqual(new Date("2031-05-04T00:00:00Z"));
  });

  it("opens in a browser without a single request, in scripts' absence and presence", async () => {
    const html = first.bytes("html").toString();
    await withBrowser({ env }, async (browser) => {
      const page = await browser.newPage();
      const requests = await isolate(
        page,
        new Map([["http://report.invalid/", { type: "text/html; charset=utf-8", body: html }]]),
      );
      await page.goto("http://report.invalid/", { waitUntil: "networkidle0" });
      expect(requests).toEqual({ served: 1, refused: [] });
      const seen = await page.evaluate(
        `document.fonts.ready.then(() => ({
          failed: [...document.fonts].filter((f) => f.status === "error").map((f) => f.family),
          drawings: [...document.querySelectorAll("figure svg")].map((svg) => ({
            caption: svg.closest("figure").querySelector("figcaption").textContent,
            texts: [...svg.querySelectorAll("text")].filter((each) => each.getBoundingClientRect().width > 0).length,
            inside: svg.getBoundingClientRect().right <= document.documentElement.clientWidth,
          })),
          headings: [...document.querySelectorAll("h1,h2,h3,h4,h5,h6")].map((h) => Number(h.tagName[1])),
          wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
        }))`,
      );
      const { failed, drawings, headings, wide } = seen as {
        failed: string[];
        drawings: { caption: string; texts: number; inside: boolean }[];
        headings: number[];
        wide: boolean;
      };
      expect(failed).toEqual([]);
      // The search's flow of records, and the figure of the results: both drawn, with their words, within the page.
      expect(drawings.map(({ caption }) => caption)).toEqual([
        expect.stringMatching(/^Flow of the search: 10 records identified/),
        expect.stringMatching(/^Figure 1\./),
      ]);
      for (const { caption, texts, inside } of drawings) {
        expect(texts, caption).toBeGreaterThan(3);
        expect(inside, caption).toBe(true);
      }
      expect(wide).toBe(false);
      expect(headings.filter((level) => level === 1)).toHaveLength(1);
      // No level is skipped on the way down.
      for (const [i, level] of headings.entries())
        expect(level - (headings[i - 1] ?? 0)).toBeLessThanOrEqual(1);
    });
  });
});

it("shows every script with a glyph of an embedded font, in text and figure", async () => {
  const { bytes } = await render(goldenCases.scripts!(), ["html"]);
  await withBrowser({ env }, async (browser) => {
    const page = await browser.newPage();
    await isolate(
      page,
      new Map([["http://report.invalid/", { type: "text/html; charset=utf-8", body: bytes("html") }]]),
    );
    await page.goto("http://report.invalid/", { waitUntil: "load" });
    await page.evaluate("document.fonts.ready.then(() => true)");
    const client = await page.createCDPSession();
    await client.send("DOM.enable");
    await client.send("CSS.enable");
    const { root } = await client.send("DOM.getDocument", { depth: -1 });
    const fontsOf = async (selector: string) => {
      const { nodeIds } = await client.send("DOM.querySelectorAll", { nodeId: root.nodeId, selector });
      const used = await Promise.all(
        nodeIds.map((nodeId) => client.send("CSS.getPlatformFontsForNode", { nodeId })),
      );
      return used.flatMap(({ fonts }) => fonts);
    };
    for (const selector of ["#results li", "figure svg text", ".claims th", ".m"]) {
      const fonts = await fontsOf(selector);
      expect(fonts.length, selector).toBeGreaterThan(0);
      expect(
        fonts.filter((font) => !font.isCustomFont).map((font) => font.familyName),
        selector,
      ).toEqual([]);
    }
    expect((await fontsOf("#results li")).length).toBeGreaterThan(Object.keys(scriptNames).length);
  });
});

it("lets hostile text do nothing", async () => {
  const { bytes, requests } = await render(goldenCases.hostile!());
  expect(requests).toEqual({ served: 1, refused: [] });
  await withBrowser({ env }, async (browser) => {
    const page = await browser.newPage();
    const count = await isolate(
      page,
      new Map([["http://report.invalid/", { type: "text/html; charset=utf-8", body: bytes("html") }]]),
    );
    await page.goto("http://report.invalid/", { waitUntil: "networkidle0" });
    expect(count.refused).toEqual([]);
    // Nothing but the page's own script, which the page's policy lets run by its hash.
    expect(
      await page.evaluate("[...document.querySelectorAll('script, img, iframe')].map((e) => e.id)"),
    ).toEqual(["page-script"]);
    expect(await page.title()).toBe(hostileTexts[0]);
    const claims = await page.evaluate(
      "[...document.querySelectorAll('.glance th[scope=row]')].map((c) => c.innerText)",
    );
    const oneLine = (text: string) => showControls(text).replace(/\s+/g, " ").trim();
    expect((claims as string[]).map(oneLine)).toEqual(hostileTexts.map(oneLine));
    expect(
      await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"),
    ).toBe(true);
  });
});

it("takes what could act out of a figure", async () => {
  const figure = dotPlot(['<a href="javascript:alert(1)">tick</a>', "<script>1</script>"]);
  const layout = (figure["application/vnd.plotly.v1+json"] as { layout: Record<string, unknown> }).layout;
  layout.images = [{ source: "http://evil.invalid/x.png", x: 0, y: 1, sizex: 1, sizey: 1 }];
  layout.title = { text: '<a href="http://evil.invalid/">title</a>' };
  const { bytes } = await render(notebook([code("plot()", figure)]), ["html"]);
  const svg = /<svg[\s\S]*<\/svg>/.exec(bytes("html").toString())![0];
  expect(svg).not.toMatch(/javascript:|evil\.invalid|<script|\son\w+=/i);
  expect(svg).toContain("title");
});

it("prints nothing that asks for something outside", async () => {
  await withBrowser({ env }, async (browser) => {
    const page = '<!doctype html><img src="http://evil.invalid/x.png">';
    await expect(printPdf(browser, page, new Date(0))).rejects.toThrow("http://evil.invalid/x.png");
  });
});

describe("without a browser", () => {
  const none = { env: {}, system: () => [], bundled: async () => undefined };

  it("writes the other formats, with the figure's numbers, and says how to get one", async () => {
    const outDir = folder();
    const { files, problem } = await renderReport(reportOf(sampleNotebook()), {
      profile: "full",
      formats,
      outDir,
      browser: none,
    });
    expect(Object.keys(files).sort()).toEqual(["html", "json", "md"]);
    expect(readdirSync(outDir).sort()).toEqual(["sample.html", "sample.json", "sample.md"]);
    expect(problem?.kind).toBe("could-not-run");
    expect(problem?.wayOut).toMatch(/CLAIMBOOK_BROWSER.*@sparticuz\/chromium/);
    expect(readFileSync(files.md!, "utf8")).toContain("| Mixed | 0.39 | Khmer |");
    expect(readFileSync(files.html!, "utf8")).toContain("Not drawn");
  });

  it("needs none when nothing is to be drawn or printed", async () => {
    const { problem, files } = await renderReport(reportOf(sampleNotebook()), {
      profile: "synthesis",
      formats: ["md", "html"],
      outDir: folder(),
      browser: none,
    });
    expect(problem).toBeUndefined();
    expect(path.basename(files.md!)).toBe("sample.synthesis.md");
  });

  it("names a browser that was asked for and does not start", async () => {
    const file = path.join(folder(), "no-browser");
    writeFileSync(file, "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    await expect(withBrowser({ path: file, env }, async () => undefined)).rejects.toThrow(
      `${file} does not start`,
    );
  });

  it("passes over a browser of the machine that does not start", async () => {
    const file = path.join(folder(), "broken");
    writeFileSync(file, "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    const version = await withBrowser(
      { env: { ...env, CLAIMBOOK_BROWSER: "" }, system: () => [{ path: file }] },
      (browser) => browser.version(),
    );
    expect(version).toMatch(/Chrom/);
  });
});

it("closes the browser and removes its profile when it is interrupted", async () => {
  const abort = new AbortController();
  let pid = 0;
  let profile = "";
  const work = withBrowser({ env, signal: abort.signal }, async (browser) => {
    pid = browser.process()!.pid!;
    profile = browser
      .process()!
      .spawnargs.find((arg) => arg.startsWith("--user-data-dir="))!
      .slice("--user-data-dir=".length);
    const page = await browser.newPage();
    abort.abort(new Error("interrupted"));
    await page.evaluate("new Promise(() => {})");
  });
  await expect(work).rejects.toThrow("interrupted");
  expect(profile).not.toBe("");
  expect(existsSync(profile)).toBe(false);
  expect(() => process.kill(pid, 0)).toThrow();
});
