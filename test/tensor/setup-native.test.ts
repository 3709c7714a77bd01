import { execFile, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { packageRoot } from "../../src/paths.js";

const script = path.join(packageRoot, "scripts/setup-native.mjs");
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "claimbook-setup-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function setup(args: string[], env: Record<string, string> = {}) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const options = {
      cwd: folder,
      env: { ...process.env, CLAIMBOOK_NATIVE: path.join(folder, "native"), ...env },
    };
    execFile(process.execPath, [script, ...args], options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

describe("npm run setup:native", () => {
  test("explains itself", async () => {
    const { code, stdout } = await setup(["--help"]);
    expect(code).toBe(0);
    for (const option of ["--gpu", "--cuda", "--webgpu", "--nodedir", "--remove"])
      expect(stdout).toContain(option);
  });

  test.each([[["--gpus"]], [["--webgpu", "--gpu"]]])("refuses %j", async (args) => {
    const { code, stderr } = await setup(args);
    expect(code).toBe(2);
    expect(stderr).toContain("--help");
  });

  test("names everything that is missing at once, and downloads nothing", async () => {
    const { code, stderr } = await setup([], {
      PATH: folder,
      PYTHON: "no-such-python",
      CXX: "",
      MAKE: "no-such-make",
    });
    expect(code).toBe(3);
    expect(stderr).toContain("PYTHON names no-such-python");
    expect(stderr).toContain("a C++ compiler (g++, c++, clang++)");
    expect(stderr).toContain("make: ");
    expect(existsSync(path.join(folder, "native"))).toBe(false);
  });

  test("says which folder has no headers", async () => {
    const { code, stderr } = await setup(["--nodedir", folder]);
    expect(code).toBe(3);
    expect(stderr).toContain(`Node's headers: ${folder} has no include/node/node_api.h`);
  });

  test("touches no folder that it did not make", async () => {
    const native = path.join(folder, "native");
    await mkdir(native);
    await writeFile(path.join(native, "package.json"), '{"name":"somebody-else"}');
    expect(await setup(["--remove"])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("not made by this"),
    });
    expect(await setup(["--webgpu"])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("in use by"),
    });
    expect(await readFile(path.join(native, "package.json"), "utf8")).toContain("somebody-else");
  });

  test("removes what it made", async () => {
    const native = path.join(folder, "native");
    await mkdir(path.join(native, "node_modules"), { recursive: true });
    await writeFile(path.join(native, "package.json"), '{"name":"claimbook-native"}');
    expect((await setup(["--remove"])).code).toBe(0);
    expect(existsSync(native)).toBe(false);
    expect((await setup(["--remove"])).stderr).toContain("Nothing to remove");
  });
});

const hasPython = (() => {
  try {
    execFileSync("python3", ["--version"]);
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!hasPython)("unpacking the wheel (skipped where python3 is not found)", () => {
  const extractor = path.join(packageRoot, "scripts/native/extract_tensorflow.py");
  const wheel = () => path.join(folder, "tensorflow.whl");

  function pack(names: string[]) {
    const program = `import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as z:
    for name in sys.argv[2:]: z.writestr(name, name)`;
    execFileSync("python3", ["-c", program, wheel(), ...names]);
  }

  const libraries = ["tensorflow/libtensorflow_cc.so.2", "tensorflow/libtensorflow_framework.so.2"];

  test("takes the libraries and the C API's headers, and nothing else", async () => {
    pack([
      ...libraries,
      "tensorflow/include/tensorflow/c/c_api.h",
      "tensorflow/include/external/local_xla/xla/tsl/c/tsl_status.h",
      "tensorflow/include/tensorflow/core/framework/tensor.h",
      "tensorflow/python/framework/ops.py",
    ]);
    const out = path.join(folder, "out");
    execFileSync("python3", [extractor, wheel(), out]);
    const text = (file: string) => readFile(path.join(out, file), "utf8");
    expect(await text("lib/libtensorflow.so")).toBe(libraries[0]);
    expect(await readlink(path.join(out, "lib/libtensorflow_framework.so"))).toBe(
      "libtensorflow_framework.so.2",
    );
    expect(await text("include/tensorflow/c/c_api.h")).toContain("c_api.h");
    expect(await text("include/xla/tsl/c/tsl_status.h")).toContain("tsl_status.h");
    expect(existsSync(path.join(out, "include/tensorflow/core"))).toBe(false);
  });

  test("fails on a wheel without the library", () => {
    pack([libraries[1]!, "tensorflow/include/tensorflow/c/c_api.h"]);
    const unpack = () =>
      execFileSync("python3", [extractor, wheel(), path.join(folder, "out")], { stdio: "pipe" });
    expect(unpack).toThrow("has no libtensorflow_cc.so.2");
  });
});
