import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ClaimbookError } from "../../src/errors.js";
import { findKernelSpec, kernelDirs, listKernelSpecs, userDataDir } from "../../src/kernel/kernelspec.js";
import { installKernelSpec, specName } from "../../src/kernel/kernelspec-install.js";
import { packageRoot } from "../../src/paths.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "claimbook-spec-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A search that sees nothing of this machine's own kernels but the system's. */
const search = (env: NodeJS.ProcessEnv = {}) => ({
  env: { HOME: path.join(folder, "home"), ...env },
  cwd: folder,
  platform: "linux" as const,
});

function addSpec(dataDir: string, name: string, spec: unknown): void {
  const dir = path.join(folder, dataDir, "kernels", name);
  mkdirSync(dir, { recursive: true });
  writeFileSync(path.join(dir, "kernel.json"), typeof spec === "string" ? spec : JSON.stringify(spec));
}

const spec = (label: string) => ({ argv: ["run", "{connection_file}"], display_name: label, language: "x" });

describe("finding kernels", () => {
  test("folders in the order of Jupyter, this package's last", () => {
    const env = { JUPYTER_PATH: "rel:/abs", VIRTUAL_ENV: "/venv" };
    expect(kernelDirs(search(env))).toEqual([
      path.join(folder, "rel/kernels"),
      "/abs/kernels",
      path.join(folder, "home/.local/share/jupyter/kernels"),
      "/venv/share/jupyter/kernels",
      "/usr/local/share/jupyter/kernels",
      "/usr/share/jupyter/kernels",
      path.join(packageRoot, "kernels"),
    ]);
    const preferred = kernelDirs(search({ ...env, JUPYTER_PREFER_ENV_PATH: "1" }));
    expect(preferred.indexOf("/venv/share/jupyter/kernels")).toBe(2);
  });

  test.each([
    ["linux", { HOME: "/h" }, "/h/.local/share/jupyter"],
    ["linux", { HOME: "/h", XDG_DATA_HOME: "/x" }, "/x/jupyter"],
    ["darwin", { HOME: "/h" }, "/h/Library/Jupyter"],
    ["win32", { APPDATA: "/a" }, "/a/jupyter"],
    ["linux", { HOME: "/h", JUPYTER_DATA_DIR: "/d" }, "/d"],
  ] as const)("user's folder on %s with %j is %s", (platform, env, expected) => {
    expect(userDataDir({ env, cwd: "/", platform })).toBe(expected);
  });

  test("of two with one name the earlier folder wins; names do not care about case", () => {
    addSpec("first", "Same", spec("first"));
    addSpec("second", "same", spec("second"));
    const env = { JUPYTER_PATH: "first:second" };
    const found = findKernelSpec("SAME", search(env));
    expect(found).toEqual({
      name: "same",
      dir: path.join(folder, "first/kernels/Same"),
      spec: spec("first"),
    });
    expect(listKernelSpecs(search(env)).filter((each) => each.name === "same")).toEqual([found]);
  });

  test.each(["claimbook", "claimbook-tslab"])(
    "claimbook's own %s is found without being installed, and its command line exists",
    (name) => {
      const { spec, dir } = findKernelSpec(name, search());
      expect(spec).toMatchObject({ language: "typescript", interrupt_mode: "message" });
      expect(dir).toBe(path.join(packageRoot, "kernels", name));
      expect(existsSync(spec.argv[1]!.replace("{resource_dir}", dir))).toBe(true);
      expect(spec.argv.at(-1)).toBe("{connection_file}");
    },
  );

  test("an unknown name gives the names that exist", () => {
    addSpec("data", "other", spec("other"));
    try {
      findKernelSpec("nope", search({ JUPYTER_PATH: "data" }));
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ClaimbookError);
      expect((error as ClaimbookError).kind).toBe("could-not-run");
      expect((error as ClaimbookError).message).toContain('"nope"');
      expect((error as ClaimbookError).wayOut).toContain("other");
      expect((error as ClaimbookError).wayOut).toContain("claimbook");
    }
    expect(() => findKernelSpec("../data/kernels/other", search())).toThrow(ClaimbookError);
  });

  test.each([
    ["not JSON", "{"],
    ["no command line", { display_name: "x" }],
    ["an empty command line", { argv: [] }],
    ["a command line of numbers", { argv: [1] }],
    ["null", null],
  ])("a broken kernelspec (%s) is named when asked for and left out of the list", (_, content) => {
    addSpec("data", "broken", content);
    const where = search({ JUPYTER_PATH: "data" });
    expect(() => findKernelSpec("broken", where)).toThrow(ClaimbookError);
    expect(listKernelSpecs(where).map((each) => each.name)).not.toContain("broken");
  });
});

describe("installing", () => {
  test("writes absolute paths, replaces what was there, leaves nothing else behind", async () => {
    const dataDir = path.join(folder, "share", "jupyter");
    const options = { dataDir, name: "Mine", node: process.execPath, compiler: "claimbook" as const };
    const dir = await installKernelSpec(options);
    writeFileSync(path.join(dir, "stale.txt"), "old");
    expect(await installKernelSpec(options)).toBe(dir);
    expect(readdirSync(path.join(dataDir, "kernels"))).toEqual(["mine"]);
    expect(existsSync(path.join(dir, "stale.txt"))).toBe(false);
    const written = JSON.parse(readFileSync(path.join(dir, "kernel.json"), "utf8"));
    expect(written.argv).toEqual([
      process.execPath,
      path.join(packageRoot, "dist", "kernel", "main.js"),
      "{connection_file}",
    ]);
    expect(findKernelSpec("mine", search({ JUPYTER_PATH: dataDir })).spec).toEqual(written);
  });

  test("the kernel on tslab has its own name, its own command line and the same picture", async () => {
    const dataDir = path.join(folder, "share", "jupyter");
    const name = specName("tslab");
    const dir = await installKernelSpec({ dataDir, name, node: process.execPath, compiler: "tslab" });
    const { spec } = findKernelSpec("claimbook-tslab", search({ JUPYTER_PATH: dataDir }));
    expect(spec.display_name).toBe("claimbook on tslab (TypeScript 5.0)");
    expect(spec.argv.slice(2)).toEqual(["--compiler", "tslab", "{connection_file}"]);
    expect(readdirSync(dir).sort()).toEqual(["kernel.json", "logo-svg.svg"]);
  });

  test("says what is wrong with a name or a folder", async () => {
    const node = process.execPath;
    await expect(
      installKernelSpec({ dataDir: folder, name: "a b", node, compiler: "claimbook" }),
    ).rejects.toMatchObject({
      kind: "usage",
    });
    const file = path.join(folder, "file");
    writeFileSync(file, "");
    await expect(
      installKernelSpec({ dataDir: file, name: "a", node, compiler: "claimbook" }),
    ).rejects.toMatchObject({
      kind: "could-not-run",
    });
    expect(readFileSync(file, "utf8")).toBe("");
  });
});
