import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { FontPackage } from "./catalogue.js";

/** One file of a family and the characters it is for. */
export interface Slice {
  file: string;
  /** As CSS writes it. */
  unicodeRange: string;
  ranges: readonly (readonly [number, number])[];
}

const require = createRequire(import.meta.url);
const known = new Map<string, Slice[]>();

/** The slices of a package that its catalogue entry names; empty when the package is not installed. */
export function slicesOf({ name, style, slices }: FontPackage): Slice[] {
  const key = `${name} ${style}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = read(name, style, slices);
  known.set(key, made);
  return made;
}

function read(name: string, style: string, wanted: FontPackage["slices"]): Slice[] {
  let folder: string;
  try {
    folder = path.dirname(require.resolve(`${name}/package.json`));
  } catch {
    return [];
  }
  const ranges = JSON.parse(readFileSync(path.join(folder, "unicode.json"), "utf8")) as Record<
    string,
    string
  >;
  const stem = path.basename(name);
  return Object.entries(ranges).flatMap(([slice, unicodeRange]) => {
    // Numbered slices are written [12] in the list and 12 in the file name.
    const label = slice.replace(/^\[(.*)\]$/, "$1");
    if (!wanted(slice)) return [];
    const file = path.join(folder, "files", `${stem}-${label}-${style}.woff2`);
    return [{ file, unicodeRange, ranges: parseRanges(unicodeRange) }];
  });
}

/** `U+0-FF,U+131,U+4??` as pairs of code points, both ends within. */
export function parseRanges(text: string): [number, number][] {
  return text.split(",").map((part) => {
    const [from = "", to] = part.trim().replace(/^U\+/i, "").split("-");
    return [
      Number.parseInt(from.replaceAll("?", "0"), 16),
      Number.parseInt((to ?? from).replaceAll("?", "F"), 16),
    ];
  });
}

export function covers(slice: Slice, codePoint: number): boolean {
  return slice.ranges.some(([from, to]) => codePoint >= from && codePoint <= to);
}
