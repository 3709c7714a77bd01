import { logSoftmax } from "../../../training/classifier/index.js";
import type { Entailed } from "../entailment.js";

const notFoundAt = 2;

/**
 * The logits of the window of evidence that says most of the claim (least "not found"), the first of equals: a text that
 * has nothing to say in most of its windows says what it says in the other.
 *
 * @param windows logits in the order supported, contradicted, not found
 */
export function pickedLogits(windows: readonly (readonly number[])[]): readonly number[] | undefined {
  let best: { logits: readonly number[]; notFound: number } | undefined;
  for (const logits of windows) {
    const notFound = logSoftmax(logits)[notFoundAt]!;
    if (best === undefined || notFound < best.notFound) best = { logits, notFound };
  }
  return best?.logits;
}

/**
 * The judgement of a text in windows; without any window, not found.
 *
 * @param calibration what logits are divided by, and what is added then
 */
export function probabilities(
  windows: readonly (readonly number[])[],
  { temperature, bias }: { temperature: number; bias?: readonly number[] | undefined },
): Entailed {
  const picked = pickedLogits(windows);
  if (picked === undefined) return { supported: 0, contradicted: 0, notFound: 1 };
  const [supported, contradicted, notFound] = logSoftmax(
    picked.map((logit, label) => logit / temperature + (bias?.[label] ?? 0)),
  ).map(Math.exp);
  return { supported: supported!, contradicted: contradicted!, notFound: notFound! };
}
