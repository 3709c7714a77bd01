import { createHash } from "node:crypto";
import { ClaimbookError } from "../errors.js";
import { Random } from "../random.js";
import { assertBackend } from "../tensor/backend.js";
import { tf } from "../tensor/tf.js";
import { EmbeddingTable } from "./embedding-table.js";
import { FeatureTable, type NgramFeatureConfig } from "./ngram-features.js";
import { disposeProjection, type ProjectionWeights, project, uploadProjection } from "./projection.js";

export interface NgramEncoderConfig extends NgramFeatureConfig {
  /** Length of the vectors. */
  dim: number;
  /** Width of the hidden layer; 0 for none. */
  hidden: number;
}

/** 2^17 buckets of 128 numbers, n-grams of 1 to 4 characters, a hidden layer of 256: 16.8 million weights. */
export const defaultEncoderConfig: NgramEncoderConfig = {
  buckets: 2 ** 17,
  dim: 128,
  hidden: 256,
  ngrams: [1, 4],
};

/** A named array of weights with its shape, row-major. */
export interface NamedWeights {
  name: string;
  shape: number[];
  values: Float32Array;
}

/**
 * Standard deviation of the embedding at the start. On cldr-captions (36 languages, 3,000 hybrid steps) 0.03 ended
 * at a loss of 2.6 where 0.1 ended at 2.9: a smaller start is overcome sooner.
 */
const embeddingSpread = 0.03;

/**
 * Turns text of any language into vectors of length 1, the same way for queries and passages (a shared dual
 * encoder): mean of the embeddings of the text's hashed features, a residual projection, L2 normalisation.
 * The similarity of two texts is the dot product of their vectors.
 */
export class NgramEncoder {
  readonly config: NgramEncoderConfig;
  readonly embedding: EmbeddingTable;
  readonly projection: ProjectionWeights;

  private constructor(config: NgramEncoderConfig) {
    if (!Number.isInteger(config.hidden) || config.hidden < 0) {
      throw new ClaimbookError(`hidden must be a whole number from 0 on, not ${config.hidden}`, {
        kind: "usage",
        where: "hidden",
      });
    }
    const { buckets, dim, hidden } = config;
    this.config = { ...config };
    this.embedding = new EmbeddingTable(buckets, dim);
    const layer = (inputs: number, outputs: number) => ({
      weight: new Float32Array(inputs * outputs),
      bias: new Float32Array(outputs),
    });
    this.projection = {
      output: layer(hidden || dim, dim),
      ...(hidden ? { hidden: layer(dim, hidden) } : {}),
    };
  }

  /**
   * An untrained encoder. Weights are uniform round 0, biases 0; the same source of chance gives the same
   * weights everywhere.
   *
   * @param config defaults to `defaultEncoderConfig`, setting by setting.
   * @param chance a source, or the seed of one.
   */
  static create(config: Partial<NgramEncoderConfig>, chance: Random | number): NgramEncoder {
    const random = typeof chance === "number" ? new Random(chance) : chance;
    const encoder = new NgramEncoder({ ...defaultEncoderConfig, ...config });
    const { embedding, projection } = encoder;
    fillUniform(embedding.weights, embeddingSpread, random.fork("embedding"));
    if (projection.hidden)
      fillUniform(projection.hidden.weight, 1 / Math.sqrt(embedding.dim), random.fork("hidden"));
    const inputs = projection.output.weight.length / embedding.dim;
    fillUniform(projection.output.weight, 1 / Math.sqrt(inputs), random.fork("output"));
    return encoder;
  }

  /** An encoder with stored weights, as `weights()` lists them; copies them. */
  static fromWeights(config: NgramEncoderConfig, stored: readonly NamedWeights[]): NgramEncoder {
    const encoder = new NgramEncoder(config);
    for (const { name, shape, values } of encoder.#own()) {
      const found = stored.find((entry) => entry.name === name);
      if (found?.values.length !== values.length || found.shape.join() !== shape.join()) {
        throw new ClaimbookError(`the stored weights have no "${name}" of shape ${shape.join(" x ")}`, {
          kind: "could-not-run",
          where: name,
          wayOut: "Load the weights with the configuration they were trained with.",
        });
      }
      values.set(found.values);
    }
    return encoder;
  }

  /** Copies of all weights by name, always in the same order. */
  weights(): NamedWeights[] {
    return this.#own().map((each) => ({ ...each, values: each.values.slice() }));
  }

  #own(): NamedWeights[] {
    const { dim, buckets, hidden } = this.config;
    const { hidden: first, output } = this.projection;
    return [
      { name: "embedding", shape: [buckets, dim], values: this.embedding.weights },
      ...(first
        ? [
            { name: "hidden.weight", shape: [dim, hidden], values: first.weight },
            { name: "hidden.bias", shape: [hidden], values: first.bias },
          ]
        : []),
      { name: "output.weight", shape: [hidden || dim, dim], values: output.weight },
      { name: "output.bias", shape: [dim], values: output.bias },
    ];
  }

  /** SHA-256 of the bytes of all weights in the order of `weights()`, 64 hexadecimal digits. */
  weightsHash(): string {
    const hash = createHash("sha256");
    for (const { values } of this.#own()) {
      hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    }
    return hash.digest("hex");
  }

  /** The features of texts, for `encode` and for training. */
  features(texts: readonly string[]): FeatureTable {
    return FeatureTable.of(texts, this.config);
  }

  /**
   * The vectors of texts. Needs an active tensor backend, and leaves no tensor behind.
   *
   * @param batch texts at a time. Defaults to 512.
   * @returns texts x dim, row-major, every row of length 1.
   */
  encode(texts: FeatureTable | readonly string[], batch = 512): Float32Array {
    assertBackend();
    const table = texts instanceof FeatureTable ? texts : this.features(texts);
    const { dim } = this.config;
    const out = new Float32Array(table.size * dim);
    const weights = uploadProjection(this.projection, dim);
    try {
      for (let start = 0; start < table.size; start += batch) {
        const rows = Int32Array.from({ length: Math.min(batch, table.size - start) }, (_, i) => start + i);
        const x = new Float32Array(rows.length * dim);
        this.embedding.bags(table, rows, x);
        // Not returned through `tidy`, which would search the numbers one by one for tensors.
        tf.tidy(() => {
          const { unit } = project(tf.tensor2d(x, [rows.length, dim]), weights);
          out.set(unit.dataSync<"float32">(), start * dim);
        });
      }
    } finally {
      disposeProjection(weights);
    }
    return out;
  }
}

/**
 * Uniform numbers with mean 0 and the given standard deviation. Number `i` is a hash of `i` and 32 random bits
 * (MurmurHash3's finaliser): a table has 17 million of them, for which the source itself would take seconds.
 */
function fillUniform(into: Float32Array, deviation: number, random: Random): void {
  const scale = (2 * Math.sqrt(3) * deviation) / 2 ** 32;
  const start = random.int(2 ** 32) | 0;
  for (let i = 0; i < into.length; i++) {
    into[i] = (mix(start + Math.imul(i, 0x9e3779b9)) >>> 0) * scale - 2 ** 31 * scale;
  }
}

function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
