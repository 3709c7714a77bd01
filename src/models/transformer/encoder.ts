import { ClaimbookError } from "../../errors.js";
import { assertBackend } from "../../tensor/backend.js";
import { tf } from "../../tensor/tf.js";
import type { NamedWeights } from "../ngram-encoder.js";
import type {
  EncoderGradients,
  TokenBatch,
  TrainableEncoder,
  TransformerParameters,
} from "../text-encoder.js";
import type { EncodedTexts } from "../tokenizer/index.js";
import { longestText, outputDim, type TransformerConfig } from "./config.js";
import type { DeviceWeights, Gradients } from "./device-weights.js";
import { lengthBatches } from "./length-batches.js";
import { EncoderPass } from "./pass.js";
import { type SavedParts, saveEncoder } from "./save.js";
import { tokenTableName } from "./tensor-names.js";
import { padTokens } from "./token-batch.js";
import { TokenRows } from "./token-rows.js";

/** Whether the token embedding is trained, row by row, or stays as it is. */
export type TokenTraining = "sparse" | "frozen";

/** What an encoder is made of. */
export interface EncoderParts extends SavedParts {
  config: TransformerConfig;
  weights: DeviceWeights;
  /** The token embedding, vocabulary x hidden. */
  table: Float32Array;
  tokens: TokenTraining;
}

/** Texts tokenised together by `encode`: what is in memory at a time stays bounded. */
const windowTexts = 8192;

/**
 * A BERT or XLM-R style encoder on the active tensor backend: token, position and type embeddings, layers of
 * attention and feed-forward, pooling, an optional dense layer, length 1. Without dropout, in training too.
 *
 * Made by `createEncoder` and `loadEncoder`; holds the weights on the device until `dispose`.
 */
export class TransformerEncoder implements TrainableEncoder {
  readonly config: TransformerConfig;
  readonly dim: number;
  readonly parameters: TransformerParameters;
  readonly #parts: EncoderParts;

  constructor(parts: EncoderParts) {
    const { config, weights, table } = parts;
    this.#parts = parts;
    this.config = config;
    this.dim = outputDim(config);
    this.parameters = {
      dense: weights.list,
      tokens: { name: tokenTableName, rows: config.vocabulary, dim: config.hidden, weights: table },
    };
  }

  async tokenize(
    texts: readonly string[],
    options: { prefix?: string; maxLength?: number } = {},
  ): Promise<TokenBatch> {
    const { ids, truncated } = await this.#tokens(texts, options);
    return padTokens(ids, this.config.padId, truncated);
  }

  vectors(batch: TokenBatch): tf.Tensor2D {
    assertBackend();
    this.#check(batch);
    return this.#passes([batch], false).passes[0]!.vectors;
  }

  async valueAndGradients(
    batches: readonly TokenBatch[],
    loss: (vectors: readonly tf.Tensor2D[]) => tf.Scalar,
  ): Promise<{ loss: number; gradients: EncoderGradients }> {
    assertBackend();
    for (const batch of batches) this.#check(batch);
    const trained = this.#parts.tokens === "sparse";
    const { rows, local, passes } = this.#passes(batches, true);
    const dense: Gradients = {};
    const byTokens: tf.Tensor2D[] = [];
    let value: tf.Scalar | undefined;
    try {
      const vectors = passes.map((pass) => pass.vectors);
      const scored = tf.valueAndGrads((...all: tf.Tensor[]) => loss(all as tf.Tensor2D[]))(vectors);
      value = scored.value as tf.Scalar;
      for (const [index, pass] of passes.entries()) {
        const gradient = scored.grads[index] as tf.Tensor2D;
        const back = pass.backward(gradient, trained);
        gradient.dispose();
        pass.dispose();
        addTo(dense, back.dense);
        if (back.tokens) byTokens.push(back.tokens);
      }
      const [number] = await value.data<"float32">();
      const values = new Float32Array(trained ? rows.rows.length * this.config.hidden : 0);
      for (const [index, tensor] of byTokens.entries()) {
        rows.scatter(local[index]!, await tensor.data<"float32">(), values);
      }
      const list = this.parameters.dense.map(({ name }) => dense[name]!);
      return {
        loss: number!,
        gradients: { dense: list, tokens: { rows: trained ? rows.rows : new Int32Array(0), values } },
      };
    } catch (error) {
      tf.dispose(dense);
      throw error;
    } finally {
      for (const pass of passes) pass.dispose();
      tf.dispose([byTokens, value]);
    }
  }

  /**
   * Longest texts first within windows of 8,192 texts, so progress is even in tokens and not in texts.
   *
   * A text's vector does not depend on the texts beside it: on the wasm and cpu backends bit by bit, whatever the
   * padding; on native ones and GPUs but for rounding (about 1e-7), since they divide their sums by the matrices' sizes.
   *
   * @param options.batch most texts at a time. Defaults to 256.
   * @param options.tokens most tokens at a time, padding included. Defaults to 4,096.
   */
  async encode(
    texts: readonly string[],
    options: NonNullable<Parameters<TrainableEncoder["encode"]>[1]> & { tokens?: number } = {},
  ): Promise<Float32Array> {
    assertBackend();
    const { batch = 256, tokens = 4096, signal, onProgress, onTruncated } = options;
    const out = new Float32Array(texts.length * this.dim);
    let done = 0;
    let cut = 0;
    for (let start = 0; start < texts.length; start += windowTexts) {
      signal?.throwIfAborted();
      const { ids, truncated } = await this.#tokens(texts.slice(start, start + windowTexts), options);
      cut += truncated;
      const lengths = ids.map(({ length }) => length);
      for (const indices of lengthBatches(lengths, tokens, batch)) {
        signal?.throwIfAborted();
        const vectors = this.vectors(
          padTokens(
            indices.map((index) => ids[index]!),
            this.config.padId,
          ),
        );
        try {
          const values = await vectors.data<"float32">();
          for (const [row, index] of indices.entries()) {
            out.set(values.subarray(row * this.dim, (row + 1) * this.dim), (start + index) * this.dim);
          }
        } finally {
          vectors.dispose();
        }
        done += indices.length;
        onProgress?.(done);
        // The data of wasm and cpu are there at once: without this nobody else would ever get a turn.
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    if (cut > 0) onTruncated?.(cut);
    return out;
  }

  async weights(): Promise<NamedWeights[]> {
    const stored = await this.#stored();
    return stored.map((each) =>
      each.name === tokenTableName ? { ...each, values: each.values.slice() } : each,
    );
  }

  assign(stored: readonly NamedWeights[]): void {
    const byName = new Map(stored.map((each) => [each.name, each]));
    const { tokens, dense } = this.parameters;
    const take = (name: string, shape: readonly number[]): Float32Array => {
      const found = byName.get(name);
      if (found?.shape.join() === shape.join() && found.values.length === shape.reduce((a, b) => a * b, 1)) {
        return found.values;
      }
      const instead = found ? `one of ${found.shape.join(" x ")}` : "none";
      throw new ClaimbookError(
        `the stored weights need a "${name}" of shape ${shape.join(" x ")}, and have ${instead}`,
        {
          kind: "could-not-run",
          where: name,
          wayOut: "Load the weights with the configuration they were trained with.",
        },
      );
    };
    // All are looked at before the first is replaced.
    const table = take(tokens.name, [tokens.rows, tokens.dim]);
    const values = dense.map(({ name, tensor }) => take(name, tensor.shape));
    tokens.weights.set(table);
    tf.tidy(() => {
      for (const [index, { tensor }] of dense.entries()) {
        tensor.assign(tf.tensor(values[index]!, tensor.shape, "float32"));
      }
    });
  }

  async save(folder: string): Promise<void> {
    await saveEncoder(folder, this.config, await this.#stored(), this.#parts);
  }

  dispose(): void {
    this.#parts.weights.dispose();
  }

  /** All weights; the token table itself, copies of the others. */
  async #stored(): Promise<NamedWeights[]> {
    const { tokens, dense } = this.parameters;
    const stored: NamedWeights[] = [
      { name: tokens.name, shape: [tokens.rows, tokens.dim], values: tokens.weights },
    ];
    for (const { name, tensor } of dense) {
      stored.push({ name, shape: [...tensor.shape], values: (await tensor.data<"float32">()).slice() });
    }
    return stored;
  }

  async #tokens(
    texts: readonly string[],
    {
      prefix = "",
      maxLength = this.#parts.maxLength ?? Number.POSITIVE_INFINITY,
      signal,
    }: { prefix?: string; maxLength?: number; signal?: AbortSignal },
  ): Promise<EncodedTexts> {
    const { tokenizer } = this.#parts;
    if (!tokenizer) {
      throw new ClaimbookError("this encoder has no tokenizer", {
        kind: "usage",
        where: "encoder",
        wayOut: "Give `createEncoder` one, or work with token ids (`vectors`, `valueAndGradients`).",
      });
    }
    const longest = Math.min(maxLength, longestText(this.config));
    return tokenizer.encode(texts, { prefix, maxLength: longest, ...(signal ? { signal } : {}) });
  }

  #passes(batches: readonly TokenBatch[], keep: boolean) {
    const { config, weights } = this.#parts;
    const rows = new TokenRows(
      this.parameters.tokens,
      batches.map(({ ids }) => ids),
    );
    const local = batches.map(({ ids }) => rows.local(ids));
    const leaf = tf.tensor2d(rows.gather(), [rows.rows.length, config.hidden]);
    const passes: EncoderPass[] = [];
    try {
      for (const [index, batch] of batches.entries()) {
        const tokens = tf.tidy(() => tf.gather(leaf, tf.tensor1d(local[index]!, "int32")));
        passes.push(new EncoderPass(config, weights, batch, tokens, keep));
      }
    } catch (error) {
      for (const pass of passes) pass.dispose();
      throw error;
    } finally {
      leaf.dispose();
    }
    return { rows, local, passes };
  }

  #check({ size, length, ids, mask }: TokenBatch): void {
    const { vocabulary } = this.config;
    const fail = (what: string) => {
      throw new ClaimbookError(what, { kind: "usage", where: "token batch" });
    };
    if (size < 1 || length < 1 || ids.length !== size * length || mask.length !== ids.length) {
      fail(`${ids.length} ids and ${mask.length} marks are no batch of ${size} texts of ${length} tokens`);
    }
    if (length > longestText(this.config)) {
      fail(`${length} tokens are more than the ${longestText(this.config)} that the positions allow`);
    }
    for (const id of ids) {
      if (id < 0 || id >= vocabulary) fail(`token id ${id} is no row of a vocabulary of ${vocabulary}`);
    }
  }
}

/** Adds gradients of one more batch; those it replaces are disposed of. */
function addTo(sum: Gradients, more: Gradients): void {
  for (const [name, tensor] of Object.entries(more)) {
    const before = sum[name];
    sum[name] = before ? tf.add(before, tensor) : tensor;
    if (before) tf.dispose([before, tensor]);
  }
}
