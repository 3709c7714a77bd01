import { tf } from "../../tensor/tf.js";
import type { DeviceWeights, Gradients } from "./device-weights.js";
import { type AttentionSaved, type AttentionShape, attention, attentionGradients } from "./ops/attention.js";
import { type FeedForwardSaved, feedForward, feedForwardGradients } from "./ops/feed-forward.js";
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
  feedForward: FeedForwardSaved;
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
  padding: tf.Tensor4D | undefined,
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
  const forward = feedForward(
    first.value,
    weights.linear(`${at}.intermediate.dense`),
    weights.linear(`${at}.output.dense`),
  );
  const second = layerNorm(
    tf.add(first.value, forward.value),
    weights.layerNorm(`${at}.output.LayerNorm`),
    epsilon,
  );
  return {
    value: second.value,
    saved: {
      input,
      attention: saved,
      context,
      attentionNorm: first.saved,
      attended: first.value,
      feedForward: forward.saved,
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
  const put = (name: string, { weight, bias }: { weight: tf.Tensor; bias: tf.Tensor }) => {
    into[`${name}.weight`] = weight;
    into[`${name}.bias`] = bias;
  };
  const dense = (name: string, gradient: tf.Tensor2D, input: tf.Tensor2D) => {
    put(name, linearByWeights(gradient, input));
    return linearByInput(gradient, weights.linear(name));
  };
  const norm = (name: string, gradient: tf.Tensor2D, kept: LayerNormSaved) => {
    const found = layerNormGradients(gradient, kept, weights.layerNorm(name).weight);
    put(name, found);
    return found.x;
  };
  const byNarrow = norm(`${at}.output.LayerNorm`, dy, saved.outputNorm);
  const narrow = `${at}.output.dense`;
  const wide = `${at}.intermediate.dense`;
  const forward = feedForwardGradients(
    byNarrow,
    saved.attended,
    saved.feedForward,
    weights.linear(wide),
    weights.linear(narrow),
  );
  put(wide, forward.first);
  put(narrow, forward.second);
  const byAttended = tf.add(byNarrow, forward.x) as tf.Tensor2D;
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
