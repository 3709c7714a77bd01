// `browser.mjs FILE`: writes FILE, a script that starts the project's browser with the arguments given to it.
//
// nbconvert prints through Playwright, which looks for the build of Chromium of its own version and takes no other
// path. Prints what it wrote. The browser is found as for claimbook's own reports: one of the machine, else the one
// inside @sparticuz/chromium.
import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { bundledChromium } from "../../dist/report/pdf/bundled-chromium.js";
import { systemBrowsers } from "../../dist/report/pdf/system-browsers.js";

const [target] = process.argv.slice(2);
if (target === undefined) throw new Error("usage: node browser.mjs FILE");
const candidate = systemBrowsers(process.env)[0] ?? (await bundledChromium());
if (candidate === undefined)
  throw new Error("no Chromium on this machine; install one, or npm i @sparticuz/chromium");
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
const settings = Object.entries(candidate.env ?? {}).map(([name, value]) => `${name}=${quoted(value)} `);
await mkdir(path.dirname(target), { recursive: true });
await writeFile(
  target,
  `#!/bin/sh\n${settings.join("")}exec ${quoted(candidate.path)} --no-zygote --disable-gpu "$@"\n`,
);
await chmod(target, 0o755);
console.log(candidate.path);
