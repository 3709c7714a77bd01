import { createRequire } from "node:module";

type Csl = Record<string, unknown>;

/** The part of Citation.js 0.8 that is used here; it ships no types. */
export interface CitationJs {
  Cite: new (
    data: readonly Csl[] | string,
    options?: { generateGraph?: false; forceType?: string },
  ) => { data: Csl[]; format(kind: "bibtex" | "biblatex", options?: object): string };
}

let loaded: CitationJs | undefined;

/** Citation.js with its plugins; loading them takes long, so only what needs them does. */
export function citationJs(): CitationJs {
  if (loaded === undefined) {
    const require = createRequire(import.meta.url);
    loaded = require("@citation-js/core") as CitationJs;
    require("@citation-js/plugin-bibtex");
    require("@citation-js/plugin-csl");
  }
  return loaded;
}

let csl: { styles: Readonly<Record<string, string>>; locales: Readonly<Record<string, string>> } | undefined;

/**
 * Styles and locales that `@citation-js/plugin-csl` brings, as XML by their names. Read from its two files: the
 * plugin itself would load all of Citation.js before it hands them out.
 */
export function bundledCsl(): NonNullable<typeof csl> {
  if (csl === undefined) {
    const require = createRequire(import.meta.url);
    csl = {
      styles: require("@citation-js/plugin-csl/lib/styles.json") as Record<string, string>,
      locales: require("@citation-js/plugin-csl/lib/locales.json") as Record<string, string>,
    };
  }
  return csl;
}
