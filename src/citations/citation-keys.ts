import type { CslItem } from "../literature/search-log.js";
import { foldLetters } from "./sort-text.js";

const skipped = new Set([
  "a",
  "an",
  "and",
  "das",
  "der",
  "die",
  "for",
  "in",
  "la",
  "le",
  "of",
  "on",
  "the",
  "to",
]);

/**
 * A key for each work, such as `elmahdy2024synergistic`: first author, year and first word of the title in ASCII
 * letters and digits, as every BibTeX program takes them. Where that says too little (other scripts), the work's id
 * stands in. Keys that are alike get `a`, `b`, … in the order of the works.
 */
export function citationKeys(works: readonly CslItem[]): string[] {
  const bare = works.map(keyOf);
  const times = new Map<string, number>();
  for (const key of bare) times.set(key, (times.get(key) ?? 0) + 1);
  const taken = new Set(bare.filter((key) => times.get(key) === 1));
  const next = new Map<string, number>();
  return bare.map((key) => {
    if (times.get(key) === 1) return key;
    for (let n = next.get(key) ?? 0; ; n++) {
      const candidate = `${key}${letters(n)}`;
      if (taken.has(candidate)) continue;
      next.set(key, n + 1);
      taken.add(candidate);
      return candidate;
    }
  });
}

function keyOf({ id, author, issued, title }: CslItem): string {
  const [first] = author ?? [];
  const name = ascii(first?.family ?? first?.literal ?? "").slice(0, 30);
  const year = issued?.["date-parts"][0]?.[0];
  const word = title
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .map(ascii)
    .find((candidate) => candidate.length > 1 && !skipped.has(candidate));
  if (name !== "" && (year !== undefined || word !== undefined)) {
    return `${name}${year ?? ""}${(word ?? "").slice(0, 30)}`;
  }
  const fromId = ascii(id).slice(0, 60);
  return fromId === "" ? "work" : /^\d/.test(fromId) ? `work${fromId}` : fromId;
}

/** 0 -> a, 25 -> z, 26 -> aa. */
function letters(n: number): string {
  const last = String.fromCharCode(0x61 + (n % 26));
  return n < 26 ? last : letters(Math.floor(n / 26) - 1) + last;
}

function ascii(text: string): string {
  return foldLetters(text).replace(/[^a-z0-9]/g, "");
}
