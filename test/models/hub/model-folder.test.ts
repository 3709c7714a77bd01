import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { askedModel, knownModels, modelFolder } from "../../../src/models/hub/index.js";

describe("the folder of a model", () => {
  let home: string;
  const make = async (...parts: string[]) => {
    const folder = path.join(home, ...parts);
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, "config.json"), "{}");
    return folder;
  };
  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), "claimbook-models-"));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it("is found below CLAIMBOOK_MODELS with and without its owner, and under its usual name", async () => {
    const env = { CLAIMBOOK_MODELS: "models", XDG_CACHE_HOME: path.join(home, "cache") };
    const small = await make("models", "multilingual-e5-small");
    const labse = await make("models", "sentence-transformers", "LaBSE");
    const base = await make("models", "xlm-roberta-base");
    for (const name of ["intfloat/multilingual-e5-small", "multilingual-e5-small"])
      expect(await modelFolder(name, env, home)).toBe(small);
    for (const name of ["sentence-transformers/LaBSE", "LaBSE", "labse"])
      expect(await modelFolder(name, env, home)).toBe(labse);
    for (const name of ["xlm-roberta-base", "FacebookAI/xlm-roberta-base"])
      expect(await modelFolder(name, env, home)).toBe(base);
    await expect(modelFolder("xlm-roberta-large", env, home)).rejects.toMatchObject({
      message: "the model xlm-roberta-large is not here",
      where: "CLAIMBOOK_MODELS=models",
      wayOut: expect.stringContaining("claimbook models pull xlm-roberta-large"),
    });
    await expect(modelFolder(`labse@${"0".repeat(40)}`, env, home)).rejects.toThrow(/is not here/);
  });

  it("may be a path", async () => {
    const own = await make("runs", "mine");
    expect(await modelFolder("./runs/mine", {}, home)).toBe(own);
    expect(await modelFolder(own, {}, "/")).toBe(own);
    await expect(modelFolder("./runs", {}, home)).rejects.toThrow(/no config.json/);
  });

  it("is not half a pull", async () => {
    const env = { XDG_CACHE_HOME: home };
    const { repository, revision, name } = knownModels[0]!;
    const folder = await make("claimbook", "models", ...repository.split("/"), revision);
    await expect(modelFolder(name, env, home)).rejects.toThrow(/is not here/);
    await writeFile(path.join(folder, "claimbook-model.json"), "{}");
    expect(await modelFolder(name, env, home)).toBe(folder);
  });

  it("has a name and perhaps a revision", () => {
    expect(askedModel("labse")).toMatchObject({
      repository: "sentence-transformers/LaBSE",
      asked: undefined,
    });
    expect(askedModel("a/b@v1.0")).toEqual({
      name: "a/b",
      repository: "a/b",
      asked: "v1.0",
      pinned: undefined,
    });
    for (const { revision, name } of knownModels) {
      expect(revision).toMatch(/^[0-9a-f]{40}$/);
      expect(askedModel(name).pinned).toBe(revision);
    }
    for (const text of ["", "a", "@", "a/b/c", "../b", "a/..", ".a/b", "a/b c"])
      expect(() => askedModel(text)).toThrow(/unknown model/);
  });
});
