import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { chromium } from "playwright-core";
import { root } from "./lab-server.mjs";

const fontsource = path.join(root, "node_modules/@fontsource");

/** Families for the page's text and code; the Chromium from npm comes with one font, without symbols or scripts. */
const text = [
  "noto-sans",
  "noto-sans-symbols",
  "noto-sans-symbols-2",
  "noto-sans-armenian",
  "noto-sans-thai",
];
const families = { text: [...text, "noto-emoji"], code: ["noto-sans-mono", "noto-sans-symbols-2"] };

/**
 * The browser that claimbook itself prints with: the one named in CLAIMBOOK_BROWSER, else the Chromium inside
 * @sparticuz/chromium, whose version is the one that this playwright-core is made for.
 */
export async function launch() {
  const { bundledChromium } = await import(
    new URL("../../dist/report/pdf/bundled-chromium.js", import.meta.url).href
  );
  const named = process.env.CLAIMBOOK_BROWSER;
  const found = named ? { path: named, env: {} } : await bundledChromium();
  if (found === undefined)
    throw new Error("no browser: install @sparticuz/chromium or name one in CLAIMBOOK_BROWSER");
  return chromium.launch({
    executablePath: found.path,
    env: { ...process.env, ...found.env },
    args: ["--no-sandbox", "--no-zygote", "--disable-gpu", "--font-render-hinting=none"],
    // The script itself closes it, then the server.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

/** A window of 1440 x 1000 pixels that reaches nothing but the server; what it asked for elsewhere is listed. */
export async function openContext(browser, server) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
  context.setDefaultTimeout(20_000);
  const outside = [];
  await context.route(
    (url) => url.origin !== server.address && url.protocol.startsWith("http"),
    (route) => {
      outside.push(route.request().url());
      return route.abort();
    },
  );
  await context.route(`${server.address}/fontsource/**`, async (route) => {
    const file = new URL(route.request().url()).pathname.slice("/fontsource/".length);
    const type = file.endsWith(".css") ? "text/css" : "font/woff2";
    const body = await readFile(path.join(fontsource, file)).catch(() => undefined);
    await (body === undefined ? route.fulfill({ status: 404 }) : route.fulfill({ contentType: type, body }));
  });
  return { context, outside };
}

/** Shows a page in fonts that have all its characters, whatever the machine has. */
export async function useFonts(page, server) {
  const stack = (names) => names.map((name) => `"${familyName(name)}"`).join(", ");
  // Not every family has a bold face.
  const sheets = [...new Set([...families.text, ...families.code])]
    .flatMap((name) => [`${name}/400.css`, `${name}/700.css`])
    .filter((sheet) => existsSync(path.join(fontsource, sheet)));
  await page.addStyleTag({
    content: `${sheets.map((sheet) => `@import url("${server.address}/fontsource/${sheet}");`).join("\n")}
:root, body { --jp-ui-font-family: ${stack(families.text)}, sans-serif; --jp-content-font-family: ${stack(families.text)}, sans-serif;
  --jp-code-font-family: ${stack(families.code)}, monospace; --jp-code-font-family-default: ${stack(families.code)}, monospace; }`,
  });
  await page.evaluate(() => document.fonts.ready);
}

function familyName(name) {
  return name
    .split("-")
    .map((part) => part[0].toUpperCase() + part.slice(1))
    .join(" ");
}
