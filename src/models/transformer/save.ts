import { mkdir } from "node:fs/promises";
import path from "node:path";
import { writeWhole } from "../../notebook/whole-file.js";
import type { NamedWeights } from "../ngram-encoder.js";
import { writeSafetensors } from "../weights/index.js";
import { configJson, longestText, type ProjectionConfig, type TransformerConfig } from "./config.js";
import { sentenceFiles } from "./sentence-modules.js";
import { poolerSpecs, projectionNames } from "./tensor-names.js";
import type { EncoderTokenizer } from "./tokenizer.js";

/** What a loaded encoder keeps of its files only to write it again. */
export interface SavedParts {
  tokenizer: EncoderTokenizer | undefined;
  /** The config.json it was loaded from; `{}` for one made here. */
  original: Record<string, unknown>;
  /** Weights that are not used here but belong to the model, as a pooler beside mean pooling. */
  unused: NamedWeights[];
  /** Most tokens of a text, where the model's files say so. */
  maxLength?: number;
}

/** Our entry in config.json: sentence-transformers has no word for pooling by the model's own pooler. */
export const ownPooling = "claimbook_pooling";

/**
 * Writes an encoder so that `transformers.AutoModel` and `SentenceTransformer` load it. The weights come first and
 * modules.json last: a folder in which writing broke off has no modules.json, or the one it had.
 */
export async function saveEncoder(
  folder: string,
  config: TransformerConfig,
  weights: readonly NamedWeights[],
  { original, tokenizer, unused, maxLength = longestText(config) }: SavedParts,
): Promise<void> {
  const { hidden, pooling } = config;
  const projections: string[] = Object.values(projectionNames);
  const model = weights.filter(({ name }) => !projections.includes(name));
  const dense = denseLayer(config, weights);
  await mkdir(path.join(folder, "1_Pooling"), { recursive: true });
  await mkdir(path.join(folder, dense ? "3_Normalize" : "2_Normalize"), { recursive: true });
  await writeSafetensors(path.join(folder, "model.safetensors"), [...model, ...unused]);
  if (dense) {
    await mkdir(path.join(folder, "2_Dense"), { recursive: true });
    await writeSafetensors(path.join(folder, "2_Dense", "model.safetensors"), dense.weights);
  }
  await tokenizer?.save(folder);
  const json = { ...configJson(config, original), [ownPooling]: pooling };
  const layout = sentenceFiles(hidden, pooling === "mean" ? "mean" : "cls", dense?.config, maxLength);
  for (const each of [{ path: "config.json", json }, ...layout]) {
    await writeWhole(path.join(folder, each.path), `${JSON.stringify(each.json, undefined, 2)}\n`);
  }
}

/** What sentence-transformers sees as its dense layer: the projection, or the pooler. */
function denseLayer(
  config: TransformerConfig,
  weights: readonly NamedWeights[],
): { config: ProjectionConfig; weights: NamedWeights[] } | undefined {
  const pooler = config.pooling === "pooler";
  const own: ProjectionConfig | undefined = pooler
    ? { dim: config.hidden, activation: "tanh", bias: true }
    : config.projection;
  if (!own) return undefined;
  const names: string[] = pooler
    ? poolerSpecs(config).map(({ name }) => name)
    : Object.values(projectionNames);
  return {
    config: own,
    weights: weights
      .filter(({ name }) => names.includes(name))
      .map((each) => ({ ...each, name: each.name.endsWith(".bias") ? "linear.bias" : "linear.weight" })),
  };
}
