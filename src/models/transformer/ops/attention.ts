import { activeBackend } from "../../../tensor/backend.js";
import { tf } from "../../../tensor/tf.js";
import { WasmHeap } from "../simd/heap.js";
import * as simd from "../simd/matrix-ops.js";

/** How the rows of a batch's matrices are to be read. */
export interface AttentionShape {
  /** Texts, B. */
  texts: number;
  /** Tokens of each, L, padding included. */
  length: number;
  heads: number;
}

/** What the gradient needs. */
export type AttentionSaved = SplitAttentionSaved | simd.HeapAttentionSaved;

interface SplitAttentionSaved {
  /** B x heads x L x (H / heads); queries already scaled. */
  queries: tf.Tensor4D;
  keys: tf.Tensor4D;
  values: tf.Tensor4D;
  /** B x heads x L x L, each row sums to 1. */
  shares: tf.Tensor4D;
}

/**
 * Scaled dot-product attention of every head (Vaswani et al. 2017, arXiv 1706.03762, section 3.2.1).
 *
 * @param q B L x H, as k and v.
 * @param padding B x 1 x 1 x L: 0 for a token, a large negative number for padding; `undefined` for none.
 * @returns B L x H.
 */
export function attention(
  q: tf.Tensor2D,
  k: tf.Tensor2D,
  v: tf.Tensor2D,
  padding: tf.Tensor4D | undefined,
  shape: AttentionShape,
): { value: tf.Tensor2D; saved: AttentionSaved } {
  const heap = WasmHeap.active();
  if (heap && simd.headsFit(q, shape)) return simd.attention(heap, q, k, v, padding, shape);
  const queries = split(tf.mul(q, scale(q, shape)), shape);
  const keys = split(k, shape);
  const values = split(v, shape);
  const scores = timesTransposed(queries, keys);
  const shares = tf.softmax(padding ? tf.add(scores, padding) : scores) as tf.Tensor4D;
  return { value: join(tf.matMul(shares, values), shape), saved: { queries, keys, values, shares } };
}

/** Gradients by queries, keys and values. @param dy by the output, B L x H */
export function attentionGradients(
  dy: tf.Tensor2D,
  saved: AttentionSaved,
  shape: AttentionShape,
): { q: tf.Tensor2D; k: tf.Tensor2D; v: tf.Tensor2D } {
  if ("q" in saved) return simd.attentionGradients(WasmHeap.active()!, dy, saved, shape);
  const { queries, keys, values, shares } = saved;
  const byContext = split(dy, shape);
  const byShares = timesTransposed(byContext, values);
  const along = tf.sum(tf.mul(byShares, shares), -1, true);
  const byScores = tf.mul(shares, tf.sub(byShares, along)) as tf.Tensor4D;
  return {
    q: tf.mul(join(tf.matMul(byScores, keys), shape), scale(dy, shape)),
    k: join(transposedTimes(byScores, queries), shape),
    v: join(transposedTimes(shares, byContext), shape),
  };
}

const scale = (x: tf.Tensor2D, { heads }: AttentionShape) => 1 / Math.sqrt(x.shape[1] / heads);

/** B L x H to B x heads x L x (H / heads). */
function split(x: tf.Tensor2D, { texts, length, heads }: AttentionShape): tf.Tensor4D {
  return tf.transpose(tf.reshape(x, [texts, length, heads, x.shape[1] / heads]), [0, 2, 1, 3]);
}

function join(x: tf.Tensor4D, { texts, length }: AttentionShape): tf.Tensor2D {
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [texts * length, -1]);
}

const swapped = (x: tf.Tensor4D): tf.Tensor4D => tf.transpose(x, [0, 1, 3, 2]);

function timesTransposed(a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor4D {
  return activeBackend() === "wasm" ? tf.matMul(a, swapped(b)) : tf.matMul(a, b, false, true);
}

function transposedTimes(a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor4D {
  return activeBackend() === "wasm" ? tf.matMul(swapped(a), b) : tf.matMul(a, b, true);
}
