import type { Candidate } from "./same-work.js";
import { isSmallWord } from "./title-form.js";

/** Records of one bucket that are all compared with each other; of larger ones only neighbours are. */
const bucketSize = 40;
/** Neighbours compared in a bucket that is larger, sorted by year and first author. */
const window = 12;

/**
 * Pairs of records that may be one work, each once: those that share the title's beginning, its end, a pair of rare
 * words, or author and year. The number of pairs grows with the number of records and not with its square, whatever
 * the records say.
 */
export function* candidatePairs(
  candidates: readonly Candidate[],
  counts: ReadonlyMap<string, number>,
): Generator<[Candidate, Candidate]> {
  const buckets = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    for (const key of keysOf(candidate, counts)) {
      const bucket = buckets.get(key);
      if (bucket === undefined) buckets.set(key, [candidate]);
      else bucket.push(candidate);
    }
  }
  const seen = new Set<number>();
  const n = candidates.length;
  for (const bucket of buckets.values()) {
    const all = bucket.length <= bucketSize;
    const rows = all ? bucket : sorted(bucket);
    for (let i = 0; i < rows.length; i++) {
      const end = all ? rows.length : Math.min(rows.length, i + 1 + window);
      for (let j = i + 1; j < end; j++) {
        const [a, b] = rows[i]!.index < rows[j]!.index ? [rows[i]!, rows[j]!] : [rows[j]!, rows[i]!];
        const key = a.index * n + b.index;
        if (a === b || seen.has(key)) continue;
        seen.add(key);
        yield [a, b];
      }
    }
  }
}

function keysOf({ title, authors, year }: Candidate, counts: ReadonlyMap<string, number>): Set<string> {
  const { words, main, joined } = title;
  const keys = new Set<string>([`j ${joined.slice(0, 200)}`, `m ${main.join("").slice(0, 200)}`]);
  if (joined.length >= 10) {
    keys.add(`b ${joined.slice(0, 14)}`);
    keys.add(`e ${joined.slice(-14)}`);
  }
  const rarest = [...new Set(words)]
    .filter((word) => !isSmallWord(word))
    .sort((a, b) => counts.get(a)! - counts.get(b)! || (a < b ? -1 : 1));
  // A slip makes a word rare: of the five rarest, two are right even when three were misspelt.
  const few = rarest.slice(0, 5).sort();
  for (let i = 0; i < few.length; i++) {
    for (let j = i + 1; j < few.length; j++) keys.add(`w ${few[i]} ${few[j]}`);
  }
  if (year !== undefined) {
    // A title that many bear is found by any of its authors: lists are sorted, cut and shuffled.
    if (joined.length < 16) {
      for (const word of authors.slice(0, 8).flatMap((author) => author.words.slice(0, 4)))
        keys.add(`a ${word} ${year}`);
    }
    for (const word of authors[0]?.words.slice(0, 4) ?? []) {
      keys.add(`a ${word} ${year} ${words[0]}`);
      keys.add(`a ${word} ${year} ${words.at(-1)} $`);
    }
  }
  return keys;
}

function sorted(bucket: readonly Candidate[]): Candidate[] {
  const key = ({ title, authors, year }: Candidate) =>
    `${title.joined.slice(0, 100)} ${authors[0]?.family[0] ?? ""} ${year ?? ""}`;
  return bucket
    .map((candidate) => [key(candidate), candidate] as const)
    .sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1].index - b[1].index))
    .map(([, candidate]) => candidate);
}
