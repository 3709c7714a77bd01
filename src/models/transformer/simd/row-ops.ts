import type { tf } from "../../../tensor/tf.js";
import type { LayerNormSaved, LayerNormWeights } from "../ops/layer-norm.js";
import type { WasmHeap } from "./heap.js";

/** Whether rows fit the kernels, which take four numbers at a time. */
export const fits = (x: tf.Tensor2D) => x.shape[1] % 4 === 0;

export function gelu(heap: WasmHeap, x: tf.Tensor2D): tf.Tensor2D {
  const y = heap.make<tf.Rank.R2>(...x.shape);
  heap.kernels.gelu(heap.address(x), heap.address(y), 4 * x.size);
  return y;
}

export function geluGradient(heap: WasmHeap, dy: tf.Tensor2D, x: tf.Tensor2D): tf.Tensor2D {
  const dx = heap.make<tf.Rank.R2>(...x.shape);
  heap.kernels.geluGradient(heap.address(x), heap.address(dy), heap.address(dx), 4 * x.size);
  return dx;
}

export function layerNorm(
  heap: WasmHeap,
  x: tf.Tensor2D,
  { weight, bias }: LayerNormWeights,
  epsilon: number,
): { value: tf.Tensor2D; saved: LayerNormSaved } {
  const [rows, columns] = x.shape;
  const value = heap.make<tf.Rank.R2>(rows, columns);
  const unit = heap.make<tf.Rank.R2>(rows, columns);
  const inverse = heap.make<tf.Rank.R2>(rows, 1);
  const constants = heap.make<tf.Rank.R1>(4);
  heap.numbers(constants).set([1 / columns, epsilon, 0, 0]);
  const [from, toUnit, to, toInverse, byWeight, byBias, fixed] = [
    x,
    unit,
    value,
    inverse,
    weight,
    bias,
    constants,
  ].map((tensor) => heap.address(tensor));
  heap.kernels.layerNorm(from!, toUnit!, to!, toInverse!, byWeight!, byBias!, rows, 4 * columns, fixed!);
  constants.dispose();
  return { value, saved: { unit, inverse } };
}

export function layerNormGradients(
  heap: WasmHeap,
  dy: tf.Tensor2D,
  { unit, inverse }: LayerNormSaved,
  weight: tf.Tensor1D,
): { x: tf.Tensor2D; weight: tf.Tensor1D; bias: tf.Tensor1D } {
  const [rows, columns] = dy.shape;
  const x = heap.make<tf.Rank.R2>(rows, columns);
  const byWeight = heap.make<tf.Rank.R1>(columns);
  const byBias = heap.make<tf.Rank.R1>(columns);
  const constants = heap.make<tf.Rank.R1>(4);
  heap.numbers(constants).set([1 / columns, 0, 0, 0]);
  heap.numbers(byWeight).fill(0);
  heap.numbers(byBias).fill(0);
  const addresses = [dy, unit, inverse, weight, x, byWeight, byBias].map((tensor) => heap.address(tensor));
  heap.kernels.layerNormGradient(...addresses, rows, 4 * columns, heap.address(constants));
  constants.dispose();
  return { x, weight: byWeight, bias: byBias };
}
