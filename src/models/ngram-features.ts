import { ClaimbookError } from "../errors.js";

/** Which features of a text are hashed, and into how many buckets. */
export interface NgramFeatureConfig {
  /** Rows of the embedding table, 1 to 2^30. */
  buckets: number;
  /** Shortest and longest character n-gram, in code points, both included. */
  ngrams: readonly [shortest: number, longest: number];
}

const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;
/** Starts the hash of whole words, so that the word "ab" and the bigram "ab" are different features. */
const wordBasis = 0x9e3779b9 | 0;
const boundaryStart = 0x02;
const boundaryEnd = 0x03;

/**
 * The hashed features of one text: every character n-gram, and every whole word.
 *
 * The text is brought to Unicode NFKC in lower case, and enclosed in a start and an end mark so that a prefix
 * differs from the same letters inside a word. Characters are code points, words are what white space
 * separates; no script needs a tokenizer. Hash: FNV-1a over code points (Fowler, Noll, Vo), then the finaliser
 * of MurmurHash3 (Appleby) so that the low bits are good; the idea of summing hashed n-grams is fastText's
 * (Bojanowski et al. 2017, arXiv 1607.04606).
 *
 * @returns ids in [0, buckets), repeats kept. Never empty: a text too short for any feature gets one of its own.
 */
export function features(text: string, config: NgramFeatureConfig): Int32Array {
  const writer = new FeatureWriter(config);
  writer.add(text);
  return writer.ids.slice(0, writer.length);
}

/**
 * The features of many texts in two flat arrays: those of text `i` are
 * `ids[offsets[i]] .. ids[offsets[i + 1] - 1]`. Computed once, read at every step.
 */
export class FeatureTable {
  readonly offsets: Int32Array;
  readonly ids: Int32Array;

  private constructor(offsets: Int32Array, ids: Int32Array) {
    this.offsets = offsets;
    this.ids = ids;
  }

  /** Number of texts. */
  get size(): number {
    return this.offsets.length - 1;
  }

  /** A table of given ids: one list, not empty, for each text. */
  static fromIds(lists: readonly (readonly number[])[]): FeatureTable {
    const offsets = new Int32Array(lists.length + 1);
    for (const [i, list] of lists.entries()) {
      if (list.length === 0) {
        throw new ClaimbookError(`text ${i} has no features`, { kind: "usage", where: "features" });
      }
      offsets[i + 1] = offsets[i]! + list.length;
    }
    return new FeatureTable(offsets, Int32Array.from(lists.flat()));
  }

  static of(texts: readonly string[], config: NgramFeatureConfig): FeatureTable {
    const writer = new FeatureWriter(config);
    const offsets = new Int32Array(texts.length + 1);
    for (let i = 0; i < texts.length; i++) {
      writer.add(texts[i]!);
      offsets[i + 1] = writer.length;
    }
    return new FeatureTable(offsets, writer.ids.slice(0, writer.length));
  }
}

/** Appends the features of texts to one growing array. */
class FeatureWriter {
  ids = new Int32Array(1024);
  length = 0;
  readonly #buckets: number;
  readonly #shortest: number;
  readonly #longest: number;
  #points = new Int32Array(256);

  constructor({ buckets, ngrams: [shortest, longest] }: NgramFeatureConfig) {
    if (!Number.isInteger(buckets) || buckets < 1 || buckets > 2 ** 30) {
      throw new ClaimbookError(`buckets must be a whole number from 1 to 2^30, not ${buckets}`, {
        kind: "usage",
        where: "buckets",
      });
    }
    if (!Number.isInteger(shortest) || !Number.isInteger(longest) || shortest < 1 || longest < shortest) {
      throw new ClaimbookError(
        `ngrams must be [shortest, longest] from 1 on, not [${shortest}, ${longest}]`,
        {
          kind: "usage",
          where: "ngrams",
        },
      );
    }
    this.#buckets = buckets;
    this.#shortest = shortest;
    this.#longest = longest;
  }

  add(text: string): void {
    const plain = text.normalize("NFKC").toLowerCase();
    const points = this.#enclose(plain);
    const count = points.length;
    const before = this.length;
    this.#reserve(count * (this.#longest - this.#shortest + 2));
    for (let start = 0; start < count; start++) {
      let hash = offsetBasis;
      const most = Math.min(this.#longest, count - start);
      for (let n = 1; n <= most; n++) {
        hash = Math.imul(hash ^ points[start + n - 1]!, prime);
        if (n >= this.#shortest) this.#push(hash ^ n);
      }
    }
    let hash = wordBasis;
    let inWord = false;
    for (let i = 1; i < count; i++) {
      const point = points[i]!;
      if (i < count - 1 && !isSpace(point)) {
        hash = Math.imul(hash ^ point, prime);
        inWord = true;
      } else if (inWord) {
        this.#push(hash);
        hash = wordBasis;
        inWord = false;
      }
    }
    if (this.length === before) this.#push(wordBasis);
  }

  #enclose(plain: string): Int32Array {
    if (this.#points.length < plain.length + 2) this.#points = new Int32Array(2 * plain.length + 2);
    const points = this.#points;
    let count = 0;
    points[count++] = boundaryStart;
    for (let i = 0; i < plain.length; i++) {
      const point = plain.codePointAt(i)!;
      if (point > 0xffff) i++;
      points[count++] = point;
    }
    points[count++] = boundaryEnd;
    return points.subarray(0, count);
  }

  #reserve(more: number): void {
    if (this.length + more <= this.ids.length) return;
    const grown = new Int32Array(Math.max(2 * this.ids.length, this.length + more));
    grown.set(this.ids.subarray(0, this.length));
    this.ids = grown;
  }

  #push(hash: number): void {
    let h = hash;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    this.ids[this.length++] = ((h ^ (h >>> 16)) >>> 0) % this.#buckets;
  }
}

/** White space as NFKC leaves it (it makes a plain space of every wide or narrow one). */
function isSpace(point: number): boolean {
  return point === 0x20 || (point >= 0x09 && point <= 0x0d) || point === 0x2028 || point === 0x2029;
}
