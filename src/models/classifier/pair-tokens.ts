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
  /** Tokens of the second text that are not in it. */
  cut: number;
}

/** A batch of pairs, with each token's segment where the model tells first and second text apart by it. */
export interface PairBatch extends TokenBatch {
  /** B x L: 1 in the second text, 0 elsewhere; absent where all are 0. */
  segments?: Uint8Array;
  /** Of each pair, the place after the first text's last token, special ones not counted. */
  firstEnds: Int32Array;
  /** Of each pair, the place of the second text's first token. */
  seconds: Int32Array;
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

  /** Id of a token, or undefined. */
  idOf(token: string): number | undefined {
    return this.#tokenizer.idOf(token);
  }

  /** The first window of each pair: the second text loses what does not fit. */
  async encode(pairs: readonly (readonly [string, string])[], options: PairOptions): Promise<PairTokens[]> {
    const windows = await this.windows(pairs, { ...options, most: 1 });
    return windows.map(([first]) => first!);
  }

  /**
   * All of a second text that is too long, in windows that overlap by a quarter; the first begins at its start.
   *
   * @param options.most windows of a pair. Defaults to 4.
   */
  async windows(
    pairs: readonly (readonly [string, string])[],
    options: PairOptions & { most?: number },
  ): Promise<PairTokens[][]> {
    const { maxLength, firstLength = Math.ceil(maxLength / 2), most = 4, signal } = options;
    const heed = signal ? { signal } : {};
    const texts = (side: 0 | 1) => pairs.map((pair) => pair[side]);
    const first = await this.#tokenizer.encode(texts(0), { maxLength: firstLength, ...heed });
    const second = await this.#tokenizer.encode(texts(1), heed);
    return first.ids.map((start, index) => {
      const all = second.ids[index]!;
      // Without the tokens that begin and end a text.
      const [content, end] = [all.subarray(1, -1), all.at(-1)!];
      const room = maxLength - start.length - this.#between.length - 1;
      const windows: PairTokens[] = [];
      const stride = Math.max(1, Math.floor((room * 3) / 4));
      for (let at = 0; windows.length < most; at += stride) {
        const part = content.subarray(at, at + room);
        windows.push({
          ids: Int32Array.from([...start, ...this.#between, ...part, end]),
          second: start.length + this.#between.length,
          cut: content.length - part.length,
        });
        if (at + room >= content.length) break;
      }
      return windows;
    });
  }

  batch(pairs: readonly PairTokens[], padId: number): PairBatch {
    const batch = padTokens(
      pairs.map(({ ids }) => ids),
      padId,
      pairs.filter(({ cut }) => cut > 0).length,
    );
    const seconds = Int32Array.from(pairs, ({ second }) => second);
    const firstEnds = seconds.map((second) => second - this.#between.length - 1);
    if (!this.#segments) return { ...batch, firstEnds, seconds };
    const segments = new Uint8Array(batch.ids.length);
    for (const [row, { ids, second }] of pairs.entries()) {
      segments.fill(1, row * batch.length + second, row * batch.length + ids.length);
    }
    return { ...batch, firstEnds, seconds, segments };
  }
}
