// Where the data sets of claims lie: CLAIMBOOK_DATA, or ../shared/data beside the project.
import { existsSync } from "node:fs";
import path from "node:path";

export function dataEnv() {
  const shared = path.resolve(import.meta.dirname, "../../../shared/data");
  const env = { ...process.env };
  if (env.CLAIMBOOK_DATA === undefined && existsSync(shared)) env.CLAIMBOOK_DATA = shared;
  return env;
}
