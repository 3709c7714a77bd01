import { readFileSync } from "node:fs";
import { basic, type FontPackage, further, mono } from "./catalogue.js";
import { covers, type Slice, slicesOf } from "./slices.js";

/** One `@font-face` rule, before it is written. */
export interface Face {
  family: string;
  style: FontPackage["style"];
  slice: Slice;
}

export interface EmbeddedFonts {
  css: string;
  /** Families beyond the basic ones, in the order in which to try them. */
  families: string[];
  faces: readonly Face[];
}

// Characters that several symbol fonts cover, each by the font that has it in its smallest slice; the Latin
// slices of some families claim marks that the font does not have.
const preferred = new Map<number, string>([
  ...[..."✓✗◐○"].map((c): [number, string] => [c.codePointAt(0)!, "Noto Sans Symbols 2"]),
  ...[..."≈∅"].map((c): [number, string] => [c.codePointAt(0)!, "Noto Sans SC"]),
  ["→".codePointAt(0)!, "Noto Sans JP"],
]);

/** Which family is to show a character that others claim too; undefined: the first one that has it. */
function preferredFamily(codePoint: number): string | undefined {
  // The symbol fonts claim whole blocks of pictures and have few of them.
  if (codePoint >= 0x1f300 && /\p{Emoji}/u.test(String.fromCodePoint(codePoint))) return "Noto Emoji";
  return preferred.get(codePoint);
}

/**
 * The fonts that a text needs: of the two basic families the slices that it meets, and for each further
 * character the families that have it. Everything is embedded, so nothing is fetched and any machine shows the
 * same letters. Noto families come in one weight; browsers embolden it themselves.
 */
export function fontsFor(text: string): EmbeddedFonts {
  const faces = chooseFaces(text);
  return { css: faces.map(rule).join("\n"), families: furtherFamilies(faces), faces };
}

export function furtherFamilies(faces: readonly Face[]): string[] {
  return [...new Set(faces.map((face) => face.family))].filter((family) => !isOwnText(family));
}

/** Whether a family sets a report's own text, not only that of other scripts. */
export function isOwnText(family: string): boolean {
  return family === mono.family || basic.some((each) => each.family === family);
}

export function chooseFaces(text: string): Face[] {
  const characters = codePoints(text);
  const faces: Face[] = [];
  const served = new Set<number>();
  const take = (font: FontPackage, wanted: ReadonlySet<number>) => {
    for (const slice of slicesOf(font)) {
      const met = [...wanted].filter((c) => covers(slice, c));
      if (met.length === 0) continue;
      faces.push({ family: font.family, style: font.style, slice });
      for (const c of met) served.add(c);
    }
  };
  const plain = new Set([...characters].filter((c) => preferredFamily(c) === undefined));
  for (const font of basic) take(font, plain);
  if (/<code|<pre/.test(text)) take(mono, new Set([...plain].filter((c) => c < 0x250)));
  for (const font of further) {
    const wanted = [...characters].filter((c) => {
      const family = preferredFamily(c);
      return family === undefined ? wants(font, c, served) : font.family === family;
    });
    if (wanted.length > 0) take(font, new Set(wanted));
  }
  return faces;
}

/** Han, kana and Hangul may be served by several families, since `lang` decides which one shows them. */
function wants(font: FontPackage, codePoint: number, served: ReadonlySet<number>): boolean {
  if (!served.has(codePoint)) return true;
  return (
    /Sans (JP|KR)$/.test(font.family) &&
    /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(String.fromCodePoint(codePoint))
  );
}

export function allCodePoints(text: string): Set<number> {
  const found = new Set<number>();
  for (const character of text) found.add(character.codePointAt(0)!);
  return found;
}

function codePoints(text: string): Set<number> {
  const found = allCodePoints(text);
  // Controls, joiners and variation selectors have no shape of their own.
  for (const c of found) if (c < 0x20 || (c >= 0xfe00 && c <= 0xfe0f)) found.delete(c);
  return found;
}

function rule(face: Face): string {
  return fontFace(face, readFileSync(face.slice.file));
}

/** @param woff2 the slice's file, or as much of it as a page needs */
export function fontFace({ family, style, slice }: Face, woff2: Buffer): string {
  const data = woff2.toString("base64");
  // Of two weights each stands for its half of the scale; a family with one stands for the lighter half, and
  // browsers embolden it for the other.
  const weight = style === "600-normal" ? "500 900" : "100 450";
  return (
    `@font-face { font-family: "${family}"; font-style: ${style === "400-italic" ? "italic" : "normal"}; ` +
    `font-weight: ${weight}; src: url(data:font/woff2;base64,${data}) format("woff2"); unicode-range: ${slice.unicodeRange}; }`
  );
}
