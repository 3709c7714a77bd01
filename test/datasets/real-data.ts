import path from "node:path";
import { packageRoot } from "../../src/paths.js";
import { shared } from "./shared-data.js";

/** Why tests on real data sets are skipped, for their title; empty where all of them are there. */
export function absent(...names: string[]): string {
  const missing = names.filter((name) => !shared.has(name));
  return missing.length === 0 ? "" : ` (skipped: ../shared/data/${missing.join(", ")} is not there)`;
}

/** Options for `load` to read them; the user's cache is not looked at. */
export const fromShared = {
  env: { ...shared.env, HOME: path.join(packageRoot, "no-home"), XDG_CACHE_HOME: "" },
};
