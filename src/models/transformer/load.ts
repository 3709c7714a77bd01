import path from "node:path";
import { ClaimbookError } from "../../errors.js";
import { assertBackend } from "../../tensor/backend.js";
import type { NamedWeights } from "../ngram-encoder.js";
import { loadTokenizer } from "../tokenizer/index.js";
import { openWeights, readShaped, type StoredWeights } from "../weights/index.js";
import { type Pooling, parseConfig, poolings, type TransformerConfig } from "./config.js";
import { checkVocabulary } from "./create.js";
import { DeviceWeights } from "./device-weights.js";
import { type TokenTraining, TransformerEncoder } from "./encoder.js";
import { ownPooling } from "./save.js";
import { readJson, readSentenceModules } from "./sentence-modules.js";
import { poolerSpecs, prefixes, projectionNames, tokenTableName } from "./tensor-names.js";
import type { EncoderTokenizer } from "./tokenizer.js";

export interface LoadEncoderOptions {
  /** Whether the token embedding is trained. Defaults to `sparse`. */
  tokens?: TokenTraining;
  /** Defaults to what the folder says (sentence-transformers' layout), else `mean`. */
  pooling?: Pooling;
  /** Another tokenizer than the folder's, or `none` to work with token ids only. */
  tokenizer?: EncoderTokenizer | "none";
}

/**
 * A pretrained encoder from a folder with config.json, model.safetensors (or shards) and tokenizer.json, plain or in
 * the layout of sentence-transformers (LaBSE: first token, dense layer with tanh; multilingual-E5: mean). Only what is
 * needed is read, one tensor after the other.
 *
 * @throws {ClaimbookError} kind `could-not-run` naming the file, tensor and shapes for an unknown model type, a
 * tensor that is missing or of another shape, or a tokenizer with more tokens than the model has rows.
 */
export async function loadEncoder(
  folder: string,
  options: LoadEncoderOptions = {},
): Promise<TransformerEncoder> {
  assertBackend();
  const modules = await readSentenceModules(folder);
  const home = modules?.transformer ?? folder;
  const file = path.join(home, "config.json");
  const original = await readJson(file);
  if (!original) {
    throw new ClaimbookError("the model has no config.json", {
      kind: "could-not-run",
      where: file,
      wayOut: "Name a model's folder; `claimbook models pull` makes one.",
    });
  }
  const own = poolings.find((each) => each === original[ownPooling]);
  const pooling = options.pooling ?? own ?? modules?.pooling ?? "mean";
  // A pooler saved by claimbook is in modules.json once more, as a dense layer.
  const dense = pooling === "pooler" ? undefined : modules?.projection;
  const config: TransformerConfig = {
    ...parseConfig(original, file),
    pooling,
    ...(dense ? { projection: dense.config } : {}),
  };
  const tokenizer =
    options.tokenizer === "none" ? undefined : (options.tokenizer ?? (await loadTokenizer(home)));
  if (tokenizer) checkVocabulary(tokenizer, config.vocabulary, path.join(home, "tokenizer.json"));

  const stored = await openWeights(home);
  let projected: StoredWeights | undefined;
  try {
    projected = dense && (await openWeights(dense.folder));
    const reader = new WeightReader(stored, home);
    const table = await reader.read(tokenTableName, [config.vocabulary, config.hidden]);
    const unused: NamedWeights[] = [];
    if (pooling !== "pooler") {
      for (const { name, shape } of poolerSpecs(config)) {
        if (reader.has(name)) unused.push({ name, shape, values: await reader.read(name, shape) });
      }
    }
    // Last: from here on the device holds something.
    const weights = await DeviceWeights.upload(config, ({ name, shape }) =>
      dense && projected && Object.values<string>(projectionNames).includes(name)
        ? readShaped(projected, name.replace("projection.", ""), shape, dense.folder)
        : reader.read(name, shape),
    );
    return new TransformerEncoder({
      config,
      weights,
      table,
      tokenizer,
      tokens: options.tokens ?? "sparse",
      original,
      unused,
      ...(modules?.maxLength === undefined ? {} : { maxLength: modules.maxLength }),
    });
  } finally {
    await stored.close();
    await projected?.close();
  }
}

/** Finds weights under whatever prefix they were saved, and under LayerNorm's names of before 2019. */
class WeightReader {
  readonly #stored: StoredWeights;
  readonly #folder: string;
  readonly #prefix: string;

  constructor(stored: StoredWeights, folder: string) {
    this.#stored = stored;
    this.#folder = folder;
    const prefix = prefixes.find((each) => stored.has(each + tokenTableName));
    if (prefix === undefined) {
      throw new ClaimbookError(
        `the weights have no "${tokenTableName}", with none of the prefixes ${prefixes.filter(Boolean).join(", ")}; they begin with "${stored.names[0] ?? ""}"`,
        { kind: "could-not-run", where: folder, wayOut: "Use the weights of a BERT or XLM-R style encoder." },
      );
    }
    this.#prefix = prefix;
  }

  has(name: string): boolean {
    return this.#stored.has(this.#name(name));
  }

  read(name: string, shape: readonly number[]): Promise<Float32Array> {
    return readShaped(this.#stored, this.#name(name), shape, this.#folder);
  }

  #name(name: string): string {
    const plain = this.#prefix + name;
    const former = plain
      .replace(/LayerNorm\.weight$/, "LayerNorm.gamma")
      .replace(/LayerNorm\.bias$/, "LayerNorm.beta");
    return !this.#stored.has(plain) && this.#stored.has(former) ? former : plain;
  }
}
