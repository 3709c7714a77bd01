import { execFile } from "node:child_process";
import { existsSync, lstatSync, readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { Candidate } from "./system-browsers.js";

/**
 * The Chromium inside the npm package @sparticuz/chromium (Linux on x64), unpacked once into a folder of this
 * user that carries the package's version. Undefined where the package is not installed or cannot run.
 *
 * The package unpacks into the temporary folder of the process that asks, takes whatever `chromium` lies there,
 * and changes that process' environment; so it is asked in a process of its own, with a fresh folder that is
 * then moved into place as a whole. Two that unpack at once do not meet half of each other's files.
 */
export async function bundledChromium(): Promise<Candidate | undefined> {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  const entry = resolvePackage();
  if (entry === undefined) return undefined;
  const user = os.userInfo().uid;
  const home = path.join(os.tmpdir(), `claimbook-${user}`);
  await mkdir(home, { recursive: true, mode: 0o700 });
  const { uid, mode } = lstatSync(home);
  // Somebody else's folder of this name could hold somebody else's program.
  if (uid !== user || !lstatSync(home).isDirectory()) throw new Error(`${home} belongs to another user`);
  if ((mode & 0o077) !== 0) await chmod(home, 0o700);
  const folder = path.join(home, `chromium-${entry.version}`);
  if (!existsSync(path.join(folder, "chromium"))) await unpack(entry.module, home, folder);
  return {
    path: path.join(folder, "chromium"),
    shell: true,
    env: {
      FONTCONFIG_PATH: path.join(folder, "fonts"),
      LD_LIBRARY_PATH: [path.join(folder, "al2023", "lib"), process.env.LD_LIBRARY_PATH]
        .filter((part) => part !== undefined && part !== "")
        .join(":"),
    },
  };
}

/** What tells this Chromium from every other one; undefined where there is none. Nothing is unpacked. */
export function bundledChromiumVersion(): string | undefined {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  const entry = resolvePackage();
  return entry === undefined ? undefined : `@sparticuz/chromium ${entry.version}`;
}

async function unpack(module: string, home: string, folder: string): Promise<void> {
  const fresh = await mkdtemp(path.join(home, "unpacking-"));
  try {
    const script = `const { default: chromium } = await import(${JSON.stringify(pathToFileURL(module).href)}); await chromium.executablePath();`;
    await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], {
      // With this the package also unpacks the system libraries that bare machines lack.
      env: { ...process.env, TMPDIR: fresh, AWS_LAMBDA_JS_RUNTIME: "nodejs22.x" },
    });
    await writeFile(path.join(fresh, "fonts", "fonts.conf"), fontConfig(folder));
    await rename(fresh, folder);
  } catch (error) {
    // Another process may have been first; then its folder is as good.
    if (!existsSync(path.join(folder, "chromium"))) throw error;
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/**
 * Points fontconfig at the one family that comes along. The package's own file names folders of a cloud service;
 * without a single font Chromium cannot even show embedded ones.
 */
function fontConfig(folder: string): string {
  const xml = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${xml(path.join(folder, "fonts", "fonts"))}</dir>
  <cachedir>${xml(path.join(folder, "fonts-cache"))}</cachedir>
</fontconfig>
`;
}

function resolvePackage(): { module: string; version: string } | undefined {
  try {
    const module = createRequire(import.meta.url).resolve("@sparticuz/chromium");
    for (let folder = path.dirname(module); folder !== path.dirname(folder); folder = path.dirname(folder)) {
      const file = path.join(folder, "package.json");
      if (!existsSync(file)) continue;
      const { name, version } = JSON.parse(readFileSync(file, "utf8")) as { name?: string; version?: string };
      if (name === "@sparticuz/chromium" && version !== undefined) return { module, version };
    }
  } catch {
    // Not installed.
  }
  return undefined;
}
