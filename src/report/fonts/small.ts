import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { nearestManifest } from "../../manifest.js";
import type { KeptFiles } from "../kept-files.js";
import {
  allCodePoints,
  chooseFaces,
  type EmbeddedFonts,
  type Face,
  fontFace,
  furtherFamilies,
  isOwnText,
} from "./embed.js";
import { covers } from "./slices.js";

/** The part of subset-font 2 that is used here; it ships no types. */
type SubsetFont = (font: Buffer, text: string, options: { targetFormat: "woff2" }) => Promise<Uint8Array>;

// What shaping reaches for though no text shows it: joiners, variation selectors, the circle under a lone mark, spaces.
const shaping = new Set([0x20, 0xa0, 0x34f, 0x200b, 0x200c, 0x200d, 0x25cc, 0x2060]);
for (let c = 0xfe00; c <= 0xfe0f; c++) shaping.add(c);

/**
 * A page whose fonts have the glyphs that its text needs and no others: those of its characters and all that the
 * font's layout features can put in their place (ligatures, conjuncts, forms by position), by HarfBuzz's subsetter.
 * The Latin slices of a report's own faces stay whole: figures and buttons write numbers that no text foretells. The
 * same text gives the same bytes, kept before or not.
 *
 * @param make makes the page with what it is given in place of `fontsFor`, which it calls once
 * @param kept made fonts of other times
 */
export async function withSmallFonts(
  make: (fonts: (text: string) => EmbeddedFonts) => string,
  kept?: KeptFiles,
): Promise<string> {
  let mark = "";
  let needed = "";
  let faces: Face[] = [];
  const page = make((text) => {
    needed = text;
    faces = chooseFaces(text);
    // A text cannot hold its own hash, so nothing on the page can be taken for the place of its fonts.
    mark = `/* ${createHash("sha256").update(text).digest("hex")} */`;
    return { css: mark, families: furtherFamilies(faces), faces };
  });
  const characters = allCodePoints(needed);
  const rules: string[] = [];
  for (const face of faces) rules.push(fontFace(face, await smallFont(face, characters, kept)));
  return page.replace(mark, () => rules.join("\n"));
}

async function smallFont(
  face: Face,
  characters: ReadonlySet<number>,
  kept: KeptFiles | undefined,
): Promise<Buffer> {
  const whole = await readFile(face.slice.file);
  if (isOwnText(face.family) && covers(face.slice, 0x41)) return whole;
  const wanted = new Set([...shaping, ...[...characters].filter((c) => covers(face.slice, c))]);
  const text = String.fromCodePoint(...[...wanted].sort((a, b) => a - b));
  const key = createHash("sha256").update(whole).update(`\0${makers()}\0${text}`).digest("hex");
  const found = await kept?.get(`${key}.woff2`);
  if (found !== undefined) return found;
  const made = Buffer.from(await subsetter()(whole, text, { targetFormat: "woff2" }));
  const small = made.length < whole.length ? made : whole;
  await kept?.put(`${key}.woff2`, small);
  return small;
}

const require = createRequire(import.meta.url);

function subsetter(): SubsetFont {
  return require("subset-font") as SubsetFont;
}

let versions: string | undefined;

/** The packages that make a font, by version: subset-font and those that it calls. */
function makers(): string {
  if (versions === undefined) {
    const own = createRequire(require.resolve("subset-font"));
    const inner = createRequire(own.resolve("fontverter"));
    versions = [
      versionOf(require.resolve("subset-font")),
      versionOf(own.resolve("harfbuzzjs")),
      versionOf(inner.resolve("wawoff2")),
    ].join(" ");
  }
  return versions;
}

function versionOf(module: string): string {
  const { name, version } = nearestManifest(module) as { name?: string; version?: string };
  return `${name}@${version}`;
}
