import type { TokenBatch } from "../../models/text-encoder.js";
import { lengthBatches } from "../../models/transformer/length-batches.js";

/** Some texts of a batch, to be computed at a time. */
export interface TokenChunk {
  tokens: TokenBatch;
  /** Which rows of the whole batch these are. */
  rows: Int32Array;
}

/**
 * Cuts a batch into chunks of at most `most` texts. Texts of similar length come together and each chunk is as long
 * as its longest text, so that little is computed for padding; a batch that fits stays as it is.
 */
export function tokenChunks(batch: TokenBatch, most: number): TokenChunk[] {
  const { size, length, ids, mask } = batch;
  if (size <= most) return [{ tokens: batch, rows: Int32Array.from({ length: size }, (_, row) => row) }];
  const lengths = Array.from({ length: size }, (_, row) =>
    Math.max(1, mask.subarray(row * length, (row + 1) * length).lastIndexOf(1) + 1),
  );
  return lengthBatches(lengths, Number.POSITIVE_INFINITY, most).map((rows) => {
    const longest = lengths[rows[0]!]!;
    const tokens: TokenBatch = {
      size: rows.length,
      length: longest,
      ids: new Int32Array(rows.length * longest),
      mask: new Uint8Array(rows.length * longest),
      truncated: 0,
    };
    for (const [i, row] of rows.entries()) {
      tokens.ids.set(ids.subarray(row * length, row * length + longest), i * longest);
      tokens.mask.set(mask.subarray(row * length, row * length + longest), i * longest);
    }
    return { tokens, rows: Int32Array.from(rows) };
  });
}
