import { ClaimbookError } from "../../errors.js";
import type { TokenBatch } from "../text-encoder.js";
import type { TextTokenizer } from "../tokenizer/index.js";
import { padTokens } from "../transformer/token-batch.js";

/** What a classifier of pairs needs of a tokenizer. */
export type PairTokenizer = Pick<TextTokenizer, "encode" | "vocabularySize" | "save" | "idOf">;

/** Two texts as one sequence. */
export interface PairTokens {
  ids: Int32Array;
  /** Place of the first token that belongs to the second text. */
  second: number;
  /** Tokens of the second text that did not fit. */
  cut: number;
}

/** A batch of pairs, with each token's segment where the model tells first and second text apart by it. */
export interface PairBatch extends TokenBatch {
  /** B x L: 1 in the second text, 0 elsewhere; absent where all are 0. */
  segments?: Uint8Array;
}

export interface PairOptions {
  /** Most tokens of a pair, special ones included. */
  maxLength: number;
  /** Most tokens of a first text, special ones included. Defaults to half of `maxLength`. */
  firstLength?: number;
  signal?: AbortSignal;
}

/**
 * Joins two texts as their model was trained to read them: `<s> A </s> </s> B </s>` (tokenizers of XLM-R, all of one
 * segment), or `[CLS] A [SEP] B [SEP]` (BERT, B is segment 1). The first text is cut to `firstLength`, the second to
 * what is left.
 */
export class PairEncoding {
  readonly #tokenizer: PairTokenizer;
  readonly #between: readonly number[];
  readonly #segments: boolean;

  /** @throws {ClaimbookError} kind `could-not-run` for a tokenizer with neither kind of separator */
  constructor(tokenizer: PairTokenizer, where: string) {
    this.#tokenizer = tokenizer;
    const end = tokenizer.idOf("</s>");
    this.#segments = end === undefined;
    this.#between = end === undefined ? [] : [end];
    if (end === undefined && tokenizer.idOf("[SEP]") === undefined) {
      throw new ClaimbookError("the tokenizer has no token that separates two texts", {
        kind: "could-not-run",
        where,
        wayOut: "Use a model whose tokenizer has </s> or [SEP].",
      });
    }
  }

  async encode(pairs: readonly (readonly [string, string])[], options: PairOptions): Promise<PairTokens[]> {
    const { maxLength, firstLength = Math.ceil(maxLength / 2), signal } = options;
    const texts = (side: 0 | 1) => pairs.map((pair) => pair[side]);
    const heed = signal ? { signal } : {};
    const first = await this.#tokenizer.encode(texts(0), { maxLength: firstLength, ...heed });
    const second = await this.#tokenizer.encode(texts(1), heed);
    return first.ids.map((start, index) => {
      // Without the token that begins a text.
      const rest = second.ids[index]!.subarray(1);
      const room = maxLength - start.length - this.#between.length;
      const kept = rest.length <= room ? rest : [...rest.subarray(0, room - 1), rest.at(-1)!];
      return {
        ids: Int32Array.from([...start, ...this.#between, ...kept]),
        second: start.length + this.#between.length,
        cut: rest.length - kept.length,
      };
    });
  }

  batch(pairs: readonly PairTokens[], padId: number): PairBatch {
    const batch = padTokens(
      pairs.map(({ ids }) => ids),
      padId,
      pairs.filter(({ cut }) => cut > 0).length,
    );
    if (!this.#segments) return batch;
    const segments = new Uint8Array(batch.ids.length);
    for (const [row, { ids, second }] of pairs.entries()) {
      segments.fill(1, row * batch.length + second, row * batch.length + ids.length);
    }
    return { ...batch, segments };
  }
}
