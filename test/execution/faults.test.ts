import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { packageRoot } from "../../src/paths.js";

// Processes are found through /proc.
describe.skipIf(process.platform !== "linux")(
  "killed at any moment (the full count: node bench/faults.mjs)",
  () => {
    test("a run leaves a valid notebook and no process, and can be resumed to its end", async () => {
      const args = [path.join(packageRoot, "bench", "faults.mjs"), "--runs", "6", "--seed", "1"];
      const { stdout } = await promisify(execFile)(process.execPath, args).catch((error) => error);
      expect(stdout).toMatch(/^6 runs, 0 with violations$/m);
    }, 240_000);
  },
);
