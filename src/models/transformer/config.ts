import { ClaimbookError } from "../../errors.js";

/** Architectures that are known, by their `model_type` in config.json. */
export const modelTypes = ["bert", "xlm-roberta"] as const;
export type ModelType = (typeof modelTypes)[number];

/**
 * How the vectors of a text's tokens become one: the mean over the text's tokens, the first token's, or the first
 * token's through the model's own pooler (dense layer and tanh).
 */
export const poolings = ["mean", "cls", "pooler"] as const;
export type Pooling = (typeof poolings)[number];

/** A dense layer after pooling, as sentence-transformers' `Dense` module. */
export interface ProjectionConfig {
  /** Length of its output. */
  dim: number;
  activation: "identity" | "tanh";
  bias: boolean;
}

/** The shape of a BERT-style encoder (Devlin et al. 2019, arXiv 1810.04805; XLM-R: Conneau et al. 2020, arXiv 1911.02116). */
export interface TransformerConfig {
  modelType: ModelType;
  /** Rows of the token embedding, V. */
  vocabulary: number;
  /** Length of the vectors inside, H; a multiple of `heads`. */
  hidden: number;
  layers: number;
  heads: number;
  /** Width of the feed-forward layers. */
  intermediate: number;
  /** Rows of the position embedding. XLM-R cannot use the first `padId + 1` of them. */
  positions: number;
  tokenTypes: number;
  layerNormEpsilon: number;
  padId: number;
  pooling: Pooling;
  projection?: ProjectionConfig;
}

/** Sizes that are asked for; the rest is the architecture's usual. */
export type TransformerSizes = Pick<TransformerConfig, "vocabulary" | "hidden" | "layers" | "heads"> &
  Partial<TransformerConfig>;

/** Completes what is not given (`bert`, mean pooling, intermediate 4 x hidden, 512 positions) and checks the whole. */
export function transformerConfig(given: TransformerSizes): TransformerConfig {
  const modelType = given.modelType ?? "bert";
  const roberta = modelType === "xlm-roberta";
  const config: TransformerConfig = {
    modelType,
    intermediate: 4 * given.hidden,
    positions: roberta ? 514 : 512,
    tokenTypes: roberta ? 1 : 2,
    layerNormEpsilon: roberta ? 1e-5 : 1e-12,
    padId: roberta ? 1 : 0,
    pooling: "mean",
    ...given,
  };
  check(config);
  return config;
}

/** The number of tokens a text may have, special tokens included. */
export function longestText(config: TransformerConfig): number {
  return config.positions - firstPosition(config);
}

/** Position of a text's first token: XLM-R counts from `padId + 1` on, as fairseq did. */
export function firstPosition({ modelType, padId }: TransformerConfig): number {
  return modelType === "xlm-roberta" ? padId + 1 : 0;
}

/** Length of the vectors that come out. */
export function outputDim({ hidden, projection }: TransformerConfig): number {
  return projection?.dim ?? hidden;
}

/**
 * Reads a Hugging Face config.json.
 *
 * @param json its content.
 * @param where the file, for errors.
 * @throws {ClaimbookError} kind `could-not-run` for another architecture or a setting that is not supported.
 */
export function parseConfig(json: unknown, where: string): TransformerConfig {
  const entry = (json ?? {}) as Record<string, unknown>;
  const modelType = entry.model_type;
  if (!modelTypes.includes(modelType as ModelType)) {
    throw new ClaimbookError(`the model type ${JSON.stringify(modelType)} is not known`, {
      kind: "could-not-run",
      where,
      wayOut: `Known model types: ${modelTypes.join(", ")}.`,
    });
  }
  const number = (name: string, fallback?: number): number => {
    const value = entry[name] ?? fallback;
    if (typeof value === "number") return value;
    throw unsupported(where, `"${name}" must be a number, not ${JSON.stringify(entry[name])}`);
  };
  const only = (name: string, ...allowed: unknown[]) => {
    if (entry[name] === undefined || allowed.includes(entry[name])) return;
    throw unsupported(
      where,
      `"${name}" is ${JSON.stringify(entry[name])}, and only ${JSON.stringify(allowed[0])} is supported`,
    );
  };
  only("hidden_act", "gelu");
  only("position_embedding_type", "absolute", null);
  only("is_decoder", false);
  const type = modelType as ModelType;
  const config: TransformerConfig = {
    modelType: type,
    vocabulary: number("vocab_size"),
    hidden: number("hidden_size"),
    layers: number("num_hidden_layers"),
    heads: number("num_attention_heads"),
    intermediate: number("intermediate_size"),
    positions: number("max_position_embeddings", 512),
    tokenTypes: number("type_vocab_size", 2),
    layerNormEpsilon: number("layer_norm_eps", 1e-12),
    padId: number("pad_token_id", type === "xlm-roberta" ? 1 : 0),
    pooling: "mean",
  };
  check(config, where);
  return config;
}

/** The config.json that Python's `transformers` reads; settings of `original` that mean nothing here stay in it. */
export function configJson(
  config: TransformerConfig,
  original: Record<string, unknown> = {},
): Record<string, unknown> {
  const roberta = config.modelType === "xlm-roberta";
  return {
    ...(roberta ? { bos_token_id: 0, eos_token_id: 2 } : {}),
    hidden_dropout_prob: 0.1,
    attention_probs_dropout_prob: 0.1,
    initializer_range: 0.02,
    ...original,
    architectures: [roberta ? "XLMRobertaModel" : "BertModel"],
    model_type: config.modelType,
    torch_dtype: "float32",
    vocab_size: config.vocabulary,
    hidden_size: config.hidden,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    intermediate_size: config.intermediate,
    max_position_embeddings: config.positions,
    type_vocab_size: config.tokenTypes,
    layer_norm_eps: config.layerNormEpsilon,
    pad_token_id: config.padId,
    hidden_act: "gelu",
  };
}

const counts = [
  "vocabulary",
  "hidden",
  "layers",
  "heads",
  "intermediate",
  "positions",
  "tokenTypes",
] as const satisfies readonly (keyof TransformerConfig)[];

function check(config: TransformerConfig, where = "model config"): void {
  for (const name of counts) {
    if (Number.isInteger(config[name]) && config[name] >= 1) continue;
    throw unsupported(where, `${name} must be a whole number from 1 on, not ${config[name]}`);
  }
  if (config.hidden % config.heads !== 0) {
    throw unsupported(where, `${config.hidden} hidden units do not divide into ${config.heads} heads`);
  }
  if (!(config.layerNormEpsilon > 0)) {
    throw unsupported(where, `layerNormEpsilon must be above 0, not ${config.layerNormEpsilon}`);
  }
  if (!Number.isInteger(config.padId) || config.padId < 0 || config.padId >= config.vocabulary) {
    throw unsupported(where, `padId ${config.padId} is no row of a vocabulary of ${config.vocabulary}`);
  }
  if (longestText(config) < 3) {
    throw unsupported(where, `${config.positions} positions leave no room for a text`);
  }
  if (!poolings.includes(config.pooling)) {
    throw unsupported(where, `the pooling "${config.pooling}" is not one of ${poolings.join(", ")}`);
  }
  if (config.pooling === "pooler" && config.projection) {
    throw unsupported(where, "a pooler and a dense layer after it are one dense layer too many");
  }
}

function unsupported(where: string, what: string): ClaimbookError {
  return new ClaimbookError(what, {
    kind: "could-not-run",
    where,
    wayOut: "Use a BERT or XLM-R style encoder with absolute positions and exact GELU.",
  });
}
