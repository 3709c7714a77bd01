import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { ClaimbookError } from "../errors.js";
import { packageRoot } from "../paths.js";

/** The content of a kernel.json (jupyter_client documentation, "Making kernels for Jupyter: kernel specs"). */
export interface KernelSpec {
  /** Command line; `{connection_file}` and `{resource_dir}` are substituted by the client that starts it. */
  argv: string[];
  display_name: string;
  language: string;
  interrupt_mode?: "signal" | "message";
  env?: Record<string, string>;
  metadata?: Record<string, unknown>;
}

export interface FoundKernelSpec {
  /** Folder name in lower case: what a notebook's `kernelspec.name` says. */
  name: string;
  /** The folder that holds kernel.json: the value of `{resource_dir}`. */
  dir: string;
  spec: KernelSpec;
}

/** Where to look: environment variables, the folder that relative entries start from, and the platform. */
export interface SpecSearch {
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** Defaults to this machine's. */
  platform?: NodeJS.Platform;
}

const validName = /^[a-z0-9._-]+$/i;

/** Jupyter's per-user data folder (jupyter_core, `jupyter_data_dir`), overridden by `JUPYTER_DATA_DIR`. */
export function userDataDir({ env, platform = process.platform }: SpecSearch): string {
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  const home = (platform === "win32" ? env.USERPROFILE : env.HOME) || homedir();
  if (platform === "darwin") return path.join(home, "Library", "Jupyter");
  if (platform === "win32") {
    if (env.APPDATA) return path.join(env.APPDATA, "jupyter");
    return path.join(env.JUPYTER_CONFIG_DIR || path.join(home, ".jupyter"), "data");
  }
  return path.join(env.XDG_DATA_HOME || path.join(home, ".local", "share"), "jupyter");
}

/** The prefix of the active Python environment, if one is active. */
export function environmentPrefix(env: NodeJS.ProcessEnv): string | undefined {
  return env.VIRTUAL_ENV || env.CONDA_PREFIX || undefined;
}

/**
 * Folders that may hold kernelspecs, in the order of Jupyter (`JUPYTER_PATH`, user, environment prefix,
 * system), then the one inside this package, so that claimbook's own kernel is found without installing it.
 */
export function kernelDirs(search: SpecSearch): string[] {
  const { env, cwd, platform = process.platform } = search;
  const data = (env.JUPYTER_PATH ?? "").split(platform === "win32" ? ";" : ":").filter((s) => s !== "");
  const user = userDataDir(search);
  const prefix = environmentPrefix(env);
  const inPrefix = prefix === undefined ? [] : [path.join(prefix, "share", "jupyter")];
  // jupyter_core puts the environment before the user's folder when this variable says so.
  const preferPrefix = /^(1|true|yes|on|y)$/i.test(env.JUPYTER_PREFER_ENV_PATH ?? "");
  data.push(...(preferPrefix ? [...inPrefix, user] : [user, ...inPrefix]));
  if (platform === "win32") data.push(path.join(env.PROGRAMDATA || "C:\\ProgramData", "jupyter"));
  else data.push("/usr/local/share/jupyter", "/usr/share/jupyter");
  const dirs = data.map((dir) => path.resolve(cwd, dir, "kernels"));
  return [...new Set([...dirs, path.join(packageRoot, "kernels")])];
}

/** Every kernelspec that can be found; of two with one name the earlier folder wins. Broken ones are left out. */
export function listKernelSpecs(search: SpecSearch): FoundKernelSpec[] {
  const found = new Map<string, FoundKernelSpec>();
  for (const folder of kernelDirs(search)) {
    if (!existsSync(folder)) continue;
    for (const entry of readdirSync(folder).sort()) {
      const name = entry.toLowerCase();
      const dir = path.join(folder, entry);
      if (!validName.test(entry) || found.has(name) || !existsSync(path.join(dir, "kernel.json"))) continue;
      try {
        found.set(name, { name, dir, spec: readKernelSpec(dir) });
      } catch (error) {
        if (!(error instanceof ClaimbookError)) throw error;
      }
    }
  }
  return [...found.values()];
}

/**
 * The kernelspec a notebook asks for.
 *
 * @throws ClaimbookError (could-not-run) that lists the names that exist, or says why the spec found is no use
 */
export function findKernelSpec(name: string, search: SpecSearch): FoundKernelSpec {
  const wanted = name.toLowerCase();
  for (const folder of kernelDirs(search)) {
    if (!validName.test(wanted) || !existsSync(folder)) continue;
    for (const entry of readdirSync(folder)) {
      const dir = path.join(folder, entry);
      if (entry.toLowerCase() !== wanted || !existsSync(path.join(dir, "kernel.json"))) continue;
      return { name: wanted, dir, spec: readKernelSpec(dir) };
    }
  }
  const names = listKernelSpecs(search).map((found) => found.name);
  throw new ClaimbookError(`no kernel named "${name}"`, {
    kind: "could-not-run",
    wayOut: `The kernels found are ${names.join(", ")}; choose one (\`claimbook kernel list\` says more), or install it (\`claimbook kernel install\` for claimbook's own).`,
  });
}

/** @throws ClaimbookError (could-not-run) when kernel.json is not a usable kernelspec */
export function readKernelSpec(dir: string): KernelSpec {
  const file = path.join(dir, "kernel.json");
  const fail = (what: string, cause?: unknown): never => {
    throw new ClaimbookError(what, {
      kind: "could-not-run",
      where: file,
      wayOut: "Repair the file or install the kernel again.",
      cause,
    });
  };
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    fail(`this kernelspec cannot be read: ${(cause as Error).message}`, cause);
  }
  const spec = json as Partial<KernelSpec> | null;
  const argv = spec?.argv;
  if (!Array.isArray(argv) || argv.length === 0 || !argv.every((part) => typeof part === "string"))
    return fail('this kernelspec has no command line (a list of strings in "argv")');
  return {
    ...spec,
    argv,
    display_name: typeof spec?.display_name === "string" ? spec.display_name : path.basename(dir),
    language: typeof spec?.language === "string" ? spec.language : "",
  };
}
