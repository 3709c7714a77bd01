import { cp } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { packageRoot } from "../paths.js";
import { installFolder } from "./install-folder.js";

/**
 * Installs the extension with which JupyterLab draws claimbook's figures: without it they are text there, unless
 * Python's plotly is installed too. An older one is replaced.
 *
 * @param dataDir Jupyter data folder; the extension becomes `labextensions/claimbook` in it
 * @returns the folder of the extension
 * @throws ClaimbookError (could-not-run) when the folder cannot be written
 */
export async function installLabExtension(dataDir: string): Promise<string> {
  const target = path.join(dataDir, "labextensions", "claimbook");
  await installFolder(target, "the JupyterLab extension", async (folder) => {
    await cp(path.join(packageRoot, "kernels", "labextension"), folder, { recursive: true });
    const plotly = createRequire(import.meta.url).resolve("plotly.js-dist-min/plotly.min.js");
    await cp(plotly, path.join(folder, "static", "plotly.min.js"));
  });
  return target;
}
