import { existsSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "../../src/paths.js";

const folder = path.join(packageRoot, "..", "shared", "data");

/** The real data sets, which are not part of the project: tests on them are skipped where they are absent. */
export const shared = {
  folder,
  env: { CLAIMBOOK_DATA: folder } as NodeJS.ProcessEnv,
  has: (...names: string[]): boolean => names.every((name) => existsSync(path.join(folder, name))),
};

/** Why tests on real data sets are skipped, for their title; empty where all of them are there. */
export function absent(...names: string[]): string {
  const missing = names.filter((name) => !shared.has(name));
  return missing.length === 0 ? "" : ` (skipped: ../shared/data/${missing.join(", ")} is not there)`;
}

/** Options for `load` to read them; the user's cache is not looked at. */
export const fromShared = {
  env: { ...shared.env, HOME: path.join(packageRoot, "no-home"), XDG_CACHE_HOME: "" },
};
