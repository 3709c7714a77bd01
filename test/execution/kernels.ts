import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { builtModule, packageRoot } from "../../src/paths.js";

/** A folder for one test file's notebooks and kernelspecs. */
export class Workplace {
  readonly folder = mkdtempSync(path.join(tmpdir(), "claimbook-execution-"));
  /** Environment in which the kernelspecs written here are found. */
  readonly env: NodeJS.ProcessEnv = {
    ...process.env,
    JUPYTER_PATH: this.folder,
    JUPYTER_DATA_DIR: path.join(this.folder, "data"),
    VIRTUAL_ENV: "",
    CONDA_PREFIX: "",
  };

  kernel(name: string, argv: string[], more: Record<string, unknown> = {}): void {
    const dir = path.join(this.folder, "kernels", name);
    mkdirSync(dir, { recursive: true });
    const spec = { argv, display_name: name, language: "typescript", ...more };
    writeFileSync(path.join(dir, "kernel.json"), JSON.stringify(spec));
  }

  /** Kernels that misbehave, each in its own way; see fixtures/odd-kernel.mjs. */
  oddKernels(): void {
    const main = builtModule("kernel/main");
    const odd = path.join(packageRoot, "test", "execution", "fixtures", "odd-kernel.mjs");
    this.kernel("odd", ["node", odd, "{connection_file}"]);
    this.kernel("gone", [path.join(this.folder, "no-such-program"), "{connection_file}"]);
    this.kernel("dies", ["node", "-e", "console.error('no licence found'); process.exit(7)"]);
    this.kernel("mute", ["node", "-e", "console.error('thinking'); setInterval(() => {}, 1000)"]);
    this.kernel(
      "launched",
      ["sh", "-c", `"${process.execPath}" "${main}" "$0"; sleep 600`, "{connection_file}"],
      {
        interrupt_mode: "message",
      },
    );
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
