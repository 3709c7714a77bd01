import { randomUUID } from "node:crypto";
import { cp, mkdir, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { ClaimbookError } from "../errors.js";
import { packageRoot } from "../paths.js";

/**
 * Installs the extension with which JupyterLab draws claimbook's figures: without it they are text there, unless
 * Python's plotly is installed too. An older one is replaced.
 *
 * @param dataDir Jupyter data folder; the extension becomes `labextensions/claimbook` in it
 * @returns the folder of the extension
 * @throws ClaimbookError (could-not-run) when the folder cannot be written
 */
export async function installLabExtension(dataDir: string): Promise<string> {
  const extensions = path.join(dataDir, "labextensions");
  const target = path.join(extensions, "claimbook");
  const fresh = path.join(extensions, `.claimbook-${randomUUID()}`);
  try {
    await mkdir(extensions, { recursive: true });
    await cp(path.join(packageRoot, "kernels", "labextension"), fresh, { recursive: true });
    const plotly = createRequire(import.meta.url).resolve("plotly.js-dist-min/plotly.min.js");
    await cp(plotly, path.join(fresh, "static", "plotly.min.js"));
    await rm(target, { recursive: true, force: true });
    await rename(fresh, target);
  } catch (cause) {
    throw new ClaimbookError(`the JupyterLab extension cannot be written: ${(cause as Error).message}`, {
      kind: "could-not-run",
      where: target,
      wayOut: "Choose a folder you may write to with --prefix, or use --user.",
      cause,
    });
  } finally {
    await rm(fresh, { recursive: true, force: true }).catch(() => {});
  }
  return target;
}
