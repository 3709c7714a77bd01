import { type ProjectionTensors, project } from "../models/projection.js";
import { tf } from "../tensor/tf.js";
import { infoNce } from "./info-nce.js";

/** The loss of one batch and its gradients, as typed arrays of the host. */
export interface ContrastiveGradients {
  /** Mean over the queries, in nats. */
  loss: number;
  /** By the bags, 2B x dim. */
  bags: Float32Array;
  hidden: { weight: Float32Array; bias: Float32Array } | undefined;
  output: { weight: Float32Array; bias: Float32Array };
}

/** Constants of one batch size. */
export interface BatchConstants {
  /** B x B. */
  identity: tf.Tensor2D;
  /** 1 x 2B: summing columns as a matrix product is several times faster than `tf.sum` over axis 0. */
  ones: tf.Tensor2D;
}

export function batchConstants(pairs: number): BatchConstants {
  return tf.tidy(() => ({ identity: tf.eye(pairs), ones: tf.ones<tf.Rank.R2>([1, 2 * pairs]) }));
}

/**
 * `infoNce` with in-batch negatives on top of the projection, and its gradients, in one forward and backward pass.
 *
 * @param x bags of features, 2B x dim: B queries, then their B passages in the same order.
 * @param temperature above 0.
 */
export function contrastiveGradients(
  x: Float32Array,
  weights: ProjectionTensors,
  { identity, ones }: BatchConstants,
  temperature: number,
): ContrastiveGradients {
  let result: ContrastiveGradients | undefined;
  // Nothing is returned through `tidy`: it looks for tensors in every element of what comes back, one by one,
  // which for these arrays takes three times as long as the arithmetic.
  tf.tidy(() => {
    const pairs = identity.shape[0];
    const dim = x.length / (2 * pairs);
    const input = tf.tensor2d(x, [2 * pairs, dim]);
    const { inner, length, unit } = project(input, weights);

    const queries = tf.slice(unit, [0, 0], [pairs, dim]);
    const passages = tf.slice(unit, [pairs, 0], [pairs, dim]);
    const { loss, byQueries, byCandidates } = infoNce(queries, passages, identity, temperature);
    const byUnit = tf.concat([byQueries, byCandidates]);
    const along = tf.sum(tf.mul(byUnit, unit), 1, true);
    const byOutput = tf.div(tf.sub(byUnit, tf.mul(unit, along)), length) as tf.Tensor2D;

    const outputWeight = tf.matMul(tf.transpose(inner), byOutput);
    const outputBias = tf.matMul(ones, byOutput);
    const byInner = tf.matMul(byOutput, tf.transpose(weights.output.weight));
    if (!weights.hidden) {
      result = {
        loss: scalar(loss),
        bags: read(tf.add(byOutput, byInner)),
        hidden: undefined,
        output: { weight: read(outputWeight), bias: read(outputBias) },
      };
      return;
    }
    const byHidden = tf.mul(byInner, tf.step(inner)) as tf.Tensor2D;
    result = {
      loss: scalar(loss),
      bags: read(tf.add(byOutput, tf.matMul(byHidden, tf.transpose(weights.hidden.weight)))),
      hidden: {
        weight: read(tf.matMul(tf.transpose(input), byHidden)),
        bias: read(tf.matMul(ones, byHidden)),
      },
      output: { weight: read(outputWeight), bias: read(outputBias) },
    };
  });
  return result!;
}

const read = (tensor: tf.Tensor) => tensor.dataSync<"float32">();
const scalar = (tensor: tf.Tensor) => read(tensor)[0]!;
