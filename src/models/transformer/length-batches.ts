/**
 * Groups texts of similar length, longest first: little padding, and a batch that is too big for the memory fails
 * at once and not after an hour.
 *
 * @param lengths tokens of each text.
 * @param tokens most tokens of a batch, padding included; a longer text is a batch of its own.
 * @param texts most texts of a batch.
 * @returns indices into `lengths`, each exactly once.
 */
export function lengthBatches(lengths: ArrayLike<number>, tokens: number, texts: number): number[][] {
  const order = Array.from(lengths, (_, index) => index).sort((a, b) => lengths[b]! - lengths[a]! || a - b);
  const batches: number[][] = [];
  let batch: number[] = [];
  for (const index of order) {
    // The first text of a batch is its longest.
    const longest = batch.length === 0 ? lengths[index]! : lengths[batch[0]!]!;
    if (batch.length > 0 && (batch.length >= texts || (batch.length + 1) * longest > tokens)) {
      batches.push(batch);
      batch = [];
    }
    batch.push(index);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
