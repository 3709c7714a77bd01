import { tf } from "../../tensor/tf.js";
import type { TokenBatch } from "../text-encoder.js";
import { type BlockSaved, blockBackward, blockForward } from "./block.js";
import { firstPosition, type TransformerConfig } from "./config.js";
import type { DeviceWeights, Gradients } from "./device-weights.js";
import { type HeadSaved, headBackward, headForward } from "./head.js";
import type { AttentionShape } from "./ops/attention.js";
import { type LayerNormSaved, layerNorm, layerNormGradients } from "./ops/layer-norm.js";
import { columnSums } from "./ops/products.js";
import { free, scoped } from "./scope.js";

/** Added to the score of padding: its share in the softmax is then exactly 0 in single precision. */
const never = -1e9;

const embeddings = {
  positions: "embeddings.position_embeddings.weight",
  types: "embeddings.token_type_embeddings.weight",
  norm: "embeddings.LayerNorm",
} as const;

/**
 * One batch through the encoder and, if asked, back. The gradient is written out: `tf.grads` would keep every
 * intermediate result, and on the wasm backend run into gathers without a gradient and slow transposed products.
 * A pass with `keep` holds its tensors until `backward` or `dispose`.
 */
export class EncoderPass {
  /** B x dim, rows of length 1. */
  readonly vectors: tf.Tensor2D;
  readonly #config: TransformerConfig;
  readonly #weights: DeviceWeights;
  readonly #batch: TokenBatch;
  readonly #blocks: BlockSaved[] = [];
  readonly #embedded: LayerNormSaved | undefined;
  readonly #head: HeadSaved | undefined;

  /**
   * @param tokens the token embedding of every place of the batch, B L x H; disposed of here.
   * @param keep whether a gradient will be asked for.
   */
  constructor(
    config: TransformerConfig,
    weights: DeviceWeights,
    batch: TokenBatch,
    tokens: tf.Tensor2D,
    keep: boolean,
  ) {
    this.#config = config;
    this.#weights = weights;
    this.#batch = batch;
    const epsilon = config.layerNormEpsilon;
    const padding = marks(batch);
    const start = scoped(() => {
      const out = layerNorm(this.#addPositions(tokens), weights.layerNorm(embeddings.norm), epsilon);
      return keep ? out : { value: out.value, saved: undefined };
    });
    tokens.dispose();
    this.#embedded = start.saved;
    let x = start.value;
    for (let layer = 0; layer < config.layers; layer++) {
      const { value, saved } = scoped(() => {
        const out = blockForward(x, padding, this.#shape, weights, `encoder.layer.${layer}`, epsilon);
        return keep ? out : { value: out.value, saved: undefined };
      });
      if (saved) this.#blocks.push(saved);
      else x.dispose();
      x = value;
    }
    padding?.dispose();
    const { value, saved } = scoped(() => {
      const out = headForward(x, batch, config, weights);
      return keep ? out : { value: out.value, saved: undefined };
    });
    x.dispose();
    this.vectors = value;
    this.#head = saved;
  }

  /**
   * @param byVectors gradient of the loss by `vectors`.
   * @param byTokens whether the gradient by the token embedding is wanted.
   * @returns gradients by all dense weights, and by the tokens' vectors, B L x H. The pass is used up.
   */
  backward(byVectors: tf.Tensor2D, byTokens: boolean): { dense: Gradients; tokens: tf.Tensor2D | undefined } {
    const dense: Gradients = {};
    let g = scoped(() => {
      const into: Gradients = {};
      const hidden = headBackward(byVectors, this.#head!, this.#batch, this.#config, this.#weights, into);
      return { hidden, into };
    });
    Object.assign(dense, g.into);
    free(this.#head);
    for (let layer = this.#config.layers - 1; layer >= 0; layer--) {
      const saved = this.#blocks.pop()!;
      const next = scoped(() => {
        const into: Gradients = {};
        const at = `encoder.layer.${layer}`;
        return { hidden: blockBackward(g.hidden, saved, this.#shape, this.#weights, at, into), into };
      });
      Object.assign(dense, next.into);
      free([saved, g.hidden]);
      g = next;
    }
    const start = scoped(() => this.#startGradients(g.hidden, byTokens));
    free([g.hidden, this.#embedded]);
    return { dense: Object.assign(dense, start.into), tokens: start.tokens };
  }

  /** Frees everything that is still held, `vectors` among it. */
  dispose(): void {
    free([this.vectors, this.#blocks, this.#embedded, this.#head]);
  }

  get #shape(): AttentionShape {
    return { texts: this.#batch.size, length: this.#batch.length, heads: this.#config.heads };
  }

  #addPositions(tokens: tf.Tensor2D): tf.Tensor2D {
    const { size, length } = this.#batch;
    const { hidden } = this.#config;
    const from = firstPosition(this.#config);
    const positions = tf.slice(
      this.#weights.get(embeddings.positions) as tf.Tensor2D,
      [from, 0],
      [length, hidden],
    );
    const type = tf.slice(this.#weights.get(embeddings.types) as tf.Tensor2D, [0, 0], [1, hidden]);
    const sum = tf.add(tf.reshape(tokens, [size, length, hidden]), tf.add(positions, type));
    return tf.reshape(sum, [size * length, hidden]);
  }

  #startGradients(dy: tf.Tensor2D, byTokens: boolean): { into: Gradients; tokens?: tf.Tensor2D } {
    const { size, length } = this.#batch;
    const { hidden, positions, tokenTypes } = this.#config;
    const norm = layerNormGradients(dy, this.#embedded!, this.#weights.layerNorm(embeddings.norm).weight);
    const from = firstPosition(this.#config);
    const byPosition = tf.reshape(columnSums(tf.reshape(norm.x, [size, length * hidden])), [length, hidden]);
    return {
      into: {
        [`${embeddings.norm}.weight`]: norm.weight,
        [`${embeddings.norm}.bias`]: norm.bias,
        [embeddings.positions]: tf.pad(byPosition, [
          [from, positions - from - length],
          [0, 0],
        ]),
        [embeddings.types]: tf.pad(tf.reshape(columnSums(byPosition as tf.Tensor2D), [1, hidden]), [
          [0, tokenTypes - 1],
          [0, 0],
        ]),
      },
      ...(byTokens ? { tokens: norm.x } : {}),
    };
  }
}

/** B x 1 x 1 x L, added to the scores; `undefined` when all texts are of one length. */
export function marks({ size, length, mask }: TokenBatch): tf.Tensor4D | undefined {
  if (mask.every((each) => each === 1)) return undefined;
  const bias = Float32Array.from(mask, (each) => (each ? 0 : never));
  return tf.tensor4d(bias, [size, 1, 1, length]);
}
