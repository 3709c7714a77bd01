// JupyterLab itself, in a headless Chromium: what an analyst sees and does there. Prints a line for each check, at
// the end `N passed, N failed`; pictures go to .cache/ci/jupyterlab. `--screenshot` also renews docs/jupyterlab.png.
// `--venv FOLDER` names the Python environment (made when absent, .venv/jupyterlab by default).
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { launch, openContext } from "./browser.mjs";
import { editing } from "./editing.mjs";
import { environment, LabServer, root } from "./lab-server.mjs";
import { emptyNotebook, tutorial } from "./tutorial.mjs";

const { values: options } = parseArgs({
  options: { screenshot: { type: "boolean", default: false }, venv: { type: "string" } },
});
const pictures = path.join(root, ".cache/ci/jupyterlab");
let passed = 0;
let failed = 0;

/**
 * One check: passed when `work` resolves. A failed one keeps a picture of the page; the next checks go on.
 * @returns whether it passed
 */
async function check(what, page, work) {
  try {
    await work();
    passed += 1;
    console.log(`ok: ${what}`);
    return true;
  } catch (error) {
    failed += 1;
    const picture = path.join(pictures, `failed-${failed}.png`);
    await page?.screenshot({ path: picture }).catch(() => undefined);
    console.log(
      `NOT OK: ${what}\n  ${error.message.split("\n").slice(0, 6).join("\n  ")}\n  picture: ${picture}`,
    );
    return false;
  }
}

let server;
let browser;
let closing;
function close() {
  closing ??= (async () => {
    await browser?.close().catch(() => undefined);
    await server?.stop();
  })();
  return closing;
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.once(signal, () => {
    console.log(`stopped by ${signal}`);
    failed += 1;
    void close();
  });

try {
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  const venv = environment(path.resolve(options.venv ?? path.join(root, ".venv/jupyterlab")));
  server = await LabServer.start(venv, { "editing.ipynb": emptyNotebook });
  browser = await launch();
  const { context, outside } = await openContext(browser, server);
  const docs = options.screenshot ? path.join(root, "docs/jupyterlab.png") : undefined;
  await tutorial({ check, context, server, pictures, docs });
  await editing({ check, context, server, pictures });
  await check("nothing was asked of another server", undefined, () => {
    if (outside.length > 0) throw new Error(outside.join("\n"));
  });
} catch (error) {
  if (closing === undefined) {
    failed += 1;
    console.log(`NOT OK: ${error.message}`);
  }
} finally {
  if (failed > 0 && server !== undefined) console.log(server.log.split("\n").slice(-40).join("\n"));
  await close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
