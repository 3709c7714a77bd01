import { normalized, words } from "../text.js";
import type { LeakageSide, LeakageText } from "./leakage-texts.js";

/** Shingles have this many characters, */
export const SHINGLE = 5;
/** and this many where a character is a syllable or a word: a fifth of a Chinese sentence is a lot. */
export const SHINGLE_OF_SYLLABLES = 3;

const syllable = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

/** Shorter sentences of a text ("He said so.") are not compared by themselves. In characters of `comparable`. */
export const LEAST_SENTENCE = 20;

const sentenceEnd =
  /(?<=[.!?\u2026\u061f\u06d4\u0964\u0965\u1362\u104b\u17d4][\p{Pe}\p{Pf}"']*)\s+|(?<=[\u3002\uff01\uff1f][\p{Pe}\p{Pf}]*)/u;

/** Distinct texts of one side, and distinct sentences of them, each with the set of its shingles. */
export interface TextSet {
  name: string;
  /** Number of texts, repetitions counted. */
  size: number;
  /** Of these, queries. */
  queries: number;
  /** What is compared: of each distinct text, see `comparable`; of texts with several sentences, those too. */
  keys: string[];
  /** The texts that have a key, whole or as a sentence. */
  members: LeakageText[][];
  /** Hashes of the shingles, ascending and distinct within a text; those of text i begin at `offsets[i]`. */
  shingles: Uint32Array;
  offsets: Int32Array;
}

/**
 * What is compared of a text: its letters, marks and digits in lower case (NFKC), one space between words. Texts that
 * differ in punctuation, case or spacing only are the same. A text without letters and digits is compared as it is.
 */
export function comparable(text: string): string {
  const joined = words(text).join(" ");
  return joined === "" ? normalized(text) : joined;
}

/** What is compared of a text: all of it and, when it has several sentences, the longer ones of them. */
export function comparedOf(text: string): string[] {
  const parts = text.split(sentenceEnd).map(comparable);
  const sentences = parts.length > 1 ? parts.filter((part) => part.length >= LEAST_SENTENCE) : [];
  return [...new Set([comparable(text), ...sentences])];
}

/** Reads a side text by text; `tick` is called now and then, and may throw to end it. */
export async function textSet(side: LeakageSide, tick: (done: number) => Promise<void>): Promise<TextSet> {
  const places = new Map<string, number>();
  const keys: string[] = [];
  const members: LeakageText[][] = [];
  let hashes = new Uint32Array(1 << 16);
  let used = 0;
  const offsets: number[] = [0];
  let size = 0;
  let queries = 0;
  const add = (key: string, text: LeakageText) => {
    const place = places.get(key);
    if (place !== undefined) {
      members[place]!.push(text);
      return;
    }
    places.set(key, keys.length);
    keys.push(key);
    members.push([text]);
    const mine = shingleHashes(key);
    if (used + mine.length > hashes.length) {
      const larger = new Uint32Array(Math.max(2 * hashes.length, used + mine.length));
      larger.set(hashes.subarray(0, used));
      hashes = larger;
    }
    hashes.set(mine, used);
    used += mine.length;
    offsets.push(used);
  };
  for await (const text of side.texts) {
    if (++size % 5000 === 0) await tick(size);
    if (text.part === "query") queries++;
    for (const key of comparedOf(text.text)) add(key, text);
  }
  return {
    name: side.name,
    size,
    queries,
    keys,
    members,
    shingles: hashes.subarray(0, used),
    offsets: Int32Array.from(offsets),
  };
}

/** The distinct shingles of a comparable text; of a text shorter than a shingle, the whole. */
export function shinglesOf(key: string): Set<string> {
  const size = shingleSize(key);
  const result = new Set<string>();
  for (let at = 0; at + size <= key.length; at++) result.add(key.slice(at, at + size));
  if (result.size === 0) result.add(key);
  return result;
}

function shingleSize(key: string): number {
  return 2 * (key.match(syllable)?.length ?? 0) >= key.length ? SHINGLE_OF_SYLLABLES : SHINGLE;
}

/** Hashes of `shinglesOf`, ascending. Two shingles with one hash count as one; among 2^32 that is rare. */
function shingleHashes(key: string): Uint32Array {
  const size = shingleSize(key);
  const count = Math.max(1, key.length - size + 1);
  const length = Math.min(size, key.length);
  const hashes = new Uint32Array(count);
  for (let at = 0; at < count; at++) {
    // FNV-1a over UTF-16 units, then the finaliser of MurmurHash3.
    let hash = 0x811c9dc5;
    for (let i = at; i < at + length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hashes[at] = hash ^ (hash >>> 16);
  }
  hashes.sort();
  let distinct = 1;
  for (let i = 1; i < count; i++) if (hashes[i] !== hashes[i - 1]) hashes[distinct++] = hashes[i]!;
  return hashes.subarray(0, distinct);
}

/** |A ∩ B| / |A ∪ B| of the shingles of two texts of two sets. */
export function jaccard(a: TextSet, i: number, b: TextSet, j: number): number {
  let [x, y] = [a.offsets[i]!, b.offsets[j]!];
  const [endX, endY] = [a.offsets[i + 1]!, b.offsets[j + 1]!];
  const sizes = endX - x + (endY - y);
  let common = 0;
  while (x < endX && y < endY) {
    const left = a.shingles[x]!;
    const right = b.shingles[y]!;
    if (left === right) common++;
    if (left <= right) x++;
    if (right <= left) y++;
  }
  return common / (sizes - common);
}
