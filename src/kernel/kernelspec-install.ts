import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { ClaimbookError } from "../errors.js";
import { packageRoot } from "../paths.js";
import type { CompilerKind } from "./compiler/messages.js";
import { installFolder } from "./install-folder.js";
import type { KernelSpec } from "./kernelspec.js";

export interface InstallOptions {
  /** Jupyter data folder; the kernelspec becomes `kernels/NAME` in it. */
  dataDir: string;
  /** What notebooks call the kernel: letters, digits, `.`, `_`, `-`. */
  name: string;
  /** Absolute path of the Node.js that will run the kernel. */
  node: string;
  compiler: CompilerKind;
}

/** The folder under `kernels/` of this package, and what notebooks call the kernel by default. */
export function specName(compiler: CompilerKind): string {
  return compiler === "claimbook" ? "claimbook" : `claimbook-${compiler}`;
}

/**
 * Writes one of claimbook's kernelspecs with absolute paths, so that Jupyter starts it from any folder and any
 * environment. An older one of the same name is replaced in one step: a reader never sees half of it.
 *
 * @returns the folder of the kernelspec
 * @throws ClaimbookError (usage) for a name that Jupyter refuses, (could-not-run) when the folder cannot be written
 */
export async function installKernelSpec({ dataDir, name, node, compiler }: InstallOptions): Promise<string> {
  if (!/^[a-z0-9._-]+$/i.test(name))
    throw new ClaimbookError(`"${name}" cannot be the name of a kernel`, {
      kind: "usage",
      wayOut: "Use letters, digits, dots, dashes and underscores only.",
    });
  const target = path.join(dataDir, "kernels", name.toLowerCase());
  const source = path.join(packageRoot, "kernels", specName(compiler));
  await installFolder(target, "the kernelspec", async (folder) => {
    const template = JSON.parse(await readFile(path.join(source, "kernel.json"), "utf8")) as KernelSpec;
    const main = path.join(packageRoot, "dist", "kernel", "main.js");
    const choice = compiler === "claimbook" ? [] : ["--compiler", compiler];
    const argv = [node, main, ...choice, "{connection_file}"];
    const spec: KernelSpec = { ...template, argv };
    await cp(source, folder, { recursive: true, filter: (file) => !/\.(mjs|json|ts)$/.test(file) });
    await writeFile(path.join(folder, "kernel.json"), `${JSON.stringify(spec, null, 2)}\n`);
  });
  return target;
}
