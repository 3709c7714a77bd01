import { copyFile, mkdir } from "node:fs/promises";
import path from "node:path";
import type { Tokenizer as Engine } from "tokenizers";
import { ClaimbookError } from "../../errors.js";

export interface EncodeOptions {
  /** Put before every text, e.g. `"query: "`. */
  prefix?: string;
  /** The most tokens of one text, special ones included. Without it nothing is cut. */
  maxLength?: number;
  /** Looked at between groups of texts. */
  signal?: AbortSignal;
}

export interface EncodedTexts {
  /** The token ids of each text, special tokens included, not padded. */
  ids: Int32Array[];
  /** How many of the texts were longer than `maxLength`. */
  truncated: number;
}

/** What a folder's files say about its tokenizer, besides `tokenizer.json` itself. */
export interface TokenizerFacts {
  folder: string;
  /** The tokenizer's files that lie in the folder, by name. */
  files: readonly string[];
  vocabularySize: number;
  padId: number;
  modelMaxLength: number | undefined;
}

/** Texts that the engine is given at a time: its own records of a text take far more memory than the ids. */
const group = 1024;

/**
 * Turns text into token ids as `tokenizer.json` says. The work is done by Hugging Face's `tokenizers`, the same code
 * as in Python, in threads of its own.
 */
export class TextTokenizer {
  /** The highest id of any token, plus 1: a model needs at least as many rows. */
  readonly vocabularySize: number;
  /** The id that fills up shorter texts of a batch. */
  readonly padId: number;
  /** The most tokens that the model was made for, where `tokenizer_config.json` says so. */
  readonly modelMaxLength: number | undefined;
  readonly #engine: Engine;
  readonly #facts: TokenizerFacts;
  readonly #specials: { all: number; last: number };

  private constructor(engine: Engine, facts: TokenizerFacts, specials: { all: number; last: number }) {
    this.#engine = engine;
    this.#facts = facts;
    this.#specials = specials;
    this.vocabularySize = facts.vocabularySize;
    this.padId = facts.padId;
    this.modelMaxLength = facts.modelMaxLength;
  }

  static async over(engine: Engine, facts: TokenizerFacts): Promise<TextTokenizer> {
    // What the file says of cutting and filling up is for other uses; here the caller says it.
    engine.disableTruncation();
    engine.disablePadding();
    const mask = (await engine.encode("a")).getSpecialTokensMask();
    const content = mask.lastIndexOf(0);
    const all = mask.reduce((sum, each) => sum + each, 0);
    return new TextTokenizer(engine, facts, { all, last: content < 0 ? 0 : mask.length - 1 - content });
  }

  /**
   * The token ids of texts, in their order. A text of more than `maxLength` tokens loses its last ones, but keeps the
   * special tokens at its end, as Python's `tokenizers` does it.
   *
   * @throws ClaimbookError (`usage`) when `maxLength` leaves no room beside the special tokens
   */
  async encode(texts: readonly string[], options: EncodeOptions = {}): Promise<EncodedTexts> {
    const { prefix = "", maxLength = Number.POSITIVE_INFINITY, signal } = options;
    const { all, last } = this.#specials;
    if (!(maxLength > all))
      throw new ClaimbookError(`a text cannot be cut to ${maxLength} tokens`, {
        kind: "usage",
        where: "maxLength",
        wayOut: `Give at least ${all + 1}: ${all} of them are special tokens.`,
      });
    const ids: Int32Array[] = [];
    let truncated = 0;
    for (let start = 0; start < texts.length; start += group) {
      signal?.throwIfAborted();
      const some = texts.slice(start, start + group);
      const encodings = await this.#engine.encodeBatch(
        prefix === "" ? some : some.map((text) => prefix + text),
      );
      for (const encoding of encodings) {
        const full = encoding.getIds();
        if (full.length > maxLength) {
          truncated++;
          full.splice(maxLength - last, full.length - maxLength);
        }
        ids.push(Int32Array.from(full));
      }
    }
    return { ids, truncated };
  }

  /** The id of a token, or undefined. */
  idOf(token: string): number | undefined {
    return this.#engine.tokenToId(token) ?? undefined;
  }

  /** Copies the tokenizer's files into another folder, for a model that is saved. */
  async save(folder: string): Promise<void> {
    if (path.resolve(folder) === path.resolve(this.#facts.folder)) return;
    await mkdir(folder, { recursive: true });
    for (const name of this.#facts.files)
      await copyFile(path.join(this.#facts.folder, name), path.join(folder, name));
  }
}
