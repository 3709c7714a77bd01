import { mkdir } from "node:fs/promises";
import path from "node:path";
import { writeWhole } from "../../notebook/whole-file.js";
import type { NamedWeights } from "../ngram-encoder.js";
import { tokenTableName } from "../transformer/tensor-names.js";
import { writeSafetensors } from "../weights/index.js";
import { type ClassifierConfig, classifierJson } from "./config.js";
import type { PairTokenizer } from "./pair-tokens.js";
import { classifierNames, comparisonName } from "./pass.js";

/** The weights come first and config.json last: a folder in which writing broke off is no model's. */
export async function saveClassifier(
  folder: string,
  config: ClassifierConfig,
  weights: readonly NamedWeights[],
  {
    table,
    tokenizer,
    original,
  }: { table: Float32Array; tokenizer: PairTokenizer; original: Record<string, unknown> },
): Promise<void> {
  const { vocabulary, hidden } = config.encoder;
  const own: readonly string[] = [comparisonName, ...Object.values(classifierNames)];
  const prefixed = [{ name: tokenTableName, shape: [vocabulary, hidden], values: table }, ...weights].map(
    (each) => (own.includes(each.name) ? each : { ...each, name: `bert.${each.name}` }),
  );
  await mkdir(folder, { recursive: true });
  await writeSafetensors(path.join(folder, "model.safetensors"), prefixed);
  await tokenizer.save(folder);
  const json = classifierJson(config, original);
  await writeWhole(path.join(folder, "config.json"), `${JSON.stringify(json, undefined, 2)}\n`);
}
