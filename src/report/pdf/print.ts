import type { Browser } from "puppeteer";
import { ClaimbookError } from "../../errors.js";
import { withFixedDates } from "./dates.js";
import { isolate } from "./isolate.js";

const address = "http://report.invalid/";

/**
 * Prints a report's HTML as a tagged PDF with outline: scripts off, every request answered from memory.
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
  try {
    await page.setJavaScriptEnabled(false);
    const body = html.replace("font-src data:;", "font-src data:;");
    const requests = await isolate(page, new Map([[address, { type: "text/html; charset=utf-8", body }]]));
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
    await page.goto(address, { waitUntil: "load" });
    const bytes = await page.pdf({
      preferCSSPageSize: true,
      printBackground: true,
      tagged: true,
      outline: true,
      waitForFonts: true,
    });
    if (requests.refused.length > 0) {
      throw new ClaimbookError(`the report asked for ${requests.refused.join(", ")}`, {
        kind: "could-not-run",
        where: "printing the PDF",
        wayOut: "A report must carry everything it shows; this is a fault of claimbook.",
      });
    }
    return { pdf: withFixedDates(Buffer.from(bytes), date), requests };
  } finally {
    await page.close().catch(() => undefined);
  }
}
