import { tf } from "../tensor/tf.js";

/** The loss and its gradients; the caller disposes of the tensors, or calls inside `tf.tidy`. */
export interface InfoNce {
  /** Mean over the queries, in nats. */
  loss: tf.Scalar;
  /** B x dim. */
  byQueries: tf.Tensor2D;
  /** C x dim. */
  byCandidates: tf.Tensor2D;
}

/**
 * InfoNCE (van den Oord et al. 2018, arXiv 1807.03748): the mean over queries i of
 * -log softmax_j(q_i . c_j / temperature) at j = i, over all candidates j of the batch: the positives of all queries
 * and, after them, any hard negatives.
 *
 * The gradient is written out instead of being derived by `tf.grads`: the derived one transposes inside matrix
 * products, which the wasm backend does not do fast (10 times slower), and saves and sums more than is needed.
 *
 * @param queries B x dim, rows of length 1
 * @param candidates C x dim with C >= B; candidate i < B is the positive of query i
 * @param targets B x C, 1 where i = j, else 0
 * @param temperature above 0
 */
export function infoNce(
  queries: tf.Tensor2D,
  candidates: tf.Tensor2D,
  targets: tf.Tensor2D,
  temperature: number,
): InfoNce {
  const [pairs] = queries.shape;
  const scaled = tf.mul(queries, 1 / temperature) as tf.Tensor2D;
  const scores = tf.matMul(scaled, tf.transpose(candidates));
  const shares = tf.softmax(scores);
  // -log of the positive's share by way of the largest share, which is at least 1 / C and so never underflows, and of
  // the distance between their scores, which is exact: small losses keep their digits.
  const behind = tf.sum(tf.mul(tf.sub(tf.max(scores, 1, true), scores), targets), 1);
  const loss = tf.mean(tf.sub(behind, tf.log(tf.max(shares, 1)))) as tf.Scalar;
  const byScores = tf.mul(tf.sub(shares, targets), 1 / pairs) as tf.Tensor2D;
  return {
    loss,
    byQueries: tf.mul(tf.matMul(byScores, candidates), 1 / temperature),
    byCandidates: tf.matMul(tf.transpose(byScores), scaled),
  };
}

/** The same as a loss that `tf.grads` can go through. The targets are made on the spot. */
export function infoNceLoss(queries: tf.Tensor2D, candidates: tf.Tensor2D, temperature: number): tf.Scalar {
  const loss = tf.customGrad((...inputs) => {
    const [q, c, save] = inputs as unknown as [tf.Tensor2D, tf.Tensor2D, (tensors: tf.Tensor[]) => void];
    const targets = tf.eye(q.shape[0], c.shape[0]);
    const result = infoNce(q, c, targets, temperature);
    save([result.byQueries, result.byCandidates]);
    return {
      value: result.loss,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => saved.map((gradient) => tf.mul(gradient, dy)),
    };
  });
  return loss(queries, candidates) as tf.Scalar;
}
