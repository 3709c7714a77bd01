import { randomBytes } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** A file in which a run's threads and programs write down the tensor backends that they make active. */
export function backendNote(): { file: string /** Reads and removes it. */; take(): string[] } {
  const file = path.join(tmpdir(), `claimbook-backends-${randomBytes(8).toString("hex")}`);
  return {
    file,
    take() {
      let text = "";
      try {
        text = readFileSync(file, "utf8");
      } catch {
        // Nobody wrote into it: no tensors were computed with.
      }
      rmSync(file, { force: true });
      return [...new Set(text.split("\n").filter((name) => /^[\w-]{1,40}$/.test(name)))].sort();
    },
  };
}
