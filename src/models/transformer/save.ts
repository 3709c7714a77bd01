import { mkdir } from "node:fs/promises";
import path from "node:path";
import { writeWhole } from "../../notebook/whole-file.js";
import type { NamedWeights } from "../ngram-encoder.js";
import { configJson, type TransformerConfig } from "./config.js";
import type { TextTokenizer } from "./text-tokenizer.js";

/** What a loaded encoder keeps of its files only to write it again. */
export interface SavedParts {
  tokenizer: TextTokenizer | undefined;
  /** The config.json it was loaded from; `{}` for one made here. */
  original: Record<string, unknown>;
  /** Weights that are not used here but belong to the model, as a pooler beside mean pooling. */
  unused: NamedWeights[];
}

export async function saveEncoder(
  folder: string,
  config: TransformerConfig,
  weights: readonly NamedWeights[],
  { original, tokenizer, unused }: SavedParts,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  void [path, writeWhole, configJson, config, weights, original, tokenizer, unused];
}
