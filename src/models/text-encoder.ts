import type { tf } from "../tensor/tf.js";
import type { NamedWeights } from "./ngram-encoder.js";

/** Token ids of several texts, padded to the longest of them. */
export interface TokenBatch {
  /** Texts, B. */
  size: number;
  /** Tokens of the longest text, L, special tokens included. */
  length: number;
  /** B x L, row-major; the model's padding id where a text has ended. */
  ids: Int32Array;
  /** B x L: 1 for a token, 0 for padding. */
  mask: Uint8Array;
  /** Texts that were longer than allowed and lost their end. */
  truncated: number;
}

/** A weight that lives on the device. */
export interface DenseWeight {
  /** As in the safetensors file. */
  name: string;
  /** Whether weight decay applies: not to biases and LayerNorm. */
  decays: boolean;
  tensor: tf.Variable;
}

/**
 * The token embedding, on the host: its gradient is sparse, and for a vocabulary of 250,000 the dense one with
 * the optimiser's two moments would take gigabytes.
 */
export interface TokenTable {
  name: string;
  /** Size of the vocabulary. */
  rows: number;
  /** Length of one row. */
  dim: number;
  /** rows x dim, row-major. */
  weights: Float32Array;
}

/** Gradients of one loss. The caller disposes of the tensors. */
export interface EncoderGradients {
  /** In the order of `TransformerParameters.dense`. */
  dense: tf.Tensor[];
  /** The token rows that the batches use, each once, ascending, and the gradient by each (rows.length x dim). */
  tokens: { rows: Int32Array; values: Float32Array };
}

export interface TransformerParameters {
  dense: readonly DenseWeight[];
  tokens: TokenTable;
}

/** A pretrained encoder of texts whose weights can be trained. The training loop knows nothing else of a model. */
export interface TrainableEncoder {
  /** Length of the vectors. */
  readonly dim: number;
  readonly parameters: TransformerParameters;
  /**
   * Texts to tokens; what is longer than `maxLength` is cut at its end.
   *
   * The tokenizer works in threads of its own: the next batch can be made ready while the present one is computed.
   *
   * @param prefix put before every text, e.g. `"query: "`
   */
  tokenize(texts: readonly string[], options?: { prefix?: string; maxLength?: number }): Promise<TokenBatch>;
  /** Vectors of length 1, B x dim, on the device; nothing is kept for a gradient. */
  vectors(batch: TokenBatch): tf.Tensor2D;
  /**
   * One forward and backward pass over all batches together. Asynchronous since webgpu's numbers cannot be read
   * otherwise; all work of the step is queued before the first wait.
   *
   * @param loss of the batches' vectors (each B x dim), a scalar
   */
  valueAndGradients(
    batches: readonly TokenBatch[],
    loss: (vectors: readonly tf.Tensor2D[]) => tf.Scalar,
  ): Promise<{ loss: number; gradients: EncoderGradients }>;
  /** Vectors of any number of texts, texts x dim, row-major; sorted by length and batched inside. */
  encode(
    texts: readonly string[],
    options?: {
      prefix?: string;
      maxLength?: number;
      batch?: number;
      signal?: AbortSignal;
      onProgress?: (done: number) => void;
      /** Called once, at the end, when texts were cut: how many. */
      onTruncated?: (texts: number) => void;
    },
  ): Promise<Float32Array>;
  /** Copies of all weights by their names, always in the same order. */
  weights(): Promise<NamedWeights[]>;
  /** Puts stored weights in place of the present ones. @throws ClaimbookError naming a weight that is missing or of another shape */
  assign(stored: readonly NamedWeights[]): void;
  /** Writes config.json, model.safetensors and the tokenizer's files, each in one piece, as Python's `transformers` reads them. */
  save(folder: string): Promise<void>;
  /** Frees the device's memory. */
  dispose(): void;
}
