import { tf } from "../../../tensor/tf.js";
import { WasmHeap } from "../simd/heap.js";
import * as simd from "../simd/row-ops.js";
import { columnSums } from "./products.js";

export interface LayerNormWeights {
  weight: tf.Tensor1D;
  bias: tf.Tensor1D;
}

/** What the gradient needs: the rows before weight and bias, and 1 / standard deviation of each. */
export interface LayerNormSaved {
  unit: tf.Tensor2D;
  inverse: tf.Tensor2D;
}

/** Layer normalisation over each row (Ba et al. 2016, arXiv 1607.06450). @param x rows x H */
export function layerNorm(
  x: tf.Tensor2D,
  weights: LayerNormWeights,
  epsilon: number,
): { value: tf.Tensor2D; saved: LayerNormSaved } {
  const heap = WasmHeap.active();
  if (heap && simd.fits(x)) return simd.layerNorm(heap, x, weights, epsilon);
  const { weight, bias } = weights;
  const centred = tf.sub(x, tf.mean(x, 1, true));
  const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), 1, true), epsilon)) as tf.Tensor2D;
  const unit = tf.mul(centred, inverse) as tf.Tensor2D;
  return { value: tf.add(tf.mul(unit, weight), bias), saved: { unit, inverse } };
}

export function layerNormGradients(
  dy: tf.Tensor2D,
  saved: LayerNormSaved,
  weight: tf.Tensor1D,
): { x: tf.Tensor2D; weight: tf.Tensor1D; bias: tf.Tensor1D } {
  const heap = WasmHeap.active();
  if (heap && simd.fits(dy)) return simd.layerNormGradients(heap, dy, saved, weight);
  const { unit, inverse } = saved;
  // Means over a row of products with the weight are products of a matrix and a vector.
  const share = tf.reshape(tf.div(weight, dy.shape[1]), [-1, 1]) as tf.Tensor2D;
  const product = tf.mul(dy, unit) as tf.Tensor2D;
  const centred = tf.sub(tf.mul(dy, weight), tf.matMul(dy, share));
  const x = tf.mul(inverse, tf.sub(centred, tf.mul(unit, tf.matMul(product, share)))) as tf.Tensor2D;
  return { x, weight: columnSums(product), bias: columnSums(dy) };
}
