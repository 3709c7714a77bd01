import { createRequire } from "node:module";
import { ClaimbookError } from "../../errors.js";
import type { CslItem } from "../search-log.js";

/** The part of Citation.js 0.8 used here; it ships no types. */
interface CitationJs {
  Cite: new (input: unknown, options: { generateGraph: false; forceType: string }) => { data: CslItem[] };
  plugins: {
    input: {
      chain(input: string, options: { generateGraph: false; target: string; forceType: string }): BibEntry[];
    };
  };
}

interface BibEntry {
  type: string;
  label: string;
  properties: Record<string, unknown>;
}

let loaded: CitationJs | undefined;

/** Citation.js takes long to load, so it is loaded with the first BibTeX file. */
function citationJs(): CitationJs {
  if (loaded === undefined) {
    const require = createRequire(import.meta.url);
    loaded = require("@citation-js/core") as CitationJs;
    require("@citation-js/plugin-bibtex");
  }
  return loaded;
}

/**
 * The entries of a BibTeX file as CSL-JSON, with the citation key as id. An `eprint` of arXiv and a `doi` become
 * the id instead, since those are how works are cited across files.
 *
 * @param file for errors
 * @throws ClaimbookError (`could-not-run`) with the line that does not parse
 */
export function parseBibtex(text: string, file: string): CslItem[] {
  const { Cite, plugins } = citationJs();
  try {
    const entries = plugins.input.chain(text, {
      generateGraph: false,
      target: "@biblatex/entries+list",
      forceType: "@biblatex/text",
    });
    return entries.map((entry) => {
      const [item] = new Cite([entry], { generateGraph: false, forceType: "@biblatex/entries+list" }).data;
      return { ...item!, id: idOf(entry) };
    });
  } catch (cause) {
    const message = (cause as Error).message;
    const place = /at line (\d+) col (\d+)/.exec(message);
    throw new ClaimbookError(
      `is not BibTeX: ${message.split("\n")[0]!.replace(/ at line \d+ col \d+:?/, "")}`,
      {
        kind: "could-not-run",
        where: place === null ? file : `${file}, line ${place[1]}, column ${place[2]}`,
        wayOut: "Correct the entry, or move the file out of the library.",
        cause,
      },
    );
  }
}

function idOf({ label, properties }: BibEntry): string {
  const { eprint, doi, archiveprefix, eprinttype } = properties;
  const archive = String(archiveprefix ?? eprinttype ?? "").toLowerCase();
  if (typeof eprint === "string" && archive === "arxiv") return `arXiv:${eprint.replace(/^arxiv:/i, "")}`;
  if (typeof doi === "string") return `doi:${doi}`;
  return label;
}
