import { tf } from "../../tensor/tf.js";
import type { DeviceWeights, Gradients } from "./device-weights.js";
import { type AttentionSaved, type AttentionShape, attention, attentionGradients } from "./ops/attention.js";
import { gelu, geluGradient } from "./ops/gelu.js";
import { type LayerNormSaved, layerNorm, layerNormGradients } from "./ops/layer-norm.js";
import { linear, linearByInput, linearByWeights } from "./ops/linear.js";

/** What the gradient of one layer needs of its forward pass. */
export interface BlockSaved {
  input: tf.Tensor2D;
  attention: AttentionSaved;
  context: tf.Tensor2D;
  attentionNorm: LayerNormSaved;
  /** After the first layer normalisation. */
  attended: tf.Tensor2D;
  /** Feed-forward, before and after GELU. */
  wide: tf.Tensor2D;
  active: tf.Tensor2D;
  outputNorm: LayerNormSaved;
}

/**
 * One layer of the encoder: attention and feed-forward, each added to its input and then normalised.
 *
 * @param at the layer's name in the weights, `encoder.layer.0`.
 * @param input B L x H.
 */
export function blockForward(
  input: tf.Tensor2D,
  padding: tf.Tensor4D,
  shape: AttentionShape,
  weights: DeviceWeights,
  at: string,
  epsilon: number,
): { value: tf.Tensor2D; saved: BlockSaved } {
  const { value: context, saved } = attention(
    linear(input, weights.linear(`${at}.attention.self.query`)),
    linear(input, weights.linear(`${at}.attention.self.key`)),
    linear(input, weights.linear(`${at}.attention.self.value`)),
    padding,
    shape,
  );
  const projected = linear(context, weights.linear(`${at}.attention.output.dense`));
  const first = layerNorm(
    tf.add(input, projected),
    weights.layerNorm(`${at}.attention.output.LayerNorm`),
    epsilon,
  );
  const wide = linear(first.value, weights.linear(`${at}.intermediate.dense`));
  const active = gelu(wide);
  const narrow = linear(active, weights.linear(`${at}.output.dense`));
  const second = layerNorm(tf.add(first.value, narrow), weights.layerNorm(`${at}.output.LayerNorm`), epsilon);
  return {
    value: second.value,
    saved: {
      input,
      attention: saved,
      context,
      attentionNorm: first.saved,
      attended: first.value,
      wide,
      active,
      outputNorm: second.saved,
    },
  };
}

/**
 * Gradients of one layer, put into `into`.
 *
 * @param dy by the layer's output.
 * @returns the gradient by its input.
 */
export function blockBackward(
  dy: tf.Tensor2D,
  saved: BlockSaved,
  shape: AttentionShape,
  weights: DeviceWeights,
  at: string,
  into: Gradients,
): tf.Tensor2D {
  const dense = (name: string, gradient: tf.Tensor2D, input: tf.Tensor2D) => {
    const { weight, bias } = linearByWeights(gradient, input);
    into[`${name}.weight`] = weight;
    into[`${name}.bias`] = bias;
    return linearByInput(gradient, weights.linear(name));
  };
  const norm = (name: string, gradient: tf.Tensor2D, kept: LayerNormSaved) => {
    const { x, weight, bias } = layerNormGradients(gradient, kept, weights.layerNorm(name).weight);
    into[`${name}.weight`] = weight;
    into[`${name}.bias`] = bias;
    return x;
  };
  const byNarrow = norm(`${at}.output.LayerNorm`, dy, saved.outputNorm);
  const byActive = dense(`${at}.output.dense`, byNarrow, saved.active);
  const byWide = geluGradient(byActive, saved.wide);
  const byAttended = tf.add(
    byNarrow,
    dense(`${at}.intermediate.dense`, byWide, saved.attended),
  ) as tf.Tensor2D;
  const bySum = norm(`${at}.attention.output.LayerNorm`, byAttended, saved.attentionNorm);
  const byContext = dense(`${at}.attention.output.dense`, bySum, saved.context);
  const { q, k, v } = attentionGradients(byContext, saved.attention, shape);
  return tf.addN([
    bySum,
    dense(`${at}.attention.self.query`, q, saved.input),
    dense(`${at}.attention.self.key`, k, saved.input),
    dense(`${at}.attention.self.value`, v, saved.input),
  ]);
}
