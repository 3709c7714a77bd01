import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { ClaimbookError } from "../errors.js";
import { sha256Of } from "../sha256.js";

/** What CLDR says about a picture (an emoji) in one locale. */
export interface Annotation {
  /** The short name, which screen readers speak. */
  caption: string;
  keywords: string[];
}

/**
 * A locale with fewer annotated pictures is not offered: CLDR's complete ones have some 1,580, the others only
 * the differences from a parent locale or the beginnings of a translation.
 */
export const LEAST_PICTURES = 1500;

/**
 * Emoji. The property also covers the code points of future ones, so that a Node of an older Unicode finds the same
 * pictures; three signs of music lost it in Unicode 17.
 */
const pictographic = /(?![♪♭♯])[\p{Extended_Pictographic}\p{Regional_Indicator}]/u;

/** The annotations of the npm package `cldr-annotations-full`: one JSON file a locale. */
export class CldrAnnotations {
  readonly folder: string;
  readonly version: string;

  /** @param folder the package; by default the one installed beside claimbook */
  constructor(folder?: string) {
    this.folder = folder ?? installed();
    this.version = (read(path.join(this.folder, "package.json")).content as { version: string }).version;
  }

  /** Every locale that has a file, sorted, also those with few pictures. */
  locales(): string[] {
    return readdirSync(path.join(this.folder, "annotations"))
      .filter((locale) => existsSync(this.#file(locale)))
      .sort();
  }

  /**
   * Pictures with a caption, and a hash of the file.
   *
   * @throws {ClaimbookError} kind `usage` for a locale without file, listing those that have one
   */
  read(locale: string): { annotations: Map<string, Annotation>; sha256: string } {
    const locales = this.locales();
    if (!locales.includes(locale)) {
      throw new ClaimbookError(`CLDR has no annotations in ${JSON.stringify(locale)}`, {
        kind: "usage",
        where: "locales",
        wayOut: `Available: ${locales.join(", ")}.`,
      });
    }
    const { bytes, content } = read(this.#file(locale));
    const annotations = new Map<string, Annotation>();
    // Some files have no annotations at all.
    for (const [picture, entry] of Object.entries((content as Content).annotations.annotations ?? {})) {
      const caption = entry.tts?.[0]?.trim();
      if (caption && pictographic.test(picture)) {
        const keywords = (entry.default ?? []).map((keyword) => keyword.replace(/\s+/gu, " ").trim());
        annotations.set(picture, { caption: caption.replace(/\s+/gu, " "), keywords });
      }
    }
    return { annotations, sha256: sha256Of(bytes) };
  }

  /** Locales with at least `LEAST_PICTURES`. Reads every file: about a second. */
  completeLocales(): string[] {
    return this.locales().filter((locale) => this.read(locale).annotations.size >= LEAST_PICTURES);
  }

  #file(locale: string): string {
    return path.join(this.folder, "annotations", locale, "annotations.json");
  }
}

/** What is used of `annotations.json`. */
interface Content {
  annotations: { annotations?: Record<string, { default?: string[]; tts?: string[] }> };
}

function read(file: string): { bytes: Buffer; content: unknown } {
  try {
    const bytes = readFileSync(file);
    return { bytes, content: JSON.parse(bytes.toString("utf8")) };
  } catch (cause) {
    throw new ClaimbookError("the annotations cannot be read", {
      kind: "could-not-run",
      where: file,
      wayOut: "Install cldr-annotations-full again.",
      cause,
    });
  }
}

function installed(): string {
  try {
    return path.dirname(createRequire(import.meta.url).resolve("cldr-annotations-full/package.json"));
  } catch (cause) {
    throw new ClaimbookError("the package cldr-annotations-full is not installed", {
      kind: "could-not-run",
      where: "data set cldr-captions",
      wayOut: "Run npm install.",
      cause,
    });
  }
}
