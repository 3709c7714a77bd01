import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds claimbook's own package.json, whether running from `src/` or `dist/`. */
export const packageRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/**
 * The built file of one of claimbook's modules, for code that starts it in another process or thread
 * (kernels and workers need JavaScript, also when the caller runs from TypeScript source in a test).
 *
 * @param module path below `src/` without ending, e.g. `kernel/host/main`
 */
export function builtModule(module: string): string {
  const file = path.join(packageRoot, "dist", `${module}.js`);
  if (!existsSync(file)) throw new Error(`${file} is missing: run \`npm run build\` first`);
  return file;
}

/**
 * The project a file or folder belongs to: the nearest ancestor with a package.json, else `from` itself.
 * Kernels run with this as their working directory.
 */
export function projectRoot(from: string): string {
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, "package.json"))) return folder;
    if (path.dirname(folder) === folder) return path.resolve(from);
  }
}
