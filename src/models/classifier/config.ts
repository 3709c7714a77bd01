import { ClaimbookError } from "../../errors.js";
import { configJson, parseConfig, type TransformerConfig } from "../transformer/config.js";

/** A BERT encoder with its pooler and one dense layer to as many numbers as there are labels. */
export interface ClassifierConfig {
  /** `pooling` is `pooler`. */
  encoder: TransformerConfig;
  /** In the order of the outputs. */
  labels: readonly string[];
  /** Whether the last layers also see the two texts laid beside each other (`compare`). */
  comparison: boolean;
}

/** Our entry in config.json: Python's `BertForSequenceClassification` has no comparison and cannot read such weights. */
const ownComparison = "claimbook_comparison";

/**
 * @throws {ClaimbookError} kind `could-not-run` for another architecture than BERT (XLM-R's own classification head is
 *   another one), or labels that are missing
 */
export function parseClassifierConfig(json: Record<string, unknown>, where: string): ClassifierConfig {
  const encoder = bertOnly(parseConfig(json, where), where);
  const table = (json.id2label ?? {}) as Record<string, unknown>;
  const labels = Object.keys(table)
    .sort((a, b) => Number(a) - Number(b))
    .map((id) => table[id]);
  const counted = Object.keys(table).every((id) => /^\d+$/.test(id) && Number(id) < labels.length);
  if (labels.length < 2 || !counted || labels.some((label) => typeof label !== "string")) {
    throw new ClaimbookError('"id2label" names no labels', {
      kind: "could-not-run",
      where,
      wayOut: "Use the folder of a classifier, as Python's `BertForSequenceClassification` saves it.",
    });
  }
  return {
    encoder: { ...encoder, pooling: "pooler" },
    labels: labels as string[],
    comparison: json[ownComparison] === true,
  };
}

/** The config.json of `BertForSequenceClassification`, or one that names no class of Python's. */
export function classifierJson(
  { encoder, labels, comparison }: ClassifierConfig,
  original: Record<string, unknown>,
): Record<string, unknown> {
  return {
    ...configJson(encoder, original),
    architectures: [comparison ? "ClaimbookPairClassifier" : "BertForSequenceClassification"],
    ...(comparison ? { [ownComparison]: true } : {}),
    problem_type: "single_label_classification",
    id2label: Object.fromEntries(labels.map((label, id) => [id, label])),
    label2id: Object.fromEntries(labels.map((label, id) => [label, id])),
  };
}

export function bertOnly(config: TransformerConfig, where: string): TransformerConfig {
  if (config.modelType === "bert") return config;
  throw new ClaimbookError(`a classifier of model type "${config.modelType}" is not supported`, {
    kind: "could-not-run",
    where,
    wayOut: 'Use a model whose config.json has the model_type "bert", such as multilingual-e5-small.',
  });
}
