import { createRequire } from "node:module";

type Csl = Record<string, unknown>;

/** The part of Citation.js 0.8 that is used here; it ships no types. */
export interface CitationJs {
  Cite: new (
    data: readonly Csl[] | string,
    options?: { generateGraph?: false; forceType?: string },
  ) => { data: Csl[]; format(kind: "bibtex" | "biblatex", options?: object): string };
  plugins: {
    config: { get(plugin: string): Csl };
  };
}

interface Register {
  data: Record<string, string>;
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

/** Styles and locales that `@citation-js/plugin-csl` brings, as XML by their names. */
export function bundledCsl(): {
  styles: Readonly<Record<string, string>>;
  locales: Readonly<Record<string, string>>;
} {
  const { styles, locales } = citationJs().plugins.config.get("@csl") as {
    styles: Register;
    locales: Register;
  };
  return { styles: styles.data, locales: locales.data };
}
