import { readFile, writeFile } from "node:fs/promises";
import http from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { judgeClaim } from "../../src/claims/claim.js";
import { schemaProblems } from "../../src/json-schema.js";
import { Mime } from "../../src/notebook/mime.js";
import { type CodeCell, isCode, type Notebook } from "../../src/notebook/model.js";
import { bundledChromium } from "../../src/report/pdf/bundled-chromium.js";
import { ReviewerNotes, ReviewServer } from "../../src/review-page/index.js";
import { claimOutput } from "../report/sample.js";
import { code, executed, tiny, workFolder, write } from "../verification/fixture.js";

let folder: string;
let remove: () => Promise<void>;
let record: Notebook;
let browser: Browser;
const opened: { close(): Promise<unknown> }[] = [];

beforeAll(async () => {
  ({ folder, remove } = await workFolder());
  record = await executed(
    {
      ...tiny,
      cells: [
        ...tiny.cells.slice(0, 2),
        code("unneeded", "const nobody = await new Promise((done) => setTimeout(() => done(1), 10));"),
        ...tiny.cells.slice(2),
      ],
    },
    folder,
  );
  const named = process.env.CLAIMBOOK_BROWSER;
  const found = named ? { path: named, env: {} } : await bundledChromium();
  browser = await chromium.launch({
    executablePath: found!.path,
    env: { ...process.env, ...found!.env } as Record<string, string>,
    args: ["--no-sandbox", "--no-zygote", "--disable-gpu"],
  });
});
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});
afterAll(async () => {
  await browser?.close();
  await remove?.();
});

async function serve(name: string, edit?: (copy: Notebook) => void, more = {}): Promise<ReviewServer> {
  const file = await write(path.join(folder, `${name}.ipynb`), record, edit);
  const now = () => new Date("2031-05-04T10:20:30Z");
  const server = await ReviewServer.start(file, {
    name: `${name}.ipynb`,
    env: process.env,
    now,
    tolerance: 1e-6,
    ...more,
  });
  opened.push(server);
  return server;
}

/** A window; what its page asked for elsewhere, and what went wrong in it, is kept. */
async function open(server: ReviewServer, options: { colorScheme?: "light" | "dark" } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  opened.push(context);
  const problems: string[] = [];
  const outside: string[] = [];
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== "data:" && origin !== new URL(server.url).origin) outside.push(request.url());
  });
  await page.goto(server.url);
  await page.waitForSelector("body.live");
  return { page, problems, outside };
}

const notesOf = async (server: ReviewServer): Promise<ReviewerNotes> => {
  const notes = JSON.parse(await readFile(server.notesFile, "utf8")) as ReviewerNotes;
  expect(schemaProblems(ReviewerNotes, notes)).toEqual([]);
  return notes;
};
const article = (page: Page, id: string) => page.locator(`#claim-${id}`);
const shown = (page: Page) =>
  page.locator("#claims li:visible").evaluateAll((all) => all.map((li) => li.getAttribute("data-claim")));

async function choose(page: Page, id: string): Promise<void> {
  await page.locator(`#claims li[data-claim="${id}"] a`).click();
  await article(page, id).waitFor({ state: "visible" });
}

describe("the review page", () => {
  it("shows claims beside evidence and cell, filters by verdict and goes by keys", async () => {
    const server = await serve("shown");
    const { page, problems, outside } = await open(server);
    expect(await shown(page)).toEqual(["mean-above-half", "mean-above-38", "half-above-mean"]);
    await choose(page, "mean-above-38");
    expect(await page.locator("#detail > article:visible").count()).toBe(1);
    await expect.poll(() => article(page, "mean-above-38").innerText()).toContain("mean of squares > 38");
    expect(await page.locator("#detail .cell:visible .source").innerText()).toContain(
      'claim({ id: "mean-above-half"',
    );
    expect(await page.locator("#detail .cell:visible .source .k").count()).toBe(0);
    expect(await page.locator("#detail .cell:visible .source .s").count()).toBeGreaterThan(3);
    await page.locator('#filter input[value="holds"]').uncheck();
    expect(await shown(page)).toEqual(["mean-above-38", "half-above-mean"]);
    expect(await page.locator("#shown").innerText()).toBe("2 of 3 claims shown");
    await page.locator("#claims li:visible a").first().focus();
    await page.keyboard.press("ArrowDown");
    await article(page, "half-above-mean").waitFor({ state: "visible" });
    expect(await page.locator('#claims a[aria-current="true"]').innerText()).toContain(
      "The half is above the mean.",
    );
    await page.keyboard.press("k");
    await article(page, "mean-above-38").waitFor({ state: "visible" });
    await page.keyboard.press("n");
    expect(await page.evaluate("document.activeElement.id")).toBe("note-mean-above-38");
    expect(problems).toEqual([]);
    expect(outside).toEqual([]);
  });

  it("saves verdict and note at once, and still has them after a reload", async () => {
    const server = await serve("noted", undefined, { reviewer: "A. Reader" });
    const { page } = await open(server);
    await choose(page, "mean-above-38");
    await article(page, "mean-above-38").getByLabel("I disagree").check();
    await article(page, "mean-above-38").locator("textarea").fill("Why 38? “<b>”");
    await expect
      .poll(async () => (await notesOf(server).catch(() => undefined))?.claims[0]?.note)
      .toBe("Why 38? “<b>”");
    const notes = await notesOf(server);
    expect(notes).toMatchObject({ notebook: "noted.ipynb", reviewer: "A. Reader" });
    expect(notes.claims[0]).toMatchObject({
      id: "mean-above-38",
      text: "The mean is above 38.",
      verdict: "disagree",
      at: "2031-05-04T10:20:30.000Z",
    });
    await page.reload();
    await choose(page, "mean-above-38");
    expect(await article(page, "mean-above-38").locator("textarea").inputValue()).toBe("Why 38? “<b>”");
    expect(await article(page, "mean-above-38").getByLabel("I disagree").isChecked()).toBe(true);
    await page.locator('#filter [name="own"]').selectOption("disagree");
    expect(await shown(page)).toEqual(["mean-above-38"]);
  });

  it("reruns one claim with a real kernel, tells how it goes, and writes the outcome down", async () => {
    const server = await serve("rerun", (copy) => {
      const claim = copy.cells
        .filter(isCode)
        .flatMap(({ outputs }) => outputs)
        .flatMap((output) => ("data" in output ? [output.data[Mime.claim]] : []))
        .find((each) => (each as { id?: string } | undefined)?.id === "mean-above-half") as {
        measured: { checks: { left: { value: number } }[] };
      };
      claim.measured.checks[0]!.left.value = 40.425;
    });
    const { page, problems } = await open(server);
    const heard: string[] = [];
    page.on("websocket", (socket) =>
      socket.on("framereceived", ({ payload }) => heard.push(String(payload))),
    );
    await page.reload();
    await choose(page, "mean-above-half");
    const claim = article(page, "mean-above-half");
    // The cell that nobody needs is left out.
    await expect
      .poll(() => claim.locator(".plan").innerText())
      .toContain("cells 2, 4, 5 (3 of the 4 code cells");
    await claim.getByRole("button", { name: "Rerun this claim" }).click();
    await expect
      .poll(() => claim.locator(".state").innerText(), { timeout: 50_000 })
      .toContain("Rerun done: value moved");
    expect(await claim.locator(".differences").innerText()).toContain(
      "mean of squares: 40.42 → 38.5 (4.8 % apart",
    );
    const states = heard
      .map((text) => JSON.parse(text))
      .filter(({ type }) => type === "rerun")
      .map(({ state }) => state.message as string);
    expect(states[0]).toBe("Starting a fresh kernel …");
    expect([...new Set(states)].filter((text) => text.startsWith("Running cell"))).toHaveLength(3);
    const [note] = (await notesOf(server)).claims;
    expect(note!.rerun).toMatchObject({ outcome: "value moved", tolerance: 1e-6 });
    expect(problems).toEqual([]);
  });

  it("cancels a rerun when asked, and when it is closed", async () => {
    const server = await serve("cancelled", (copy) => {
      const cell = copy.cells.find(({ id }) => id === "measure") as CodeCell;
      cell.source = `await new Promise(() => {});\n${cell.source}`;
    });
    const { page } = await open(server);
    await choose(page, "mean-above-half");
    const claim = article(page, "mean-above-half");
    await claim.getByRole("button", { name: "Rerun this claim" }).click();
    await expect
      .poll(() => claim.locator(".state").innerText(), { timeout: 50_000 })
      .toContain("Running cell 4");
    expect(await article(page, "mean-above-38").locator(".run").isDisabled()).toBe(true);
    await claim.getByRole("button", { name: "Cancel" }).click();
    await expect.poll(() => claim.locator(".state").innerText(), { timeout: 20_000 }).toBe("Cancelled.");
    await claim.getByRole("button", { name: "Rerun this claim" }).click();
    await expect
      .poll(() => claim.locator(".state").innerText(), { timeout: 50_000 })
      .toContain("Running cell 4");
    await server.close();
    await expect.poll(() => page.locator("#reviewed").innerText()).toContain("has ended");
    opened.splice(opened.indexOf(server), 1);
  });

  it("keeps two windows in step, and asks when both changed the same note", async () => {
    const server = await serve("two");
    const [one, two] = [(await open(server)).page, (await open(server)).page];
    for (const page of [one, two]) await choose(page, "mean-above-half");
    const area = (page: Page) => article(page, "mean-above-half").locator("textarea");
    await area(one).fill("from the first");
    await expect.poll(() => area(two).inputValue()).toBe("from the first");
    // The second window does not hear of what the first one writes now.
    await two.evaluate("window.fetch = () => new Promise(() => {})");
    await area(two).fill("from the second");
    await area(one).fill("again from the first");
    await expect.poll(async () => (await notesOf(server)).claims[0]!.note).toBe("again from the first");
    // A window that saves from an old revision is refused and told what is there.
    const stale = await one.evaluate(
      async ([sha256]) => {
        const response = await fetch("notes/mean-above-half", {
          method: "PUT",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ verdict: "", note: "from the second", revision: 1, sha256 }),
        });
        const answer = (await response.json()) as { current: { note: string } };
        return { status: response.status, answer };
      },
      [await one.evaluate("document.body.dataset.sha256")],
    );
    expect(stale.status).toBe(409);
    expect(stale.answer.current.note).toBe("again from the first");
    expect(await area(two).inputValue()).toBe("from the second");
  });

  it("says so when the notebook changes on disk, reruns nothing then, and shows the new one on request", async () => {
    const server = await serve("changed");
    const { page } = await open(server);
    await choose(page, "mean-above-half");
    const file = path.join(folder, "changed.ipynb");
    await writeFile(
      file,
      (await readFile(file, "utf8")).replaceAll(
        "The mean is above its half.",
        "The mean is above a half of it.",
      ),
    );
    await page.getByRole("alert").filter({ hasText: "changed on disk" }).waitFor();
    expect(await article(page, "mean-above-half").locator(".run").isDisabled()).toBe(true);
    await article(page, "mean-above-half").locator("textarea").fill("about the earlier one");
    await expect
      .poll(async () => (await notesOf(server).catch(() => undefined))?.claims[0]?.note)
      .toBe("about the earlier one");
    await page.getByRole("button", { name: "Load the new version" }).click();
    await expect
      .poll(() => article(page, "mean-above-half").innerText())
      .toContain("The mean is above a half of it.");
    expect(await article(page, "mean-above-half").innerText()).toContain("Written about another version");
    await writeFile(file, "{");
    await page.reload();
    expect(await page.locator(".no").innerText()).toContain("changed.ipynb");
  });

  it("lets no claim text and no HTML output act", async () => {
    const evil = `<img src=x onerror="document.title='ran'"><script>document.title='ran'</script><svg><style><img src=x onerror="document.title='ran'"></style></svg><a href="javascript:document.title='ran'">click</a><form action="http://evil.invalid"><input name=q></form><iframe srcdoc="<script>parent.document.title='ran'</script>"></iframe><img src="http://evil.invalid/x.png"><p style="position:fixed;inset:0" id="claims" class="current">styled</p><table><tr><td onclick="document.title='ran'">cell</td></tr></table>`;
    const server = await serve("hostile", (copy) => {
      copy.cells.push({
        ...code("evil", "'</script><script>document.title=\"ran\"</script>'"),
        execution_count: 9,
        outputs: [
          {
            output_type: "display_data",
            data: claimOutput(judgeClaim({ id: "evil", text: evil })),
            metadata: {},
          },
          { output_type: "display_data", data: { [Mime.html]: evil, [Mime.plain]: evil }, metadata: {} },
          {
            output_type: "display_data",
            data: {
              [Mime.svg]: `<svg xmlns="http://www.w3.org/2000/svg" onload="document.title='ran'"><script>document.title='ran'</script></svg>`,
            },
            metadata: {},
          },
          { output_type: "display_data", data: { [Mime.markdown]: evil }, metadata: {} },
        ],
      });
    });
    const { page, outside, problems } = await open(server);
    await choose(page, "evil");
    await expect.poll(() => page.locator("#cell-6 .made").innerText()).toContain("cell");
    await page.locator("#cell-6 .made td").click();
    await page.locator("#cell-6 .made").getByText("click").click();
    expect(await page.title()).toBe("Review: Sums of squares");
    expect(
      await page
        .locator("#cell-6")
        .locator("script, iframe, form, input, style, [style], [onclick], [onerror], .made [id]")
        .count(),
    ).toBe(0);
    expect(await page.locator("#claims li[data-claim=evil] a").innerText()).toContain(evil.slice(0, 40));
    // The policy of the page keeps even the picture of an output from being asked for.
    expect(outside.filter((url) => !url.includes("evil.invalid/x.png"))).toEqual([]);
    expect(problems.every((text) => text.includes("Content Security Policy"))).toBe(true);
  });

  it("is usable with a screen reader, in light and dark (axe: no violations)", async () => {
    const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    const server = await serve("axe");
    for (const colorScheme of ["light", "dark"] as const) {
      const { page } = await open(server, { colorScheme });
      await choose(page, "mean-above-38");
      // The page's policy lets no foreign script in, so axe runs in an isolated world of the driver.
      const client = await page.context().newCDPSession(page);
      const { frameTree } = await client.send("Page.getFrameTree");
      const { executionContextId: contextId } = await client.send("Page.createIsolatedWorld", {
        frameId: frameTree.frame.id,
      });
      await client.send("Runtime.evaluate", { expression: axe, contextId });
      const { result } = await client.send("Runtime.evaluate", {
        expression:
          "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))",
        contextId,
        awaitPromise: true,
        returnByValue: true,
      });
      expect(result.value, colorScheme).toEqual([]);
    }
  });
});

describe("who may ask", () => {
  const ask = (url: string, headers: Record<string, string>, method = "GET") =>
    new Promise<number>((resolve, reject) => {
      const request = http.request(url, { method, headers }, (response) => {
        response.resume();
        resolve(response.statusCode!);
      });
      request.once("error", reject);
      request.end(method === "GET" ? undefined : "{}");
    });
  const upgrade = (url: string, origin: string | undefined) =>
    new Promise<number>((resolve, reject) => {
      const socket = new WebSocket(url.replace("http", "ws"), origin === undefined ? {} : { origin });
      socket.once("open", () => {
        socket.close();
        resolve(101);
      });
      socket.once("unexpected-response", (_, response) => resolve(response.statusCode!));
      socket.once("error", reject);
    });

  it("knows the token, comes by the server's own name, and from its own page", async () => {
    const server = await serve("asked");
    const { origin, host } = new URL(server.url);
    const json = { "Content-Type": "application/json" };
    expect(host).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(await ask(server.url, {})).toBe(200);
    expect(await ask(`${origin}/`, {})).toBe(403);
    expect(await ask(`${server.url.slice(0, -2)}/`, {})).toBe(403);
    expect(await ask(`${origin}/wrong/page.js`, {})).toBe(403);
    expect(await ask(server.url, { Host: "evil.invalid" })).toBe(403);
    expect(await ask(server.url, { Host: host.replace("127.0.0.1", "localhost") })).toBe(403);
    expect(await ask(server.url, { Origin: "http://evil.invalid" })).toBe(403);
    for (const what of ["notes/mean-above-half", "rerun/mean-above-half", "cancel"]) {
      const method = what.startsWith("notes") ? "PUT" : "POST";
      expect(await ask(`${server.url}${what}`, { ...json, Origin: "http://evil.invalid" }, method)).toBe(403);
      expect(await ask(`${server.url}${what}`, { ...json, Origin: "null" }, method)).toBe(403);
      expect(await ask(`${server.url}${what}`, json, method)).toBe(403);
      expect(
        await ask(`${server.url}${what}`, { "Content-Type": "text/plain", Origin: origin }, method),
      ).toBe(415);
    }
    expect(await upgrade(`${server.url}events`, origin)).toBe(101);
    expect(await upgrade(`${server.url}events`, "http://evil.invalid")).toBe(403);
    expect(await upgrade(`${server.url}events`, undefined)).toBe(403);
    expect(await upgrade(`${origin}/wrong/events`, origin)).toBe(403);
    expect(await upgrade(`${server.url}other`, origin)).toBe(404);
  });
});
