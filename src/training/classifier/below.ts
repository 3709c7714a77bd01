import type { PairBatch, PairClassifier, PairTokens } from "../../models/classifier/index.js";
import { tf } from "../../tensor/tf.js";

/**
 * What the layers below one make of a batch, from memory where all its pairs are there, else computed and remembered.
 *
 * @param memory by the pair's token ids, tokens x H each
 * @returns B L x H; zeros where a pair has ended, which no later layer looks at
 */
export async function rememberedBelow(
  classifier: PairClassifier,
  pairs: readonly PairTokens[],
  batch: PairBatch,
  layer: number,
  memory: Map<string, Float32Array>,
): Promise<tf.Tensor2D> {
  const { hidden } = classifier.config.encoder;
  const keys = pairs.map(({ ids }) => ids.join(" "));
  if (keys.some((key) => !memory.has(key))) {
    const computed = classifier.below(batch, layer);
    const values = await computed.data<"float32">();
    for (const [row, { ids }] of pairs.entries()) {
      const start = row * batch.length * hidden;
      memory.set(keys[row]!, values.slice(start, start + ids.length * hidden));
    }
    return computed;
  }
  const values = new Float32Array(batch.size * batch.length * hidden);
  for (const [row, key] of keys.entries()) values.set(memory.get(key)!, row * batch.length * hidden);
  return tf.tensor2d(values, [batch.size * batch.length, hidden]);
}
