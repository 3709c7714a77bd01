import type { TokenBatch } from "../text-encoder.js";

/** Pads texts to the longest of them. @param truncated texts that have lost their end. Defaults to 0. */
export function padTokens(texts: readonly Int32Array[], padId: number, truncated = 0): TokenBatch {
  const size = texts.length;
  const length = texts.reduce((longest, text) => Math.max(longest, text.length), 1);
  const ids = new Int32Array(size * length).fill(padId);
  const mask = new Uint8Array(size * length);
  for (const [row, text] of texts.entries()) {
    ids.set(text, row * length);
    mask.fill(1, row * length, row * length + text.length);
  }
  return { size, length, ids, mask, truncated };
}
