import type { Random } from "../../random.js";

/** Batches whose texts are compared in length before they are divided, at a time: with more, batches get one-sided. */
const pool = 8;

/**
 * The batches of one pass over all examples: random, but of similar length each, so that little is padding. Examples
 * are shuffled, divided into pools of eight batches, sorted within these, and the batches shuffled again.
 *
 * @param lengths tokens of each example
 * @returns indices into `lengths`, each exactly once
 */
export function epochBatches(lengths: ArrayLike<number>, batchSize: number, random: Random): number[][] {
  const order = random.shuffle(Array.from(lengths, (_, index) => index));
  const batches: number[][] = [];
  for (let start = 0; start < order.length; start += pool * batchSize) {
    const part = order.slice(start, start + pool * batchSize);
    part.sort((a, b) => lengths[b]! - lengths[a]! || a - b);
    for (let at = 0; at < part.length; at += batchSize) batches.push(part.slice(at, at + batchSize));
  }
  return random.shuffle(batches);
}
