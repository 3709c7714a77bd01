import type { Browser, Page } from "puppeteer";
import type { Notebook } from "../../../src/notebook/model.js";
import { buildReport } from "../../../src/report/build.js";
import { inReportLook } from "../../../src/report/figure-look.js";
import { drawFigures, planDrawings } from "../../../src/report/figures/draw.js";
import { fontsFor } from "../../../src/report/fonts/embed.js";
import { type Profile, renderHtml } from "../../../src/report/html/page.js";
import { figuresOf } from "../../../src/report/model.js";
import { isolate } from "../../../src/report/pdf/isolate.js";

const address = "http://report.invalid/";

/** A report's page with its figures drawn. */
export async function pageOf(
  browser: Browser,
  notebook: Notebook,
  profile: Profile = "full",
): Promise<string> {
  const report = buildReport(notebook, {
    name: "nb",
    now: new Date("2031-05-04T00:00:00Z"),
    fixedDate: true,
  });
  const figures = figuresOf(report).map((figure) =>
    figure.plotly === undefined ? figure : { ...figure, plotly: inReportLook(figure.plotly) },
  );
  return renderHtml(report, {
    profile,
    drawings: await drawFigures(browser, planDrawings(figures)),
    fonts: fontsFor,
  });
}

/** Opens a page from memory; every request for anything else is refused and listed. */
export async function open(
  browser: Browser,
  html: string,
  options: { scheme?: "light" | "dark"; width?: number; scripts?: boolean } = {},
): Promise<{ page: Page; refused: string[]; errors: string[] }> {
  const { scheme = "light", width = 1280, scripts = true } = options;
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push((error as Error).message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.setViewport({ width, height: 900 });
  await page.setJavaScriptEnabled(scripts);
  const { refused } = await isolate(
    page,
    new Map([[address, { type: "text/html; charset=utf-8", body: html }]]),
  );
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(address, { waitUntil: "load" });
  return { page, refused, errors };
}
