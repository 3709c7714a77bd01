import { type ProjectionTensors, project } from "../models/projection.js";
import { tf } from "../tensor/tf.js";

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
 * InfoNCE with in-batch negatives (van den Oord et al. 2018, arXiv 1807.03748): the mean over queries i of
 * -log softmax_j(q_i . p_j / temperature) at j = i, and its gradients, in one forward and backward pass.
 *
 * The gradient is written out instead of being derived by `tf.grads`: the derived one transposes inside matrix
 * products, which the wasm backend does not do fast (10 times slower), and saves and sums more than is needed.
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

    const queries = tf.mul(tf.slice(unit, [0, 0], [pairs, dim]), 1 / temperature) as tf.Tensor2D;
    const passages = tf.slice(unit, [pairs, 0], [pairs, dim]);
    const scores = tf.matMul(queries, tf.transpose(passages));
    const shares = tf.softmax(scores);
    // log(sum of exp) by way of the largest share, which is at least 1 / B and so never underflows.
    const logSum = tf.sub(tf.max(scores, 1), tf.log(tf.max(shares, 1)));
    const loss = tf.mean(tf.sub(logSum, tf.sum(tf.mul(queries, passages), 1)));

    const byScores = tf.mul(tf.sub(shares, identity), 1 / pairs) as tf.Tensor2D;
    const byUnit = tf.concat([
      tf.mul(tf.matMul(byScores, passages), 1 / temperature),
      tf.matMul(tf.transpose(byScores), queries),
    ]) as tf.Tensor2D;
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
