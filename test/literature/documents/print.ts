import { withBrowser } from "../../../src/report/pdf/browser.js";

/** Prints HTML pages as PDFs with the project's own browser, without the structure that a tagged PDF has. */
export function printPages(pages: readonly string[], { tagged = false } = {}): Promise<Buffer[]> {
  return withBrowser({ env: process.env }, async (browser) => {
    const printed: Buffer[] = [];
    for (const html of pages) {
      const page = await browser.newPage();
      await page.setContent(html, { waitUntil: "load" });
      printed.push(Buffer.from(await page.pdf({ preferCSSPageSize: true, tagged, outline: false })));
      await page.close();
    }
    return printed;
  });
}
