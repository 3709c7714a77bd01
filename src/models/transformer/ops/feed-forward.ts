import { tf } from "../../../tensor/tf.js";
import { WasmHeap } from "../simd/heap.js";
import * as simd from "../simd/row-ops.js";
import {
  type LinearGradients,
  type LinearWeights,
  linear,
  linearByInput,
  linearByWeights,
} from "./linear.js";

/** What the gradient needs. */
export type FeedForwardSaved = PlainSaved | KernelSaved;

interface PlainSaved {
  /** t = (x W1^T + b1) / sqrt 2. */
  scaled: tf.Tensor2D;
  /** 1 + erf t. */
  above: tf.Tensor2D;
  /** t (1 + erf t): GELU times sqrt 2. */
  active: tf.Tensor2D;
}

interface KernelSaved {
  /** x W1^T + b1, and its GELU. */
  wide: tf.Tensor2D;
  active: tf.Tensor2D;
}

/**
 * GELU(x W1^T + b1) W2^T + b2, with GELU(u) = u times the normal distribution's share below u, exactly (Hendrycks and
 * Gimpel 2016, arXiv 1606.08415).
 *
 * The wasm backend has a kernel for GELU. Elsewhere it takes one tensor operation after the other, each of which goes
 * through the widest matrices there are. So all constant factors are moved into the weights, which are much smaller:
 * with t = u / sqrt 2, GELU is t (1 + erf t) / sqrt 2.
 */
export function feedForward(
  x: tf.Tensor2D,
  first: LinearWeights,
  second: LinearWeights,
): { value: tf.Tensor2D; saved: FeedForwardSaved } {
  const heap = WasmHeap.active();
  if (heap && simd.fits(first.weight)) {
    const wide = linear(x, first);
    const active = simd.gelu(heap, wide);
    return { value: linear(active, second), saved: { wide, active } };
  }
  const scaled = linear(x, times(first, Math.SQRT1_2));
  const above = tf.add(tf.erf(scaled), 1) as tf.Tensor2D;
  const active = tf.mul(scaled, above) as tf.Tensor2D;
  const value = linear(active, { ...second, weight: tf.mul(second.weight, Math.SQRT1_2) });
  return { value, saved: { scaled, above, active } };
}

/** @param dy by the output. @param x the input that it had */
export function feedForwardGradients(
  dy: tf.Tensor2D,
  x: tf.Tensor2D,
  saved: FeedForwardSaved,
  first: LinearWeights,
  second: LinearWeights,
): { x: tf.Tensor2D; first: LinearGradients; second: LinearGradients } {
  const byActive = linearByInput(dy, second);
  if ("wide" in saved) {
    const byWide = simd.geluGradient(WasmHeap.active()!, byActive, saved.wide);
    return {
      x: linearByInput(byWide, first),
      first: linearByWeights(byWide, x),
      second: linearByWeights(dy, saved.active),
    };
  }
  const { scaled, above, active } = saved;
  // Twice GELU's derivative is 1 + erf t + t e^(-t^2) 2 / sqrt pi.
  const density = tf.exp(tf.sub(Math.log(2 / Math.sqrt(Math.PI)), tf.square(scaled)));
  const twice = tf.mul(byActive, tf.add(above, tf.mul(scaled, density))) as tf.Tensor2D;
  const { weight, bias } = linearByWeights(dy, active);
  return {
    x: linearByInput(twice, { weight: tf.mul(first.weight, 0.5) }),
    first: times(linearByWeights(twice, x), 0.5),
    second: { weight: tf.mul(weight, Math.SQRT1_2), bias },
  };
}

function times<T extends LinearWeights>(weights: T, factor: number): T {
  return Object.fromEntries(
    Object.entries(weights).map(([name, tensor]) => [name, tf.mul(tensor as tf.Tensor, factor)]),
  ) as unknown as T;
}
