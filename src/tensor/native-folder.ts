import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { packageRoot } from "../paths.js";

export interface Place {
  /** The folder to look from: usually the current one, which kernels set to the project's root. */
  cwd: string;
  env: NodeJS.ProcessEnv;
}

export const thisPlace = (): Place => ({ cwd: process.cwd(), env: process.env });

/**
 * The folders that `npm run setup:native` may have filled for this project, nearest first: `CLAIMBOOK_NATIVE` alone
 * where it is set, else `.native` in `cwd` and the folders above it, then beside claimbook's own code.
 */
export function nativeFolders({ cwd, env }: Place): string[] {
  if (env.CLAIMBOOK_NATIVE) return [path.resolve(cwd, env.CLAIMBOOK_NATIVE)];
  const folders: string[] = [];
  for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
    folders.push(folder);
    if (path.dirname(folder) === folder) break;
  }
  return [...new Set([...folders, packageRoot])]
    .map((folder) => path.join(folder, ".native"))
    .filter((folder) => existsSync(folder));
}

/** A package found on disk. */
export interface FoundPackage {
  name: string;
  version: string;
  /** Its folder. */
  home: string;
  /** Whether `npm run setup:native` put it there; otherwise the user installed it. */
  ours: boolean;
}

/**
 * Finds a package in the native folders (only there if its set-up went through to the end, which the file
 * `MARKER.json` says), else among the packages that the project or claimbook itself can import.
 *
 * @param name the package's own name. One that merely stands under it is not it: an npm alias, as danfojs-node's
 * override makes one for tfjs-node.
 */
export function findPackage(name: string, marker: string, place: Place): FoundPackage | undefined {
  for (const folder of nativeFolders(place)) {
    if (!existsSync(path.join(folder, `${marker}.json`))) continue;
    const found = readPackage(path.join(folder, "node_modules", ...name.split("/")), name, true);
    if (found !== undefined) return found;
  }
  for (const from of [place.cwd, packageRoot]) {
    // Not `require.resolve`: many packages do not export their package.json.
    for (const modules of createRequire(path.join(from, "package.json")).resolve.paths(name) ?? []) {
      const found = readPackage(path.join(modules, ...name.split("/")), name, false);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function readPackage(home: string, name: string, ours: boolean): FoundPackage | undefined {
  let manifest: { name?: unknown; version?: unknown };
  try {
    manifest = JSON.parse(readFileSync(path.join(home, "package.json"), "utf8"));
  } catch {
    return undefined;
  }
  if (manifest.name !== name) return undefined;
  return { name, version: String(manifest.version), home, ours };
}
