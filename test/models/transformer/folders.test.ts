import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NamedWeights } from "../../../src/models/ngram-encoder.js";
import {
  createEncoder,
  loadEncoder,
  type TransformerEncoder,
} from "../../../src/models/transformer/index.js";
import { openWeights, writeSafetensors } from "../../../src/models/weights/index.js";
import { useBackend } from "../../../src/tensor/backend.js";
import { tf } from "../../../src/tensor/tf.js";
import { encoders, referenceBatches, referenceEncoder } from "./reference.js";
import { wordTokenizer } from "./word-tokenizer.js";

let root: string;
let count = 0;
const fresh = () => path.join(root, String(count++));
const bare = { tokenizer: "none" } as const;

beforeAll(async () => {
  await useBackend();
  root = await mkdtemp(path.join(os.tmpdir(), "claimbook-encoders-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function vectors(encoder: TransformerEncoder, name: string): Promise<number[]> {
  const tensor = encoder.vectors(referenceBatches(name)[0]);
  const values = [...(await tensor.data<"float32">())];
  tensor.dispose();
  return values;
}

/** A saved encoder of test/reference, and the vectors it gives. */
async function saved(name: string): Promise<{ folder: string; expected: number[] }> {
  const encoder = await referenceEncoder(name);
  const folder = fresh();
  await encoder.save(folder);
  const expected = await vectors(encoder, name);
  encoder.dispose();
  return { folder, expected };
}

async function loaded(folder: string, name: string, options = {}): Promise<number[]> {
  const encoder = await loadEncoder(folder, { ...bare, ...options });
  const values = await vectors(encoder, name);
  encoder.dispose();
  return values;
}

/** Rewrites a folder's weights. */
async function rewrite(folder: string, change: (weights: NamedWeights[]) => NamedWeights[]): Promise<void> {
  const stored = await openWeights(folder);
  const weights: NamedWeights[] = [];
  for (const name of stored.names) {
    weights.push({ name, shape: [...stored.shape(name)], values: await stored.read(name) });
  }
  await stored.close();
  await writeSafetensors(path.join(folder, "model.safetensors"), change(weights));
}

async function editJson(file: string, change: Record<string, unknown>): Promise<void> {
  const json = JSON.parse(await readFile(file, "utf8"));
  await writeFile(file, JSON.stringify({ ...json, ...change }));
}

describe("a saved encoder", () => {
  it.each(Object.keys(encoders))("comes back as it was: %s", async (name) => {
    const before = tf.memory().numTensors;
    const { folder, expected } = await saved(name);
    expect(await loaded(folder, name)).toEqual(expected);
    expect(tf.memory().numTensors).toBe(before);
    const left = (await readdir(folder, { recursive: true })).filter((file) => file.includes("tmp"));
    expect(left).toEqual([]);
  });

  it("keeps settings and weights that mean nothing here", async () => {
    const { folder } = await saved("E5");
    await editJson(path.join(folder, "config.json"), { tokenizer_class: "XLMRobertaTokenizerFast", id: 7 });
    const pooler = [
      { name: "pooler.dense.weight", shape: [32, 32], values: new Float32Array(1024).fill(0.5) },
      { name: "pooler.dense.bias", shape: [32], values: new Float32Array(32).fill(2) },
    ];
    await rewrite(folder, (weights) => [...weights, ...pooler]);
    const encoder = await loadEncoder(folder, bare);
    const again = fresh();
    await encoder.save(again);
    encoder.dispose();
    const config = JSON.parse(await readFile(path.join(again, "config.json"), "utf8"));
    expect(config).toMatchObject({ tokenizer_class: "XLMRobertaTokenizerFast", id: 7, model_type: "bert" });
    const stored = await openWeights(again);
    expect(await stored.read("pooler.dense.bias")).toEqual(pooler[1]!.values);
    await stored.close();
  });
});

describe("loading", () => {
  it.each(["bert.", "roberta.", "0.auto_model.", "auto_model."])("finds weights under %s", async (prefix) => {
    const { folder, expected } = await saved("E5");
    await rewrite(folder, (weights) =>
      weights
        .map((each) => ({ ...each, name: prefix + each.name }))
        .concat([{ name: "cls.predictions.bias", shape: [1], values: new Float32Array(1) }]),
    );
    expect(await loaded(folder, "E5")).toEqual(expected);
  });

  it("knows LayerNorm's former names", async () => {
    const { folder, expected } = await saved("E5");
    await rewrite(folder, (weights) =>
      weights.map((each) => ({
        ...each,
        name: each.name
          .replace("LayerNorm.weight", "LayerNorm.gamma")
          .replace("LayerNorm.bias", "LayerNorm.beta"),
      })),
    );
    expect(await loaded(folder, "E5")).toEqual(expected);
  });

  it("reads LaBSE's layout: first token, dense layer with tanh, length 1", async () => {
    const { folder, expected } = await saved("LaBSE");
    // As on the hub: nothing of ours in config.json, modules.json alone says how to pool.
    await editJson(path.join(folder, "config.json"), { claimbook_pooling: undefined });
    const encoder = await loadEncoder(folder, bare);
    expect(encoder.config).toMatchObject({
      pooling: "cls",
      projection: { dim: 16, activation: "tanh", bias: true },
    });
    expect(await vectors(encoder, "LaBSE")).toEqual(expected);
    encoder.dispose();
    // Without that layout, asked for the model's own pooler.
    await rm(path.join(folder, "modules.json"));
    expect(await loaded(folder, "LaBSE", { pooling: "pooler" })).toEqual(expected);
    expect(await loaded(folder, "LaBSE")).not.toEqual(expected);
  });

  it("reads a transformer in a folder of its own", async () => {
    const { folder, expected } = await saved("E5");
    const moved = path.join(fresh(), "0_Transformer");
    await cp(folder, moved, { recursive: true });
    const outer = path.dirname(moved);
    await cp(path.join(folder, "1_Pooling"), path.join(outer, "1_Pooling"), { recursive: true });
    await writeFile(
      path.join(outer, "modules.json"),
      JSON.stringify([
        { idx: 0, path: "0_Transformer", type: "sentence_transformers.models.Transformer" },
        { idx: 1, path: "1_Pooling", type: "sentence_transformers.models.Pooling" },
      ]),
    );
    expect(await loaded(outer, "E5")).toEqual(expected);
    // Its tokenizer lies there too.
    const tokenizer = path.join(moved, "tokenizer.json");
    await cp(path.join(import.meta.dirname, "../tokenizer/fixtures/unigram/tokenizer.json"), tokenizer);
    await expect(loadEncoder(outer)).rejects.toMatchObject({
      message: expect.stringContaining("wrong vocabulary"),
      where: tokenizer,
    });
  });

  it("cuts texts where sentence_bert_config.json says, if nobody says otherwise", async () => {
    const { folder } = await saved("E5");
    await editJson(path.join(folder, "sentence_bert_config.json"), { max_seq_length: 5 });
    const encoder = await loadEncoder(folder, { tokenizer: wordTokenizer(40) });
    const text = "one two three four five six";
    expect((await encoder.tokenize([text])).length).toBe(5);
    expect((await encoder.tokenize([text], { maxLength: 7 })).length).toBe(7);
    encoder.dispose();
  });

  const refused: [string, (folder: string) => Promise<void>, string][] = [
    [
      "an unknown model type",
      (folder) => editJson(path.join(folder, "config.json"), { model_type: "gpt2" }),
      'the model type "gpt2" is not known',
    ],
    [
      "another activation",
      (folder) => editJson(path.join(folder, "config.json"), { hidden_act: "relu" }),
      '"hidden_act" is "relu", and only "gelu" is supported',
    ],
    [
      "a size that is no number",
      (folder) => editJson(path.join(folder, "config.json"), { hidden_size: "32" }),
      '"hidden_size" must be a number',
    ],
    [
      "a missing tensor",
      (folder) =>
        rewrite(folder, (weights) => weights.filter(({ name }) => !name.endsWith("1.output.dense.bias"))),
      'no tensor "encoder.layer.1.output.dense.bias" (32)',
    ],
    [
      "a tensor of another shape",
      (folder) => editJson(path.join(folder, "config.json"), { intermediate_size: 48 }),
      'the tensor "encoder.layer.0.intermediate.dense.weight" is 40 x 32, and config.json wants 48 x 32',
    ],
    [
      "fewer rows than config.json says",
      (folder) => editJson(path.join(folder, "config.json"), { vocab_size: 50 }),
      'the tensor "embeddings.word_embeddings.weight" is 40 x 32, and config.json wants 50 x 32',
    ],
    [
      "weights of something else",
      (folder) => rewrite(folder, () => [{ name: "a.b", shape: [1], values: new Float32Array(1) }]),
      'they begin with "a.b"',
    ],
    ["a folder without config.json", (folder) => rm(path.join(folder, "config.json")), "no config.json"],
    ["broken JSON", (folder) => writeFile(path.join(folder, "config.json"), "{"), "layout is not understood"],
    [
      "another kind of pooling",
      async (folder) => {
        await editJson(path.join(folder, "config.json"), { claimbook_pooling: undefined });
        await editJson(path.join(folder, "1_Pooling/config.json"), {
          pooling_mode_mean_tokens: false,
          pooling_mode_max_tokens: true,
        });
      },
      "the pooling pooling_mode_max_tokens; only mean and cls are supported",
    ],
    [
      "another module",
      async (folder) => {
        const file = path.join(folder, "modules.json");
        const modules = JSON.parse(await readFile(file, "utf8"));
        modules[2].type = "sentence_transformers.models.LSTM";
        await writeFile(file, JSON.stringify(modules));
      },
      'a module "sentence_transformers.models.LSTM"',
    ],
  ];
  it.each(refused)("refuses %s", async (_, spoil, message) => {
    const { folder } = await saved("E5");
    await spoil(folder);
    const before = tf.memory().numTensors;
    await expect(loadEncoder(folder, bare)).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("names the known model types, and the file", async () => {
    const folder = fresh();
    await mkdir(folder);
    await writeFile(path.join(folder, "config.json"), '{"model_type": "t5"}');
    await expect(loadEncoder(folder, bare)).rejects.toMatchObject({
      kind: "could-not-run",
      where: path.join(folder, "config.json"),
      wayOut: "Known model types: bert, xlm-roberta.",
    });
  });

  it("refuses a tokenizer with more tokens than the model has rows", async () => {
    const { folder } = await saved("E5");
    await expect(loadEncoder(folder, { tokenizer: wordTokenizer(41) })).rejects.toThrow(
      "wrong vocabulary: the tokenizer has 41 tokens, the model's embedding 40 rows",
    );
  });

  it("needs the folder's tokenizer, unless another is given", async () => {
    const encoder = await createEncoder(encoders.E5!, 1);
    const folder = fresh();
    await encoder.save(folder);
    encoder.dispose();
    await expect(loadEncoder(folder)).rejects.toThrow("the tokenizer is missing");
  });
});
