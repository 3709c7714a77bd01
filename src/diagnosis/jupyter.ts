import { execFile } from "node:child_process";
import { realpathSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { listKernelSpecs } from "../kernel/kernelspec.js";
import { packageRoot } from "../paths.js";
import type { Finding, Surroundings } from "./finding.js";

const name = "Jupyter";

/** Whether notebooks can be opened in Jupyter here, and whether it knows claimbook's kernel. Neither is needed to run. */
export async function jupyter({ cwd, env }: Surroundings): Promise<Finding> {
  let version: string;
  try {
    const { stdout } = await promisify(execFile)("jupyter", ["--version"], { cwd, env, timeout: 20_000 });
    const core = /^(jupyter_core|jupyterlab)\s*: (\d\S*)/m.exec(stdout);
    version = core === null ? "found" : `${core[1]} ${core[2]}`;
  } catch {
    return {
      name,
      status: "warn",
      detail: "not found; claimbook runs notebooks without it",
      wayOut: "To edit them in JupyterLab: pip install jupyterlab, then claimbook kernel install.",
    };
  }
  const own = realpathSync(path.join(packageRoot, "kernels"));
  const registered = listKernelSpecs({ env, cwd }).find(
    (found) => found.name === "claimbook" && !realpathSync(found.dir).startsWith(own + path.sep),
  );
  if (registered !== undefined)
    return { name, status: "ok", detail: `${version}, kernel in ${registered.dir}` };
  return {
    name,
    status: "warn",
    detail: `${version}, but claimbook's kernel is not registered`,
    wayOut: "Run claimbook kernel install.",
  };
}
