import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  loadClassifier,
  type PairClassifier,
  type PairTokenizer,
} from "../../../src/models/classifier/index.js";
import { transformerConfig } from "../../../src/models/transformer/config.js";
import { denseSpecs } from "../../../src/models/transformer/tensor-names.js";
import { writeSafetensors } from "../../../src/models/weights/index.js";
import { fill } from "../transformer/reference.js";

export const labels = ["supported", "contradicted", "not found"];

/** Numbers separated by spaces are their own ids; 0 pads, 1 begins and 2 ends a text, as BERT's do. */
export const numberTokenizer: PairTokenizer = {
  vocabularySize: 40,
  async encode(texts, { maxLength = Number.POSITIVE_INFINITY } = {}) {
    const ids = texts.map((text) => {
      const own = text.split(" ").filter(Boolean).map(Number);
      return Int32Array.of(1, ...own.slice(0, maxLength - 2), 2);
    });
    return { ids, truncated: 0 };
  },
  idOf: (token) => (token === "[SEP]" ? 2 : undefined),
  async save(folder) {
    await writeFile(path.join(folder, "tokenizer.json"), "{}");
  },
};

/** The folder of a small classifier with the weights that test/reference/classifier.py gives it. */
export async function smallFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "classifier-"));
  const config = transformerConfig({
    vocabulary: 40,
    hidden: 16,
    layers: 2,
    heads: 2,
    intermediate: 32,
    positions: 16,
    pooling: "pooler",
  });
  const specs = [
    { name: "embeddings.word_embeddings.weight", shape: [40, 16] },
    ...denseSpecs(config),
    { name: "classifier.weight", shape: [3, 16] },
    { name: "classifier.bias", shape: [3] },
  ];
  const weights = specs.map(({ name, shape }) => {
    const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
    fill(name, values);
    return { name: name.startsWith("classifier.") ? name : `bert.${name}`, shape, values };
  });
  await writeSafetensors(path.join(folder, "model.safetensors"), weights);
  const json = {
    model_type: "bert",
    vocab_size: 40,
    hidden_size: 16,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    intermediate_size: 32,
    max_position_embeddings: 16,
    type_vocab_size: 2,
    layer_norm_eps: 1e-12,
    pad_token_id: 0,
    id2label: Object.fromEntries(labels.map((label, id) => [id, label])),
  };
  await writeFile(path.join(folder, "config.json"), JSON.stringify(json));
  return folder;
}

export const smallClassifier = async (folder: string): Promise<PairClassifier> =>
  loadClassifier(folder, { tokenizer: numberTokenizer });
