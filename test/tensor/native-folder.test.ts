import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { packageRoot } from "../../src/paths.js";
import { findPackage, nativeFolders } from "../../src/tensor/native-folder.js";

const name = "@tensorflow/tfjs-node";
let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "claimbook-native-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function install(modules: string, manifest: object): Promise<string> {
  const home = path.join(modules, name);
  await mkdir(home, { recursive: true });
  await writeFile(path.join(home, "package.json"), JSON.stringify(manifest));
  return home;
}

const real = { name, version: "4.22.0" };

describe("nativeFolders", () => {
  test("is the folder that CLAIMBOOK_NATIVE names, and no other", () => {
    expect(nativeFolders({ cwd: root, env: { CLAIMBOOK_NATIVE: "elsewhere" } })).toEqual([
      path.join(root, "elsewhere"),
    ]);
  });

  test("are those of the current folder and the ones above it, nearest first", async () => {
    const inside = path.join(root, "project", "notebooks");
    for (const folder of [path.join(root, ".native"), path.join(root, "project", ".native"), inside])
      await mkdir(folder, { recursive: true });
    expect(nativeFolders({ cwd: inside, env: {} }).slice(0, 2)).toEqual([
      path.join(root, "project", ".native"),
      path.join(root, ".native"),
    ]);
  });
});

describe("findPackage", () => {
  const place = () => ({ cwd: root, env: { CLAIMBOOK_NATIVE: path.join(root, ".native") } });

  test("finds what was set up to the end", async () => {
    const home = await install(path.join(root, ".native", "node_modules"), real);
    expect(findPackage(name, "node", place())).toBeUndefined();
    await writeFile(path.join(root, ".native", "node.json"), "{}");
    expect(findPackage(name, "node", place())).toEqual({ ...real, home, ours: true });
  });

  test("finds the official package among the project's own", async () => {
    const home = await install(path.join(root, "node_modules"), real);
    expect(findPackage(name, "node", place())).toEqual({ ...real, home, ours: false });
  });

  test("takes no other package for it that stands under its name", async () => {
    await install(path.join(root, "node_modules"), { name: "@tensorflow/tfjs", version: "4.22.0" });
    expect(findPackage(name, "node", place())).toBeUndefined();
    // danfojs-node's override puts such a one into claimbook's own node_modules.
    expect(findPackage(name, "node", { cwd: packageRoot, env: place().env })).toBeUndefined();
  });
});
