import type { Browser } from "puppeteer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withBrowser } from "../../../src/report/pdf/browser.js";
import { goldenCases } from "../golden-cases.js";
import { sampleNotebook } from "../sample.js";
import { violations } from "./axe.js";
import { open, pageOf } from "./page.js";

// One browser for the file: `withBrowser` closes it when the tests are done.
let browser: Browser;
let done: () => void;
let ended: Promise<void>;
const pages = new Map<string, string>();
beforeAll(async () => {
  await new Promise<void>((ready, failed) => {
    ended = withBrowser({ env: process.env }, async (started) => {
      browser = started;
      for (const [name, make] of Object.entries({ sample: sampleNotebook, hostile: goldenCases.hostile! })) {
        pages.set(name, await pageOf(browser, make()));
        pages.set(`${name}, synthesis`, await pageOf(browser, make(), "synthesis"));
      }
      const until = new Promise<void>((resolve) => {
        done = resolve;
      });
      ready();
      await until;
    });
    ended.catch(failed);
  });
});
afterAll(async () => {
  done();
  await ended;
});

describe("axe-core finds nothing", () => {
  it.each(["light", "dark"] as const)("in any page, %s", async (scheme) => {
    for (const [name, html] of pages) {
      const { page } = await open(browser, html, { scheme });
      expect(await violations(page), name).toEqual([]);
      await page.close();
    }
  });

  it.each(["light", "dark"] as const)(
    "with all evidence open and a figure live, on a phone, %s",
    async (scheme) => {
      const { page, errors, refused } = await open(browser, pages.get("sample")!, { scheme, width: 390 });
      await page.click("#open-all");
      await page.$$eval("details", (all) => {
        for (const each of all) each.setAttribute("open", "");
      });
      await page.click("button[data-figure]");
      await page.waitForSelector(".live .main-svg", { timeout: 50_000 });
      expect(await violations(page)).toEqual([]);
      expect(errors).toEqual([]);
      expect(refused).toEqual([]);
      const wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth";
      expect(await page.evaluate(wide)).toBe(true);
      await page.close();
    },
  );
});

describe("without JavaScript", () => {
  it("evidence opens, the filter filters, figures are drawn, and nothing that needs a script is offered", async () => {
    const { page, refused } = await open(browser, pages.get("sample")!, { scripts: false });
    const shown = () =>
      page.$$eval(
        "#all-claims > tbody",
        (all) => all.filter((each) => each.getClientRects().length > 0).length,
      );
    expect(await shown()).toBe(5);
    await page.click('.filter input[value="does-not-hold"]');
    expect(await shown()).toBe(2);
    const summary = await page.$('#all-claims tbody[data-standing="does-not-hold"] summary');
    await summary!.click();
    expect(await page.$$eval("#all-claims details[open]", (all) => all.length)).toBe(1);
    expect(
      await page.$$eval("button", (all) => all.filter((each) => each.getClientRects().length > 0).length),
    ).toBe(0);
    expect(await page.$$eval(".drawing svg text", (all) => all.length)).toBeGreaterThan(3);
    expect(refused).toEqual([]);
    await page.close();
  });
});

describe("with JavaScript", () => {
  it("all evidence opens and closes by one button, from the keyboard", async () => {
    const { page, errors } = await open(browser, pages.get("sample")!);
    const opened = () => page.$$eval("#all-claims details[open]", (all) => all.length);
    await page.focus("#open-all");
    await page.keyboard.press("Enter");
    expect(await opened()).toBe(5);
    await page.keyboard.press("Enter");
    expect(await opened()).toBe(0);
    expect(errors).toEqual([]);
    await page.close();
  });

  it("the filter is moved by arrow keys and says how many claims are left", async () => {
    const { page } = await open(browser, pages.get("sample")!);
    await page.focus('.filter input[value="all"]');
    await page.keyboard.press("ArrowRight");
    expect(await page.$eval("#shown-count", (each) => each.textContent)).toBe("1 of 5 claims shown");
    await page.close();
  });

  it("a link to a claim opens its evidence, also when the filter hid it", async () => {
    const { page } = await open(browser, pages.get("sample")!);
    await page.click('.filter input[value="holds"]');
    await page.click('.glance a[href="#claim-best-multilingual"]');
    await page.waitForSelector("#claim-best-multilingual details[open]");
    expect(
      await page.$eval("#claim-best-multilingual", (each) => each.getClientRects().length),
    ).toBeGreaterThan(0);
    await page.close();
  });

  it("paper shows all evidence and no controls", async () => {
    const { page } = await open(browser, pages.get("sample")!, { scripts: false });
    await page.emulateMediaType("print");
    const heights = await page.$$eval("#all-claims .ev", (all) =>
      all.map((each) => each.getBoundingClientRect().height),
    );
    expect(heights.length).toBeGreaterThan(5);
    expect(heights.every((height) => height > 0)).toBe(true);
    const controls = await page.$$eval(
      ".filter, button, summary, .skip",
      (all) => all.filter((each) => each.getClientRects().length > 0).length,
    );
    expect(controls).toBe(0);
    await page.close();
  });

  it("no script runs but those that the page's policy names", async () => {
    const html = pages.get("sample")!.replace("</main>", "<script>document.title = 'ran'</script></main>");
    const { page } = await open(browser, html);
    expect(await page.title()).not.toBe("ran");
    await page.evaluate(
      "(() => { const s = document.createElement('script'); s.textContent = \"document.title = 'ran'\"; document.body.append(s); })()",
    );
    expect(await page.title()).not.toBe("ran");
    await page.close();
  });
});

it("a drawing lies on white in dark pages too, the paper that its colours are chosen for", async () => {
  const { page } = await open(browser, pages.get("sample")!, { scheme: "dark" });
  const under = "getComputedStyle(document.querySelector('.drawing')).backgroundColor";
  expect(await page.evaluate(under)).toBe("rgb(255, 255, 255)");
  await page.close();
});
