import { existsSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "../../src/paths.js";

/** The folder of real data that developers have beside the project; tests on it are skipped where it is absent. */
export const sharedData = path.resolve(packageRoot, "..", "shared", "data");

/** Why tests on a real data set are skipped, for their title; empty where it is there. */
export function absent(...names: string[]): string {
  const missing = names.filter((name) => !existsSync(path.join(sharedData, name)));
  return missing.length === 0 ? "" : ` (skipped: ../shared/data/${missing.join(", ")} is not there)`;
}

/** Options for `load` to read it. */
export const fromShared = { env: { CLAIMBOOK_DATA: sharedData, HOME: path.join(packageRoot, "no-home") } };
