import { ClaimbookError } from "../../errors.js";
import { assertBackend } from "../../tensor/backend.js";
import { tf } from "../../tensor/tf.js";
import type { NamedWeights } from "../ngram-encoder.js";
import type { DenseWeight } from "../text-encoder.js";
import type { DeviceWeights } from "../transformer/device-weights.js";
import { lengthBatches } from "../transformer/length-batches.js";
import { tokenTableName } from "../transformer/tensor-names.js";
import { TokenRows } from "../transformer/token-rows.js";
import type { ClassifierConfig } from "./config.js";
import {
  type PairBatch,
  PairEncoding,
  type PairOptions,
  type PairTokenizer,
  type PairTokens,
} from "./pair-tokens.js";
import {
  ClassifierPass,
  type ClassifierWeights,
  classifierNames,
  comparisonName,
  layersBelow,
} from "./pass.js";
import { saveClassifier } from "./save.js";

/** What a classifier is made of. */
export interface ClassifierParts {
  config: ClassifierConfig;
  /** All weights but the token embedding and the last layer. */
  encoder: DeviceWeights;
  /** labels x H, and labels. */
  classifier: { weight: tf.Variable<tf.Rank.R2>; bias: tf.Variable<tf.Rank.R1> };
  /** H x 4 H, where both texts are laid beside each other as well. */
  comparison?: { weight: tf.Variable<tf.Rank.R2> };
  /** The token embedding, vocabulary x H. */
  table: Float32Array;
  tokenizer: PairTokenizer;
  /** The config.json it was loaded from. */
  original: Record<string, unknown>;
  where: string;
}

/** Pairs whose probabilities are computed at a time. */
export interface ClassifyOptions {
  /** Most tokens of a batch, padding included. Defaults to 2,048. */
  tokens?: number;
  signal?: AbortSignal;
  onProgress?: (done: number) => void;
}

/**
 * A cross-encoder: two texts in one sequence through a BERT encoder, its pooler and a dense layer to one number
 * (logit) for each label. Holds the weights on the active backend's device until `dispose`.
 */
export class PairClassifier {
  readonly config: ClassifierConfig;
  readonly encoding: PairEncoding;
  readonly #parts: ClassifierParts;

  constructor(parts: ClassifierParts) {
    this.#parts = parts;
    this.config = parts.config;
    this.encoding = new PairEncoding(parts.tokenizer, parts.where);
  }

  /** The weights of each layer from one on, and those of pooler and last layer; the embeddings are not trained. */
  trained(from: number): { layers: DenseWeight[][]; head: DenseWeight[] } {
    const { list } = this.#parts.encoder;
    const trainedLayers = Math.max(0, this.config.encoder.layers - from);
    const layers = Array.from({ length: trainedLayers }, (_, at) =>
      list.filter(({ name }) => layerOf(name) === from + at),
    );
    return { layers, head: [...list.filter(({ name }) => name.startsWith("pooler.")), ...this.#own] };
  }

  /**
   * One forward pass; with `from` it can go back to that layer. The caller disposes of it.
   *
   * @param below what `below(batch, from)` gave; disposed of here. Computed when it is left out.
   */
  pass(batch: PairBatch, from?: number, below?: tf.Tensor2D): ClassifierPass {
    const layer = from ?? 0;
    const hidden = below ?? this.below(batch, layer);
    return new ClassifierPass(this.#weights, batch, { hidden, layer }, from);
  }

  /** The input of a layer, B L x H, without anything for a gradient. */
  below(batch: PairBatch, layer: number): tf.Tensor2D {
    assertBackend();
    const { table, config } = this.#parts;
    const { hidden, vocabulary } = config.encoder;
    for (const id of batch.ids) {
      if (id >= 0 && id < vocabulary) continue;
      throw new ClaimbookError(`token id ${id} is no row of a vocabulary of ${vocabulary}`, {
        kind: "usage",
        where: "token batch",
      });
    }
    const rows = new TokenRows({ name: tokenTableName, rows: vocabulary, dim: hidden, weights: table }, [
      batch.ids,
    ]);
    const tokens = tf.tidy(() =>
      tf.gather(
        tf.tensor2d(rows.gather(), [rows.rows.length, hidden]),
        tf.tensor1d(rows.local(batch.ids), "int32"),
      ),
    );
    return layersBelow(this.#weights, batch, tokens, layer);
  }

  tokens(pairs: readonly (readonly [string, string])[], options: PairOptions): Promise<PairTokens[]> {
    return this.encoding.encode(pairs, options);
  }

  batch(pairs: readonly PairTokens[]): PairBatch {
    return this.encoding.batch(pairs, this.config.encoder.padId);
  }

  /**
   * Logits of any number of pairs, pairs x labels, in their order; computed longest first, so that there is little
   * padding. A pair's numbers do not depend on the pairs beside it but for rounding.
   */
  async logits(pairs: readonly PairTokens[], options: ClassifyOptions = {}): Promise<Float32Array> {
    const { tokens = 2048, signal, onProgress } = options;
    const width = this.config.labels.length;
    const out = new Float32Array(pairs.length * width);
    let done = 0;
    for (const indices of lengthBatches(
      pairs.map(({ ids }) => ids.length),
      tokens,
      64,
    )) {
      signal?.throwIfAborted();
      const pass = this.pass(this.batch(indices.map((index) => pairs[index]!)));
      try {
        const values = await pass.logits.data<"float32">();
        for (const [row, index] of indices.entries()) {
          out.set(values.subarray(row * width, (row + 1) * width), index * width);
        }
      } finally {
        pass.dispose();
      }
      done += indices.length;
      onProgress?.(done);
      // The data of wasm and cpu are there at once: without this no signal would ever arrive.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return out;
  }

  /** Copies of all weights but the token embedding. */
  async weights(): Promise<NamedWeights[]> {
    const stored: NamedWeights[] = [];
    for (const { name, tensor } of [...this.#parts.encoder.list, ...this.#own]) {
      const values = (await tensor.data<"float32">()).slice();
      stored.push({ name, shape: [...tensor.shape], values });
    }
    return stored;
  }

  get #weights(): ClassifierWeights {
    const { encoder, classifier, comparison, config } = this.#parts;
    return { config: config.encoder, encoder, classifier, ...(comparison ? { comparison } : {}) };
  }

  /** What the encoder does not have. */
  get #own(): DenseWeight[] {
    const { classifier, comparison } = this.#parts;
    return [
      ...(comparison ? [{ name: comparisonName, decays: true, tensor: comparison.weight }] : []),
      { name: classifierNames.weight, decays: true, tensor: classifier.weight },
      { name: classifierNames.bias, decays: false, tensor: classifier.bias },
    ];
  }

  /** Writes config.json, model.safetensors and the tokenizer, as Python's `transformers` reads them. */
  async save(folder: string): Promise<void> {
    const { table, tokenizer, original } = this.#parts;
    await saveClassifier(folder, this.config, await this.weights(), { table, tokenizer, original });
  }

  dispose(): void {
    this.#parts.encoder.dispose();
    tf.dispose(this.#parts.classifier);
    tf.dispose(this.#parts.comparison);
  }
}

/** Number of the layer that a weight is in; -1 for those below all layers and beside them. */
function layerOf(name: string): number {
  return Number(/^encoder\.layer\.(\d+)\./.exec(name)?.[1] ?? -1);
}
