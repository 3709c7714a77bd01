import { readFileSync } from "node:fs";
import path from "node:path";
import type { TokenBatch } from "../../../src/models/text-encoder.js";
import type { TransformerSizes } from "../../../src/models/transformer/config.js";
import { createEncoder } from "../../../src/models/transformer/create.js";
import type { TransformerEncoder } from "../../../src/models/transformer/encoder.js";
import { padTokens } from "../../../src/models/transformer/token-batch.js";
import { tf } from "../../../src/tensor/tf.js";
import { crc32 } from "./crc32.js";

const small = { vocabulary: 40, hidden: 16, intermediate: 32, layers: 2, heads: 2 };

/** The encoders of test/reference/transformer.py. */
export const encoders: Record<string, TransformerSizes> = {
  "XLM-R": {
    ...small,
    modelType: "xlm-roberta",
    positions: 18,
    pooling: "cls",
    projection: { dim: 8, activation: "identity", bias: true },
  },
  LaBSE: { ...small, positions: 16, pooling: "pooler" },
  E5: { ...small, hidden: 32, intermediate: 40, positions: 16 },
};

export const temperature = 0.05;

interface Reference {
  queries: number[][];
  passages: number[][];
  losses: number[];
  vectors: string;
  gradients: Record<string, string>;
}

export const references: Record<string, Reference> = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "../../reference/transformer.json"), "utf8"),
);

export function unpack(base64: string): Float32Array {
  const bytes = new Uint8Array(Buffer.from(base64, "base64"));
  return new Float32Array(bytes.buffer);
}

/** The encoder with the weights that the Python script gives it. */
export async function referenceEncoder(name: string): Promise<TransformerEncoder> {
  const encoder = await createEncoder(encoders[name]!, 1);
  const weights = await encoder.weights();
  for (const { name: weight, values } of weights) fill(weight, values);
  encoder.assign(weights);
  return encoder;
}

export function referenceBatches(name: string): [TokenBatch, TokenBatch] {
  const { queries, passages } = references[name]!;
  const pad = encoders[name]!.modelType === "xlm-roberta" ? 1 : 0;
  return [queries, passages].map((lists) =>
    padTokens(
      lists.map((list) => Int32Array.from(list)),
      pad,
    ),
  ) as [TokenBatch, TokenBatch];
}

/** InfoNCE of queries and their passages in the same order. */
export function infoNce([queries, passages]: readonly tf.Tensor2D[]): tf.Scalar {
  const scores = tf.mul(tf.matMul(queries!, tf.transpose(passages!)), 1 / temperature);
  const own = tf.mul(tf.logSoftmax(scores), tf.eye(queries!.shape[0]));
  return tf.neg(tf.div(tf.sum(own), queries!.shape[0]));
}

export function fill(name: string, into: Float32Array): void {
  const seed = crc32(name);
  const offset = name.endsWith("LayerNorm.weight") ? 1 : 0;
  for (let i = 0; i < into.length; i++) {
    let h = (seed + Math.imul(i, 0x9e3779b9)) | 0;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    into[i] = Math.fround(((h ^ (h >>> 16)) >>> 0) / 2 ** 33 - 0.25) + offset;
  }
}
