import { tf } from "../../tensor/tf.js";
import type { TokenBatch } from "../text-encoder.js";
import type { TransformerConfig } from "./config.js";
import type { DeviceWeights, Gradients } from "./device-weights.js";
import { linear, linearByInput, linearByWeights } from "./ops/linear.js";
import {
  firstToken,
  firstTokenGradient,
  meanPooling,
  meanPoolingGradient,
  meanShares,
  unitRows,
  unitRowsGradient,
} from "./ops/pooling.js";

/** What the gradient needs of pooling, projection and normalisation. */
export interface HeadSaved {
  shares?: tf.Tensor3D;
  /** Inputs and outputs of the dense layers, in order. */
  steps: { input: tf.Tensor2D; output: tf.Tensor2D }[];
  unit: tf.Tensor2D;
  length: tf.Tensor2D;
}

interface DenseStep {
  name: string;
  tanh: boolean;
}

/** The dense layers between pooling and normalisation. */
function denseSteps({ pooling, projection }: TransformerConfig): DenseStep[] {
  return [
    ...(pooling === "pooler" ? [{ name: "pooler.dense", tanh: true }] : []),
    ...(projection ? [{ name: "projection.linear", tanh: projection.activation === "tanh" }] : []),
  ];
}

/** Hidden vectors (B L x H) to one vector of length 1 for each text. */
export function headForward(
  hidden: tf.Tensor2D,
  batch: TokenBatch,
  config: TransformerConfig,
  weights: DeviceWeights,
): { value: tf.Tensor2D; saved: HeadSaved } {
  const shares = config.pooling === "mean" ? meanShares(batch) : undefined;
  let x = shares ? meanPooling(hidden, shares) : firstToken(hidden, batch);
  const steps: HeadSaved["steps"] = [];
  for (const { name, tanh } of denseSteps(config)) {
    const plain = linear(x, weights.linear(name));
    const output = tanh ? tf.tanh(plain) : plain;
    steps.push({ input: x, output });
    x = output;
  }
  const { unit, length } = unitRows(x);
  return { value: unit, saved: { ...(shares ? { shares } : {}), steps, unit, length } };
}

/** @returns the gradient by the hidden vectors; those by weights go into `into`. */
export function headBackward(
  dy: tf.Tensor2D,
  { shares, steps, unit, length }: HeadSaved,
  batch: TokenBatch,
  config: TransformerConfig,
  weights: DeviceWeights,
  into: Gradients,
): tf.Tensor2D {
  let g = unitRowsGradient(dy, unit, length);
  for (const [index, { name, tanh }] of [...denseSteps(config).entries()].reverse()) {
    const { input, output } = steps[index]!;
    if (tanh) g = tf.mul(g, tf.sub(1, tf.square(output)));
    const layer = weights.linear(name);
    const { weight, bias } = linearByWeights(g, input);
    into[`${name}.weight`] = weight;
    if (layer.bias) into[`${name}.bias`] = bias;
    g = linearByInput(g, layer);
  }
  return shares ? meanPoolingGradient(g, shares) : firstTokenGradient(g, batch);
}
