import type { HTTPRequest, Page } from "puppeteer";

/** What a page may ask for, by address; nothing else exists for it. */
export type Served = ReadonlyMap<string, { type: string; body: string | Buffer }>;

/** Requests of one page. */
export interface RequestCount {
  /** Answered from memory. */
  served: number;
  /** Addresses that were asked for and refused. */
  refused: string[];
}

/** Answers every request of a page from memory or not at all; no request leaves the machine. */
export async function isolate(page: Page, served: Served): Promise<RequestCount> {
  const count: RequestCount = { served: 0, refused: [] };
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    // A page that is being closed refuses answers; nothing waits for them then.
    void answer(request, served, count).catch(() => undefined);
  });
  return count;
}

async function answer(request: HTTPRequest, served: Served, count: RequestCount): Promise<void> {
  const url = request.url();
  if (url.startsWith("data:")) return request.continue();
  const found = served.get(url);
  if (found === undefined) {
    // Browsers ask for an icon on their own account; the page did not.
    if (!url.endsWith("/favicon.ico")) count.refused.push(url);
    return request.abort("blockedbyclient");
  }
  count.served++;
  await request.respond({ status: 200, contentType: found.type, body: found.body });
}
