import { Random } from "../../random.js";
import type { TextSet } from "./text-set.js";

/** How signatures are cut into bands: two texts are compared when they agree in all rows of one band. */
export interface Banding {
  bands: number;
  rows: number;
}

/** Hash functions of a signature, at most. */
export const HASHES = 128;

/** A pair at the threshold goes unnoticed with this probability at most; one above it with less. */
export const MISS = 1e-6;

/**
 * The most rows a band (the fewest comparisons in vain) with which a pair at the threshold is missed with a
 * probability of at most `MISS`: (1 - t^rows)^bands. Below a threshold of 0.11 the probability is greater.
 *
 * @param threshold Jaccard similarity, above 0 to 1
 */
export function bandingFor(threshold: number): Banding {
  for (let rows = 16; rows > 1; rows--) {
    const missed = 1 - threshold ** rows;
    const bands = missed === 0 ? 1 : Math.ceil(Math.log(MISS) / Math.log(missed));
    if (bands * rows <= HASHES) return { bands, rows };
  }
  return { bands: HASHES, rows: 1 };
}

/**
 * MinHash signatures (Broder 1997): the least value of each of `hashes` hash functions over the shingles of a text.
 * Two signatures agree in a place with the probability of the Jaccard similarity of their texts. The functions are
 * the same in every run.
 *
 * @returns row-major, texts x hashes
 */
export async function signatures(
  { keys, shingles, offsets }: TextSet,
  hashes: number,
  tick: (done: number) => Promise<void>,
): Promise<Uint32Array> {
  const random = new Random("minhash");
  const word = () => random.int(2 ** 31) * 2 + 1;
  const factors = Int32Array.from({ length: hashes }, word);
  const masks = Int32Array.from({ length: hashes }, word);
  const result = new Uint32Array(keys.length * hashes).fill(0xffffffff);
  for (let text = 0; text < keys.length; text++) {
    if (text % 2000 === 0) await tick(text);
    const mine = result.subarray(text * hashes, (text + 1) * hashes);
    for (let s = offsets[text]!; s < offsets[text + 1]!; s++) {
      const shingle = shingles[s]!;
      for (let h = 0; h < hashes; h++) {
        let value = Math.imul(shingle ^ masks[h]!, factors[h]!);
        value = (value ^ (value >>> 15)) >>> 0;
        if (value < mine[h]!) mine[h] = value;
      }
    }
  }
  return result;
}

/**
 * Calls `visit` once for every pair (i of a, j of b) that agrees in all rows of some band (locality-sensitive
 * hashing). Memory grows with the number of texts, not of pairs.
 */
export async function candidatePairs(
  a: Uint32Array,
  b: Uint32Array,
  { bands, rows }: Banding,
  visit: (i: number, j: number) => void,
  tick: (band: number) => Promise<void>,
): Promise<void> {
  const width = bands * rows;
  const [countA, countB] = [a.length / width, b.length / width];
  let buckets = 1024;
  while (buckets < 2 * countA) buckets *= 2;
  const heads = new Int32Array(buckets);
  const next = new Int32Array(countA);
  const bucket = (signature: Uint32Array, start: number) => {
    let hash = 0;
    for (let r = start; r < start + rows; r++)
      hash = Math.imul(hash ^ signature[r]!, 0x9e3779b1) ^ (hash >>> 15);
    return (hash ^ (hash >>> 16)) & (buckets - 1);
  };
  const agree = (i: number, j: number, band: number) => {
    for (let r = band * rows; r < (band + 1) * rows; r++) {
      if (a[i * width + r] !== b[j * width + r]) return false;
    }
    return true;
  };
  const agreedBefore = (i: number, j: number, band: number) => {
    for (let earlier = 0; earlier < band; earlier++) if (agree(i, j, earlier)) return true;
    return false;
  };
  for (let band = 0; band < bands; band++) {
    await tick(band);
    heads.fill(-1);
    for (let i = countA - 1; i >= 0; i--) {
      const place = bucket(a, i * width + band * rows);
      next[i] = heads[place]!;
      heads[place] = i;
    }
    for (let j = 0; j < countB; j++) {
      for (let i = heads[bucket(b, j * width + band * rows)]!; i >= 0; i = next[i]!) {
        if (agree(i, j, band) && !agreedBefore(i, j, band)) visit(i, j);
      }
    }
  }
}
