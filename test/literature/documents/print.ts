import { withBrowser } from "../../../src/report/pdf/browser.js";

export interface PrintedPage {
  html: string;
  /** With the structure that a tagged PDF has. Defaults to false. */
  tagged?: boolean;
}

/** Prints HTML pages as PDFs with the project's own browser, started once. */
export function printPages(pages: readonly PrintedPage[]): Promise<Buffer[]> {
  return withBrowser({ env: process.env }, async (browser) => {
    const printed: Buffer[] = [];
    for (const { html, tagged = false } of pages) {
      const page = await browser.newPage();
      await page.setContent(html, { waitUntil: "load" });
      printed.push(Buffer.from(await page.pdf({ preferCSSPageSize: true, tagged, outline: false })));
      await page.close();
    }
    return printed;
  });
}
