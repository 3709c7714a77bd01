import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "../../../src/paths.js";

export const seedFolder = path.join(packageRoot, "..", "shared", "seeds");
/** None where the folder is absent. */
export const seedNames = existsSync(seedFolder) ? readdirSync(seedFolder).sort() : [];
