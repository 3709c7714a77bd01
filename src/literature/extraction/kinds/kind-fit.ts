import { cues, cuesOf } from "./cues.js";
import { type KindWeights, type SentenceKind, sentenceKinds } from "./kind-weights.js";

/** A sentence whose kind a person has said. */
export interface LabelledSentence {
  kind: SentenceKind;
  text: string;
}

export interface FitOptions {
  /** Strength of the penalty on squared weights (not on biases), per sentence. Defaults to 0.01. */
  l2?: number;
  /** Passes over all sentences. Defaults to 600. */
  steps?: number;
}

/**
 * Weights of the cues by multinomial logistic regression with an L2 penalty, full-batch gradient descent from zero:
 * the same sentences give the same weights, to the last of their three printed digits.
 */
export function fitKinds(sentences: readonly LabelledSentence[], options: FitOptions = {}): KindWeights {
  const { l2 = 0.01, steps = 600 } = options;
  const inputs = sentences.map(({ text }) => {
    const shown = new Set(cuesOf(text));
    return cues.flatMap(({ name }, cue) => (shown.has(name) ? [cue] : []));
  });
  const targets = sentences.map(({ kind }) => sentenceKinds.indexOf(kind));
  const biases = sentenceKinds.map(() => 0);
  const weights = sentenceKinds.map(() => cues.map(() => 0));
  for (let step = 0; step < steps; step++) {
    const rate = 2 / (1 + step / 200);
    const biasGradient = sentenceKinds.map(() => 0);
    const gradient = weights.map((row) => row.map((weight) => l2 * weight));
    inputs.forEach((present, i) => {
      const logits = weights.map((row, k) => present.reduce((sum, cue) => sum + row[cue]!, biases[k]!));
      const top = Math.max(...logits);
      const odds = logits.map((logit) => Math.exp(logit - top));
      const total = odds.reduce((a, b) => a + b, 0);
      sentenceKinds.forEach((_, k) => {
        const error = (odds[k]! / total - (targets[i] === k ? 1 : 0)) / inputs.length;
        biasGradient[k]! += error;
        for (const cue of present) gradient[k]![cue]! += error;
      });
    });
    sentenceKinds.forEach((_, k) => {
      biases[k]! -= rate * biasGradient[k]!;
      for (let cue = 0; cue < cues.length; cue++) weights[k]![cue]! -= rate * gradient[k]![cue]!;
    });
  }
  const rounded = (value: number) => Math.round(value * 1000) / 1000 + 0;
  return {
    bias: Object.fromEntries(
      sentenceKinds.map((kind, k) => [kind, rounded(biases[k]!)]),
    ) as KindWeights["bias"],
    cues: Object.fromEntries(
      cues.map(({ name }, cue) => [name, sentenceKinds.map((_, k) => rounded(weights[k]![cue]!))]),
    ),
  };
}
