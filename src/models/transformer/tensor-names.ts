import type { TransformerConfig } from "./config.js";

/** A weight of an encoder: its name in Hugging Face's files, its shape there, and how an untrained one starts. */
export interface WeightSpec {
  name: string;
  shape: number[];
  start: "normal" | "zeros" | "ones";
}

/** The token embedding is the one weight that stays on the host. */
export const tokenTableName = "embeddings.word_embeddings.weight";

/** A dense layer after pooling is no part of Hugging Face's model; it is kept in a file of its own. */
export const projectionNames = {
  weight: "projection.linear.weight",
  bias: "projection.linear.bias",
} as const;

/** Prefixes under which an encoder's weights are found when it was saved as part of something else. */
export const prefixes = ["", "bert.", "roberta.", "xlm-roberta.", "0.auto_model.", "auto_model."] as const;

/** Weights of the pooler, which a model may have without using it. */
export function poolerSpecs({ hidden }: TransformerConfig): WeightSpec[] {
  return linear("pooler.dense", hidden, hidden);
}

/** All weights on the device, in the order of the computation. Weights of dense layers are outputs x inputs. */
export function denseSpecs(config: TransformerConfig): WeightSpec[] {
  const { hidden, intermediate, positions, tokenTypes, layers, pooling, projection } = config;
  const specs: WeightSpec[] = [
    { name: "embeddings.position_embeddings.weight", shape: [positions, hidden], start: "normal" },
    { name: "embeddings.token_type_embeddings.weight", shape: [tokenTypes, hidden], start: "normal" },
    ...layerNorm("embeddings.LayerNorm", hidden),
  ];
  for (let layer = 0; layer < layers; layer++) {
    const at = `encoder.layer.${layer}`;
    specs.push(
      ...linear(`${at}.attention.self.query`, hidden, hidden),
      ...linear(`${at}.attention.self.key`, hidden, hidden),
      ...linear(`${at}.attention.self.value`, hidden, hidden),
      ...linear(`${at}.attention.output.dense`, hidden, hidden),
      ...layerNorm(`${at}.attention.output.LayerNorm`, hidden),
      ...linear(`${at}.intermediate.dense`, intermediate, hidden),
      ...linear(`${at}.output.dense`, hidden, intermediate),
      ...layerNorm(`${at}.output.LayerNorm`, hidden),
    );
  }
  if (pooling === "pooler") specs.push(...poolerSpecs(config));
  if (projection) {
    specs.push({ name: projectionNames.weight, shape: [projection.dim, hidden], start: "normal" });
    if (projection.bias) specs.push({ name: projectionNames.bias, shape: [projection.dim], start: "zeros" });
  }
  return specs;
}

/** Weight decay applies to matrices: not to biases and LayerNorm (Loshchilov and Hutter leave them out by custom). */
export function decays({ shape }: WeightSpec): boolean {
  return shape.length > 1;
}

function linear(name: string, outputs: number, inputs: number): WeightSpec[] {
  return [
    { name: `${name}.weight`, shape: [outputs, inputs], start: "normal" },
    { name: `${name}.bias`, shape: [outputs], start: "zeros" },
  ];
}

function layerNorm(name: string, size: number): WeightSpec[] {
  return [
    { name: `${name}.weight`, shape: [size], start: "ones" },
    { name: `${name}.bias`, shape: [size], start: "zeros" },
  ];
}
