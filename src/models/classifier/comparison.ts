import { tf } from "../../tensor/tf.js";
import { meanPooling, meanPoolingGradient } from "../transformer/ops/pooling.js";
import type { PairBatch } from "./pair-tokens.js";

/** Vectors that are laid beside each other: both texts, their distance, their product. */
export const comparedParts = 4;

/** What a comparison's way back needs. */
export interface ComparisonSaved {
  first: tf.Tensor2D;
  second: tf.Tensor2D;
  firstShares: tf.Tensor3D;
  secondShares: tf.Tensor3D;
}

/**
 * Both texts' mean vectors u and v, each of its own tokens only, as `[u, v, |u - v|, u v]` (Conneau et al. 2017, arXiv
 * 1705.02364). An encoder that was trained to embed texts by their mean tells here from the first step on how alike
 * they are; its first token has to learn it.
 *
 * @param hidden B L x H
 * @returns `value`: B x 4 H
 */
export function compare(
  hidden: tf.Tensor2D,
  batch: PairBatch,
): { value: tf.Tensor2D; saved: ComparisonSaved } {
  const { size, length, firstEnds, seconds, mask } = batch;
  const ends = Int32Array.from(seconds, (_, row) => {
    let end = seconds[row]!;
    while (end < length && mask[row * length + end]! > 0) end++;
    // The last is the separator.
    return end - 1;
  });
  const firstShares = shares(size, length, new Int32Array(size).fill(1), firstEnds);
  const secondShares = shares(size, length, seconds, ends);
  const first = meanPooling(hidden, firstShares);
  const second = meanPooling(hidden, secondShares);
  const distance = tf.abs(tf.sub(first, second)) as tf.Tensor2D;
  const product = tf.mul(first, second) as tf.Tensor2D;
  const value = tf.concat([first, second, distance, product], 1) as tf.Tensor2D;
  return { value, saved: { first, second, firstShares, secondShares } };
}

/** @param dy by the comparison, B x 4 H @returns by the hidden vectors, B L x H */
export function compareGradient(
  dy: tf.Tensor2D,
  { first, second, firstShares, secondShares }: ComparisonSaved,
): tf.Tensor2D {
  const [byFirst, bySecond, byDistance, byProduct] = tf.split(dy, comparedParts, 1) as tf.Tensor2D[];
  const apart = tf.mul(byDistance!, tf.sign(tf.sub(first, second)));
  const one = tf.addN([byFirst!, apart, tf.mul(byProduct!, second)]) as tf.Tensor2D;
  const other = tf.add(tf.sub(bySecond!, apart), tf.mul(byProduct!, first)) as tf.Tensor2D;
  return tf.add(meanPoolingGradient(one, firstShares), meanPoolingGradient(other, secondShares));
}

/** B x L x 1: each token's share in the mean of the tokens from a start to before an end; 0 for a text of none. */
function shares(size: number, length: number, starts: Int32Array, ends: Int32Array): tf.Tensor3D {
  const values = new Float32Array(size * length);
  for (let row = 0; row < size; row++) {
    const [start, end] = [starts[row]!, ends[row]!];
    if (end > start) values.fill(1 / (end - start), row * length + start, row * length + end);
  }
  return tf.tensor3d(values, [size, length, 1]);
}
