import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DatasetFiles } from "../../src/datasets/dataset-files.js";
import { dataFolder, dataFolders } from "../../src/datasets/folder.js";

let project: string;
beforeAll(async () => {
  project = await mkdtemp(path.join(tmpdir(), "claimbook-folder-"));
  await mkdir(path.join(project, "given", "made"), { recursive: true });
  await mkdir(path.join(project, "cache", "claimbook", "data", "made"), { recursive: true });
  await mkdir(path.join(project, "cache", "claimbook", "data", "pulled"), { recursive: true });
  await writeFile(path.join(project, "given", "made", "a.txt"), "given");
  await writeFile(path.join(project, "cache", "claimbook", "data", "made", "a.txt"), "cached");
  await writeFile(path.join(project, "cache", "claimbook", "data", "made", "b.txt"), "cached");
});
afterAll(() => rm(project, { recursive: true, force: true }));

const cache = (name: string) => path.join(project, "cache", "claimbook", "data", name);
const env = () => ({ HOME: project, XDG_CACHE_HOME: path.join(project, "cache") });

describe("dataFolder", () => {
  it("is below CLAIMBOOK_DATA, relative to the project, where that has the data set", () => {
    const options = { env: { ...env(), CLAIMBOOK_DATA: "given" }, project };
    expect(dataFolder("made", options)).toBe(path.join(project, "given", "made"));
    expect(dataFolder("pulled", options)).toBe(cache("pulled"));
    expect(dataFolders("made", options)).toEqual([path.join(project, "given", "made"), cache("made")]);
  });

  it("is where a pull puts it where nobody has it", () => {
    expect(dataFolder("none", { env: { ...env(), CLAIMBOOK_DATA: "given" }, project })).toBe(cache("none"));
    expect(dataFolders("none", { env: { ...env(), CLAIMBOOK_DATA: "" }, project })).toEqual([cache("none")]);
  });

  it.skipIf(process.platform !== "linux")("is below ~/.cache without XDG_CACHE_HOME", () => {
    expect(dataFolder("none", { env: { HOME: project }, project })).toBe(
      path.join(project, ".cache", "claimbook", "data", "none"),
    );
  });
});

describe("DatasetFiles", () => {
  it("finds each file where it lies first", async () => {
    const files = new DatasetFiles("made", { env: { ...env(), CLAIMBOOK_DATA: "given" }, project });
    expect(await files.text("a.txt")).toBe("given");
    expect(await files.text("b.txt")).toBe("cached");
    expect(files.list(".")).toEqual(["a.txt", "b.txt"]);
    expect(files.list("none")).toEqual([]);
    expect(files.has("c.txt")).toBe(false);
    expect(() => files.path("c.txt")).toThrow("c.txt of the data set made is not there");
  });

  it("has one sum for the same files, in whatever order they are read", async () => {
    const sum = async (...names: string[]) => {
      const files = new DatasetFiles("made", { env: env(), project });
      for (const name of names) await files.text(name);
      return files.sha256();
    };
    expect(await sum("a.txt", "b.txt")).toBe(await sum("b.txt", "a.txt"));
    expect(await sum("a.txt")).not.toBe(await sum("b.txt"));
    const noted = new DatasetFiles("made", { env: env(), project });
    await noted.noteFile("b.txt");
    expect(noted.sha256()).toBe(await sum("b.txt"));
  });
});
