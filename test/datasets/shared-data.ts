import { existsSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "../../src/paths.js";

/** The real data sets, which are not part of the project: `describe.skipIf(!shared.there)(shared.title("..."))`. */
export const shared = {
  folder: path.join(packageRoot, "..", "shared", "data"),
  env: { CLAIMBOOK_DATA: path.join(packageRoot, "..", "shared", "data") } as NodeJS.ProcessEnv,
  has: (...names: string[]): boolean =>
    names.every((name) => existsSync(path.join(packageRoot, "..", "shared", "data", name))),
};
