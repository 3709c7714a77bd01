import { readFileSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "./paths.js";

/** What claimbook's own package.json says of itself. */
export function ownManifest(): { version: string; dependencies: Record<string, string> } {
  return JSON.parse(readFileSync(path.join(packageRoot, "package.json"), "utf8")) as ReturnType<
    typeof ownManifest
  >;
}

/**
 * The nearest package.json at or above a file's folder, which for Node.js decides what the file is.
 *
 * @param file absolute path
 * @returns nothing in it where there is none that can be read
 */
export function nearestManifest(file: string): { name?: unknown; type?: unknown } {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    try {
      return JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as object;
    } catch {
      if (path.dirname(folder) === folder) return {};
    }
  }
}
