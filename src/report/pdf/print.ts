import type { Browser } from "puppeteer";
import { ClaimbookError } from "../../errors.js";
import { ownManifest } from "../../manifest.js";
import { withFixedDates } from "./dates.js";
import { isolate } from "./isolate.js";
import { withNamedLanguages } from "./languages.js";
import { readPageHead } from "./page-head.js";

const address = "http://report.invalid/";

/**
 * Prints a report's HTML as a PDF that keeps to PDF/UA-1, with outline: scripts off, every request answered from
 * memory. Title, language, author, subject and keywords are those of the page's head.
 *
 * @param date written as creation and modification date
 * @throws ClaimbookError (`could-not-run`) when the page asked for anything outside itself
 */
export async function printPdf(
  browser: Browser,
  html: string,
  date: Date,
): Promise<{ pdf: Buffer; requests: { served: number; refused: string[] } }> {
  const page = await browser.newPage();
  // A long report on a busy machine takes its time; whoever has enough of it interrupts.
  page.setDefaultTimeout(0);
  try {
    await page.setJavaScriptEnabled(false);
    const requests = await isolate(
      page,
      new Map([[address, { type: "text/html; charset=utf-8", body: withNamedLanguages(html) }]]),
    );
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
    await page.goto(address, { waitUntil: "load" });
    const bytes = await page.pdf({
      preferCSSPageSize: true,
      printBackground: true,
      tagged: true,
      outline: true,
      waitForFonts: true,
      timeout: 0,
    });
    if (requests.refused.length > 0) {
      throw new ClaimbookError(`the report asked for ${requests.refused.join(", ")}`, {
        kind: "could-not-run",
        where: "printing the PDF",
        wayOut: "A report must carry everything it shows; this is a fault of claimbook.",
      });
    }
    const { title, language, meta, links } = readPageHead(html);
    const description = {
      title: title || "Untitled",
      language,
      creator: `claimbook ${ownManifest().version}`,
      date,
      author: meta.get("author"),
      subject: meta.get("description"),
      keywords: meta
        .get("keywords")
        ?.split(/\s*,\s*/)
        .filter((word) => word !== ""),
    };
    const { accessiblePdf } = await import("./accessible.js");
    const dated = withFixedDates(Buffer.from(bytes), date);
    return { pdf: await accessiblePdf(dated, description, links), requests };
  } finally {
    await page.close().catch(() => undefined);
  }
}
