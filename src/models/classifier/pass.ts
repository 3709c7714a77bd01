import { tf } from "../../tensor/tf.js";
import { type BlockSaved, blockBackward, blockForward } from "../transformer/block.js";
import { firstPosition, type TransformerConfig } from "../transformer/config.js";
import type { DeviceWeights, Gradients } from "../transformer/device-weights.js";
import type { AttentionShape } from "../transformer/ops/attention.js";
import { layerNorm } from "../transformer/ops/layer-norm.js";
import { type LinearWeights, linear, linearByInput, linearByWeights } from "../transformer/ops/linear.js";
import { firstToken, firstTokenGradient } from "../transformer/ops/pooling.js";
import { marks } from "../transformer/pass.js";
import { free, scoped } from "../transformer/scope.js";
import { type ComparisonSaved, compare, compareGradient } from "./comparison.js";
import type { PairBatch } from "./pair-tokens.js";

export const classifierNames = { weight: "classifier.weight", bias: "classifier.bias" } as const;
/** H x 4 H; beside the pooler, whose bias serves both. */
export const comparisonName = "comparison.weight";
const poolerName = "pooler.dense";

/** What a pass goes through. */
export interface ClassifierWeights {
  config: TransformerConfig;
  encoder: DeviceWeights;
  classifier: LinearWeights;
  comparison?: LinearWeights;
}

/** What the head's way back needs. */
interface HeadSaved {
  first: tf.Tensor2D;
  pooled: tf.Tensor2D;
  compared?: { value: tf.Tensor2D; saved: ComparisonSaved };
}

/**
 * One batch of pairs through a classifier and, if asked, back, from the head down to the first layer that is trained:
 * what lies below keeps nothing and gets no gradient. Without dropout.
 */
export class ClassifierPass {
  /** B x labels. */
  readonly logits: tf.Tensor2D;
  readonly #weights: ClassifierWeights;
  readonly #batch: PairBatch;
  readonly #from: number;
  readonly #blocks: BlockSaved[] = [];
  readonly #head: HeadSaved | undefined;

  /**
   * @param start the input of a layer, B L x H, and which; disposed of here
   * @param from the lowest layer that gets a gradient; undefined when none is wanted at all
   */
  constructor(
    weights: ClassifierWeights,
    batch: PairBatch,
    start: { hidden: tf.Tensor2D; layer: number },
    from?: number,
  ) {
    const { config, encoder, classifier, comparison } = weights;
    this.#weights = weights;
    this.#batch = batch;
    this.#from = from ?? config.layers;
    const padding = marks(batch);
    let x = start.hidden;
    for (let { layer } = start; layer < config.layers; layer++) {
      const keep = layer >= this.#from;
      const { value, saved } = scoped(() => {
        const at = `encoder.layer.${layer}`;
        const out = blockForward(x, padding, this.#shape, encoder, at, config.layerNormEpsilon);
        return keep ? out : { value: out.value, saved: undefined };
      });
      if (saved) this.#blocks.push(saved);
      else x.dispose();
      x = value;
    }
    padding?.dispose();
    const { logits, head } = scoped(() => {
      const first = firstToken(x, batch);
      const alone = linear(first, encoder.linear(poolerName));
      const compared = comparison && compare(x, batch);
      const both = compared ? tf.add(alone, linear(compared.value, comparison)) : alone;
      const pooled = tf.tanh(both) as tf.Tensor2D;
      const out = linear(pooled, classifier);
      const saved: HeadSaved = { first, pooled, ...(compared ? { compared } : {}) };
      return { logits: out, head: from === undefined ? undefined : saved };
    });
    x.dispose();
    this.logits = logits;
    this.#head = head;
  }

  /**
   * @param byLogits gradient of the loss, B x labels
   * @returns gradients by the head and by the layers from the lowest trained one on. The pass is used up.
   */
  backward(byLogits: tf.Tensor2D): Gradients {
    const { encoder, classifier, comparison } = this.#weights;
    const all: Gradients = {};
    let g = scoped(() => {
      const { first, pooled, compared } = this.#head!;
      const last = linearByWeights(byLogits, pooled);
      const byPooled = tf.mul(
        linearByInput(byLogits, classifier),
        tf.sub(1, tf.square(pooled)),
      ) as tf.Tensor2D;
      const pooler = linearByWeights(byPooled, first);
      const byFirst = linearByInput(byPooled, encoder.linear(poolerName));
      const into: Gradients = {
        [classifierNames.weight]: last.weight,
        [classifierNames.bias]: last.bias,
        [`${poolerName}.weight`]: pooler.weight,
        [`${poolerName}.bias`]: pooler.bias,
      };
      const hidden = firstTokenGradient(byFirst, this.#batch);
      if (compared === undefined) return { hidden, into };
      into[comparisonName] = linearByWeights(byPooled, compared.value).weight;
      const beside = compareGradient(linearByInput(byPooled, comparison!), compared.saved);
      return { hidden: tf.add(hidden, beside) as tf.Tensor2D, into };
    });
    Object.assign(all, g.into);
    free(this.#head);
    for (let layer = this.#weights.config.layers - 1; layer >= this.#from; layer--) {
      const saved = this.#blocks.pop()!;
      const next = scoped(() => {
        const into: Gradients = {};
        const at = `encoder.layer.${layer}`;
        return { hidden: blockBackward(g.hidden, saved, this.#shape, encoder, at, into), into };
      });
      Object.assign(all, next.into);
      free([saved, g.hidden]);
      g = next;
    }
    g.hidden.dispose();
    return all;
  }

  /** Frees everything that is still held, `logits` among it. */
  dispose(): void {
    free([this.logits, this.#blocks, this.#head]);
  }

  get #shape(): AttentionShape {
    return { texts: this.#batch.size, length: this.#batch.length, heads: this.#weights.config.heads };
  }
}

/**
 * The embeddings and the layers below one, for passes that begin there; B L x H.
 *
 * @param tokens the token embedding of every place of the batch, B L x H; disposed of here
 */
export function layersBelow(
  weights: ClassifierWeights,
  batch: PairBatch,
  tokens: tf.Tensor2D,
  end: number,
): tf.Tensor2D {
  const { config, encoder } = weights;
  const shape = { texts: batch.size, length: batch.length, heads: config.heads };
  const padding = marks(batch);
  let x = tf.tidy(() => embed(weights, batch, tokens));
  tokens.dispose();
  for (let layer = 0; layer < end; layer++) {
    const below = x;
    x = tf.tidy(
      () =>
        blockForward(below, padding, shape, encoder, `encoder.layer.${layer}`, config.layerNormEpsilon).value,
    );
    below.dispose();
  }
  padding?.dispose();
  return x;
}

/** Token, position and segment embeddings, normalised; B L x H. */
function embed({ config, encoder }: ClassifierWeights, batch: PairBatch, tokens: tf.Tensor2D): tf.Tensor2D {
  const { size, length, segments } = batch;
  const { hidden, layerNormEpsilon } = config;
  const positions = tf.slice(
    encoder.get("embeddings.position_embeddings.weight") as tf.Tensor2D,
    [firstPosition(config), 0],
    [length, hidden],
  );
  const table = encoder.get("embeddings.token_type_embeddings.weight") as tf.Tensor2D;
  const types = segments
    ? tf.reshape(tf.gather(table, tf.tensor1d(Int32Array.from(segments), "int32")), [size, length, hidden])
    : tf.slice(table, [0, 0], [1, hidden]);
  const sum = tf.add(tf.add(tf.reshape(tokens, [size, length, hidden]), positions), types);
  return layerNorm(
    tf.reshape(sum, [size * length, hidden]),
    encoder.layerNorm("embeddings.LayerNorm"),
    layerNormEpsilon,
  ).value;
}
