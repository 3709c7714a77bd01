import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../src/paths.js";

interface Packed {
  files: { path: string; size: number; mode: number }[];
}

describe("the npm package", () => {
  const { stdout, status } = spawnSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: packageRoot,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  const files = new Map((JSON.parse(stdout) as Packed[])[0]!.files.map((file) => [file.path, file]));

  it.each([
    "dist/index.js",
    "dist/index.d.ts",
    "dist/cli/main.js",
    "dist/kernel/main.js",
    "dist/kernel/host/main.js",
    "dist/vendor/danfojs.cjs",
    "dist/vendor/LICENSES.txt",
    "kernels/claimbook/kernel.json",
    "kernels/claimbook/launch.mjs",
    "kernels/claimbook-tslab/kernel.json",
    "dist/kernel/compiler/thread.js",
    "dist/experiment/model/model-process.js",
    "data/manifests/xquad-r.json",
    "scripts/setup-native.mjs",
    "package.json",
    "LICENSE",
  ])("has %s", (file) => {
    expect(status).toBe(0);
    expect(files.get(file)?.size).toBeGreaterThan(0);
  });

  it("has a command that can be executed", () => {
    expect(files.get("dist/cli/main.js")!.mode & 0o111).toBe(0o111);
  });

  it("leaves out what only the repository needs", () => {
    const extra = [...files.keys()].filter(
      (file) =>
        /^(test|bench|src|scripts|reports|\.)/.test(file) &&
        !/^scripts\/(setup-native\.mjs|native\/)/.test(file),
    );
    expect(extra).toEqual([]);
    expect([...files.keys()].filter((file) => /\.(tsbuildinfo|tgz)$|\.stamp$|\.built$/.test(file))).toEqual(
      [],
    );
  });
});
