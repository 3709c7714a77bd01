import { tf } from "../../../tensor/tf.js";
import type { TokenBatch } from "../../text-encoder.js";

/** B x L x 1: each token's share in its text's mean, 0 for padding; a text without tokens has all shares 0. */
export function meanShares({ size, length, mask }: TokenBatch): tf.Tensor3D {
  const shares = new Float32Array(size * length);
  for (let text = 0; text < size; text++) {
    let tokens = 0;
    for (let i = text * length; i < (text + 1) * length; i++) tokens += mask[i]!;
    for (let i = text * length; i < (text + 1) * length; i++) shares[i] = mask[i]! / Math.max(tokens, 1);
  }
  return tf.tensor3d(shares, [size, length, 1]);
}

/** @param hidden B L x H @returns B x H */
export function meanPooling(hidden: tf.Tensor2D, shares: tf.Tensor3D): tf.Tensor2D {
  const [size, length] = shares.shape;
  return tf.sum(tf.mul(tf.reshape(hidden, [size, length, -1]), shares), 1);
}

/** @param dy by the mean, B x H @returns by the hidden vectors, B L x H */
export function meanPoolingGradient(dy: tf.Tensor2D, shares: tf.Tensor3D): tf.Tensor2D {
  return tf.reshape(tf.mul(tf.expandDims(dy, 1), shares), [-1, dy.shape[1]]);
}

/** The first token of each text. */
export function firstToken(hidden: tf.Tensor2D, { size, length }: TokenBatch): tf.Tensor2D {
  const width = hidden.shape[1];
  return tf.reshape(tf.slice(tf.reshape(hidden, [size, length, width]), [0, 0, 0], [size, 1, width]), [
    size,
    width,
  ]);
}

export function firstTokenGradient(dy: tf.Tensor2D, { size, length }: TokenBatch): tf.Tensor2D {
  const padded = tf.pad(tf.expandDims(dy, 1), [
    [0, 0],
    [0, length - 1],
    [0, 0],
  ]);
  return tf.reshape(padded, [size * length, dy.shape[1]]);
}

/** Smallest length that a vector is divided by, as in `torch.nn.functional.normalize`. */
const tiny = 1e-12;

/** Rows of length 1, and the lengths they had (B x 1). */
export function unitRows(x: tf.Tensor2D): { unit: tf.Tensor2D; length: tf.Tensor2D } {
  const length = tf.maximum(tf.sqrt(tf.sum(tf.square(x), 1, true)), tiny) as tf.Tensor2D;
  return { unit: tf.div(x, length), length };
}

export function unitRowsGradient(dy: tf.Tensor2D, unit: tf.Tensor2D, length: tf.Tensor2D): tf.Tensor2D {
  return tf.div(tf.sub(dy, tf.mul(unit, tf.sum(tf.mul(dy, unit), 1, true))), length);
}
