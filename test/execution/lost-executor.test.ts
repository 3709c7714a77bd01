import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { processNamespace } from "../../src/kernel/parent.js";
import { builtModule } from "../../src/paths.js";

/** Number of a process that has ended. */
const dead = () => spawnSync(process.execPath, ["-e", ""]).pid;

function connectionFile(folder: string): string {
  const ports = Object.fromEntries(
    ["shell", "iopub", "stdin", "control", "hb"].map((name) => [`${name}_port`, 0]),
  );
  const info = { transport: "tcp", ip: "127.0.0.1", key: "k", signature_scheme: "hmac-sha256", ...ports };
  const file = path.join(folder, "connection.json");
  writeFileSync(file, JSON.stringify(info));
  return file;
}

test.skipIf(processNamespace() === "")(
  "a kernel whose executor was killed before it had loaded ends by itself; one of another namespace does not",
  async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "claimbook-lost-"));
    try {
      const start = (namespace: string) =>
        spawn(process.execPath, [builtModule("kernel/main"), connectionFile(folder)], {
          cwd: folder,
          stdio: "ignore",
          env: {
            ...process.env,
            JPY_PARENT_PID: String(dead()),
            CLAIMBOOK_PARENT_NAMESPACE: namespace,
          },
        });
      const [orphan, foreign] = [start(processNamespace()), start("pid:[1]")];
      const code = await new Promise((resolve) => orphan.once("exit", resolve));
      expect(code).toBe(0);
      expect(foreign.exitCode).toBeNull();
      foreign.kill("SIGTERM");
      await new Promise((resolve) => foreign.once("exit", resolve));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
