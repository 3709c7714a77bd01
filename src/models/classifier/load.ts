import path from "node:path";
import { ClaimbookError } from "../../errors.js";
import { Random } from "../../random.js";
import { assertBackend } from "../../tensor/backend.js";
import { tf } from "../../tensor/tf.js";
import { loadTokenizer } from "../tokenizer/index.js";
import { parseConfig } from "../transformer/config.js";
import { checkVocabulary } from "../transformer/create.js";
import { DeviceWeights } from "../transformer/device-weights.js";
import { readJson } from "../transformer/sentence-modules.js";
import { startWeight } from "../transformer/start-weights.js";
import { prefixes, tokenTableName, type WeightSpec } from "../transformer/tensor-names.js";
import { openWeights, readShaped } from "../weights/index.js";
import { comparedParts } from "./comparison.js";
import { bertOnly, type ClassifierConfig, parseClassifierConfig } from "./config.js";
import { type ClassifierParts, PairClassifier } from "./pair-classifier.js";
import type { PairTokenizer } from "./pair-tokens.js";
import { classifierNames, comparisonName } from "./pass.js";

export interface ClassifierLoadOptions {
  /** Another tokenizer than the folder's. */
  tokenizer?: PairTokenizer;
}

export interface ClassifierStartOptions extends ClassifierLoadOptions {
  /** Lets the last layers see both texts' mean vectors laid beside each other too. Defaults to false. */
  comparison?: boolean;
}

/**
 * A trained classifier from a folder as `PairClassifier.save` and Python's `BertForSequenceClassification` write it.
 *
 * @throws {ClaimbookError} kind `could-not-run` naming the file, tensor and shapes for what is missing or does not fit
 */
export async function loadClassifier(
  folder: string,
  options: ClassifierLoadOptions = {},
): Promise<PairClassifier> {
  const { file, json } = await configOf(folder);
  return build(folder, parseClassifierConfig(json, file), json, options);
}

/**
 * A classifier to be trained, on a pretrained BERT encoder. Its pooler is the model's own where it has one, else lets
 * the first token's vector through as it is; the last layer starts near 0.
 *
 * @param chance seed of the last layer's first weights
 */
export async function startClassifier(
  folder: string,
  labels: readonly string[],
  chance: number,
  options: ClassifierStartOptions = {},
): Promise<PairClassifier> {
  const { file, json } = await configOf(folder);
  const encoder = { ...bertOnly(parseConfig(json, file), file), pooling: "pooler" as const };
  const { comparison = false } = options;
  return build(folder, { encoder, labels, comparison }, json, options, new Random(chance).fork("classifier"));
}

async function build(
  folder: string,
  config: ClassifierConfig,
  original: Record<string, unknown>,
  options: ClassifierLoadOptions,
  random?: Random,
): Promise<PairClassifier> {
  assertBackend();
  const { vocabulary, hidden } = config.encoder;
  const tokenizer = options.tokenizer ?? (await loadTokenizer(folder));
  checkVocabulary(tokenizer, vocabulary, path.join(folder, "tokenizer.json"));
  const stored = await openWeights(folder);
  try {
    const prefix = prefixes.find((each) => stored.has(each + tokenTableName)) ?? "";
    const table = await readShaped(stored, prefix + tokenTableName, [vocabulary, hidden], folder);
    const start = async ({ name, shape }: Pick<WeightSpec, "name" | "shape">, at: string) => {
      if (random === undefined || stored.has(at)) return readShaped(stored, at, shape, folder);
      if (name === "pooler.dense.weight" && !config.comparison) return identity(hidden);
      const kind = name.endsWith(".weight") ? "normal" : "zeros";
      if (/^(?:pooler|classifier|comparison)\./.test(name)) {
        return startWeight({ name, shape: [...shape], start: kind }, random);
      }
      return readShaped(stored, at, shape, folder);
    };
    const labels = config.labels.length;
    const weight = await start(
      { name: classifierNames.weight, shape: [labels, hidden] },
      classifierNames.weight,
    );
    const bias = await start({ name: classifierNames.bias, shape: [labels] }, classifierNames.bias);
    const across: [number, number] = [hidden, comparedParts * hidden];
    const compared =
      config.comparison && (await start({ name: comparisonName, shape: across }, comparisonName));
    // Last: from here on the device holds something.
    const encoder = await DeviceWeights.upload(config.encoder, (spec) => start(spec, prefix + spec.name));
    const classifier = tf.tidy(() => ({
      weight: tf.variable(tf.tensor2d(weight, [labels, hidden])),
      bias: tf.variable(tf.tensor1d(bias)),
    })) as ClassifierParts["classifier"];
    const comparison =
      compared && tf.tidy(() => ({ weight: tf.variable(tf.tensor2d(compared, across)) }) as const);
    const beside = comparison ? { comparison: comparison as ClassifierParts["comparison"] & object } : {};
    return new PairClassifier({
      ...beside,
      config,
      encoder,
      classifier,
      table,
      tokenizer,
      original,
      where: folder,
    });
  } finally {
    await stored.close();
  }
}

async function configOf(folder: string): Promise<{ file: string; json: Record<string, unknown> }> {
  const file = path.join(folder, "config.json");
  const json = await readJson(file);
  if (json) return { file, json };
  throw new ClaimbookError("the model has no config.json", {
    kind: "could-not-run",
    where: file,
    wayOut: "Name a model's folder; `claimbook models pull` makes one.",
  });
}

function identity(size: number): Float32Array {
  const values = new Float32Array(size * size);
  for (let i = 0; i < size; i++) values[i * size + i] = 1;
  return values;
}
