import { readFileSync } from "node:fs";
import { ClaimbookError } from "../../errors.js";
import { schemaProblems } from "../../json-schema.js";
import { CslItem } from "../search-log.js";
import { parseBibtex } from "./bibtex.js";
import { jsonErrorOffset } from "./json-error.js";

/** An entry and the file it stands in. */
export interface LibraryEntry {
  item: CslItem;
  file: string;
}

/**
 * The entries of one file: CSL-JSON (`*.json`: a list, or one entry) or BibTeX (`*.bib`).
 *
 * @throws ClaimbookError (`could-not-run`) naming the file and the line or entry that is malformed
 */
export function readEntries(file: string): LibraryEntry[] {
  const text = readFileSync(file, "utf8");
  const items = file.endsWith(".bib") ? parseBibtex(text, file) : parseCsl(text, file);
  return items.map((item) => ({ item, file }));
}

function parseCsl(text: string, file: string): CslItem[] {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw new ClaimbookError(`is not JSON: ${(cause as Error).message}`, {
      kind: "could-not-run",
      where: place(text.replace(/^\uFEFF/, ""), file),
      wayOut: "Export the library as CSL-JSON again, or correct the file.",
      cause,
    });
  }
  const items = Array.isArray(value) ? value : [value];
  return items.map((item: unknown, index) => {
    const [problem] = schemaProblems(CslItem, item);
    if (problem !== undefined) {
      throw new ClaimbookError(`is no CSL-JSON entry: ${problem}`, {
        kind: "could-not-run",
        where: `${file}, entry ${index + 1}${nameOf(item)}`,
        wayOut: "An entry needs at least id, type and title.",
      });
    }
    return item as CslItem;
  });
}

function place(text: string, file: string): string {
  const before = text.slice(0, jsonErrorOffset(text) ?? 0).split("\n");
  return `${file}, line ${before.length}, column ${before.at(-1)!.length + 1}`;
}

function nameOf(item: unknown): string {
  const id = typeof item === "object" && item !== null && "id" in item ? item.id : undefined;
  return typeof id === "string" ? ` (${id})` : "";
}
