import type { tf } from "../../../tensor/tf.js";
import { columnSums, times, timesTransposed, transposedTimes } from "./products.js";

/** A dense layer; weight: outputs x inputs. */
export interface LinearWeights {
  weight: tf.Tensor2D;
  bias?: tf.Tensor1D;
}

/** x W^T + b. @param x rows x inputs */
export function linear(x: tf.Tensor2D, { weight, bias }: LinearWeights): tf.Tensor2D {
  return timesTransposed(x, weight, bias);
}

export interface LinearGradients {
  weight: tf.Tensor2D;
  bias: tf.Tensor1D;
}

/** Gradient by the input. @param dy gradient by the output, rows x outputs */
export function linearByInput(dy: tf.Tensor2D, { weight }: LinearWeights): tf.Tensor2D {
  return times(dy, weight);
}

/** Gradients by weight and bias. @param x the input that the layer had */
export function linearByWeights(dy: tf.Tensor2D, x: tf.Tensor2D): LinearGradients {
  return { weight: transposedTimes(dy, x), bias: columnSums(dy) };
}
