import type { EncoderGradients, TokenBatch, TrainableEncoder } from "../../models/text-encoder.js";
import { tf } from "../../tensor/tf.js";
import { infoNce, infoNceLoss } from "../info-nce.js";
import { GradientSum } from "./gradient-sum.js";
import { type TokenChunk, tokenChunks } from "./token-chunks.js";

/** The texts of one batch as tokens. */
export interface TripletTokens {
  queries: TokenBatch;
  /** Passage i is the positive of query i. */
  passages: TokenBatch;
  /** Candidates that are nobody's positive. */
  negatives?: TokenBatch;
}

export interface LossOptions {
  /** Divides the similarities. */
  temperature: number;
  /** The most texts to be computed at a time. */
  chunk: number;
}

/**
 * InfoNCE of a batch and its gradients. A batch of at most `chunk` texts goes through the encoder in one pass. A
 * larger one takes two (GradCache: Gao et al. 2021, arXiv 2101.06983): all vectors without anything kept for a
 * gradient, then, the gradient by each vector being known, one forward and backward pass per chunk whose loss is the
 * sum of vectors times these gradients. The result is that of one pass but for rounding; memory grows with the chunk
 * instead of the batch.
 */
export async function contrastivePass(
  encoder: TrainableEncoder,
  { queries, passages, negatives }: TripletTokens,
  { temperature, chunk }: LossOptions,
): Promise<{ loss: number; gradients: EncoderGradients }> {
  const batches = [queries, passages, ...(negatives === undefined ? [] : [negatives])];
  if (batches.reduce((sum, { size }) => sum + size, 0) <= chunk) {
    return encoder.valueAndGradients(batches, ([byQuery, ...candidates]) =>
      infoNceLoss(byQuery!, joined(candidates), temperature),
    );
  }
  const parts = batches.map((batch) => tokenChunks(batch, chunk));
  const cached = cacheGradients(encoder, parts, temperature);
  const sum = new GradientSum();
  try {
    for (const [b, chunks] of parts.entries()) {
      for (const [c, { tokens }] of chunks.entries()) {
        const byVectors = cached.gradients[b]![c]!;
        const { gradients } = await encoder.valueAndGradients(
          [tokens],
          ([vectors]) => tf.sum(tf.mul(vectors!, byVectors)) as tf.Scalar,
        );
        sum.add(gradients);
      }
    }
    const [loss] = await cached.loss.data();
    return { loss: loss!, gradients: sum.take() };
  } catch (error) {
    sum.dispose();
    throw error;
  } finally {
    tf.dispose([cached.loss, cached.gradients]);
  }
}

/** The loss of a batch alone: for validation. */
export async function contrastiveLoss(
  encoder: TrainableEncoder,
  { queries, passages, negatives }: TripletTokens,
  { temperature, chunk }: LossOptions,
): Promise<number> {
  const batches = [queries, passages, ...(negatives === undefined ? [] : [negatives])];
  const loss = tf.tidy(() => {
    const [byQuery, ...candidates] = batches.map((batch) => vectorsOf(encoder, tokenChunks(batch, chunk)));
    const all = joined(candidates);
    return infoNce(byQuery!, all, tf.eye(byQuery!.shape[0], all.shape[0]), temperature).loss;
  });
  try {
    const [value] = await loss.data();
    return value!;
  } finally {
    loss.dispose();
  }
}

/** The loss, and its gradient by the vectors of every chunk, kept. */
function cacheGradients(encoder: TrainableEncoder, parts: readonly TokenChunk[][], temperature: number) {
  return tf.tidy(() => {
    const vectors = parts.map((chunks) => vectorsOf(encoder, chunks));
    const [queries, ...candidates] = vectors;
    const all = joined(candidates);
    const targets = tf.eye(queries!.shape[0], all.shape[0]);
    const { loss, byQueries, byCandidates } = infoNce(queries!, all, targets, temperature);
    const sizes = candidates.map(({ shape }) => shape[0]);
    const byBatch = [byQueries, ...tf.split(byCandidates, sizes, 0)];
    const gradients = parts.map((chunks, b) =>
      chunks.map(({ rows }) => tf.gather(byBatch[b]!, tf.tensor1d(rows, "int32"))),
    );
    return { loss, gradients };
  });
}

/** The vectors of a whole batch, in its order. Call inside `tf.tidy`. */
function vectorsOf(encoder: TrainableEncoder, chunks: readonly TokenChunk[]): tf.Tensor2D {
  const place = new Int32Array(chunks.reduce((sum, { rows }) => sum + rows.length, 0));
  let at = 0;
  for (const { rows } of chunks) for (const row of rows) place[row] = at++;
  const stacked = joined(chunks.map(({ tokens }) => encoder.vectors(tokens)));
  return chunks.length === 1 ? stacked : tf.gather(stacked, tf.tensor1d(place, "int32"));
}

function joined(parts: readonly tf.Tensor2D[]): tf.Tensor2D {
  return parts.length === 1 ? parts[0]! : tf.concat2d([...parts], 0);
}
