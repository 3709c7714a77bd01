import { tf } from "../tensor/tf.js";

/**
 * What follows the embedding bag: y = x + relu(x W1 + b1) W2 + b2, or without a hidden layer y = x + x W2 + b2.
 * Weights are row-major, inputs x outputs.
 */
export interface ProjectionWeights {
  /** dim x hidden; absent without a hidden layer. */
  hidden?: { weight: Float32Array; bias: Float32Array };
  /** (hidden or dim) x dim. */
  output: { weight: Float32Array; bias: Float32Array };
}

/** The same as tensors; whoever makes them disposes of them. */
export interface ProjectionTensors {
  hidden: { weight: tf.Tensor2D; bias: tf.Tensor1D } | undefined;
  output: { weight: tf.Tensor2D; bias: tf.Tensor1D };
}

/** Keeps the length of a vector of zeros above zero; inside the root. */
const tiny = 1e-9;

export function uploadProjection(weights: ProjectionWeights, dim: number): ProjectionTensors {
  const layer = ({ weight, bias }: ProjectionWeights["output"], outputs: number) => ({
    weight: tf.tensor2d(weight, [weight.length / outputs, outputs]),
    bias: tf.tensor1d(bias),
  });
  return {
    hidden: weights.hidden && layer(weights.hidden, weights.hidden.bias.length),
    output: layer(weights.output, dim),
  };
}

export function disposeProjection({ hidden, output }: ProjectionTensors): void {
  tf.dispose([hidden, output]);
}

/** The unit vectors, and what their gradient needs. Call inside `tf.tidy`. */
export interface Projected {
  /** n x hidden, after the ReLU; `x` itself without a hidden layer. */
  inner: tf.Tensor2D;
  /** n x 1, the lengths before normalising. */
  length: tf.Tensor2D;
  /** n x dim, rows of length 1. */
  unit: tf.Tensor2D;
}

export function project(x: tf.Tensor2D, { hidden, output }: ProjectionTensors): Projected {
  const inner = hidden
    ? (tf.fused.matMul({ a: x, b: hidden.weight, bias: hidden.bias, activation: "relu" }) as tf.Tensor2D)
    : x;
  const y = tf.add(x, tf.fused.matMul({ a: inner, b: output.weight, bias: output.bias }));
  const length = tf.sqrt(tf.add(tf.sum(tf.square(y), 1, true), tiny)) as tf.Tensor2D;
  return { inner, length, unit: tf.div(y, length) };
}
