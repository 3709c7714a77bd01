import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { escapeHtml } from "../claims/escape.js";

/**
 * Opens an address in the browser that this machine's user has chosen. Other users can read the arguments of a
 * program, so it is given a file that only this user can read and that leads on to the address.
 *
 * @returns removes that file
 */
export async function openPage(url: string, env: NodeJS.ProcessEnv): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), "claimbook-review-"));
  const file = path.join(folder, "open.html");
  const leads = `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>claimbook review</title><meta http-equiv="refresh" content="0; url=${escapeHtml(url)}"><a href="${escapeHtml(url)}">claimbook review</a>\n`;
  await writeFile(file, leads, { mode: 0o600 });
  const address = pathToFileURL(file).href;
  const [program, ...args]: [string, ...string[]] =
    process.platform === "darwin"
      ? ["open", address]
      : process.platform === "win32"
        ? ["explorer.exe", address]
        : ["xdg-open", address];
  const child = spawn(program, args, { env, detached: true, stdio: "ignore" });
  // Where there is no such program, the address that was printed is there to be opened by hand.
  child.once("error", () => {});
  child.unref();
  return () => rm(folder, { recursive: true, force: true });
}
