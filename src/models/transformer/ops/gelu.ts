import { tf } from "../../../tensor/tf.js";
import { WasmHeap } from "../simd/heap.js";
import * as simd from "../simd/row-ops.js";

/** x times the normal distribution's share below x, exactly, by erf (Hendrycks and Gimpel 2016, arXiv 1606.08415). */
export function gelu(x: tf.Tensor2D): tf.Tensor2D {
  const heap = WasmHeap.active();
  if (heap && simd.fits(x)) return simd.gelu(heap, x);
  return tf.mul(x, shareBelow(x)) as tf.Tensor2D;
}

/** @param x the input that it had */
export function geluGradient(dy: tf.Tensor2D, x: tf.Tensor2D): tf.Tensor2D {
  const heap = WasmHeap.active();
  if (heap && simd.fits(x)) return simd.geluGradient(heap, dy, x);
  const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return tf.mul(dy, tf.add(shareBelow(x), tf.mul(x, density)));
}

const shareBelow = (x: tf.Tensor2D) => tf.add(tf.mul(tf.erf(tf.mul(x, Math.SQRT1_2)), 0.5), 0.5);
