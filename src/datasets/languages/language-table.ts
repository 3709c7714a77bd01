import { readFileSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "../../paths.js";

/** A row of `data/languages.json`. */
export interface LanguageRow {
  /** ISO 639-3 of the variety meant. */
  iso: string;
  /** Other codes that data sets give the language: of its macrolanguage, bibliographic ones. */
  also?: readonly string[];
  /** Top-level family; `Isolate` and `Artificial` are none. */
  family: string;
  /** Where `data/resource-classes.json` does not have one. */
  name?: string;
  /** ISO 15924, where CLDR does not have one. */
  script?: string;
}

let rows: ReadonlyMap<string, LanguageRow> | undefined;
let tags: ReadonlyMap<string, string> | undefined;

/** BCP 47 tag -> what the project's own table has on the language. */
export function languageRows(): ReadonlyMap<string, LanguageRow> {
  rows ??= new Map(
    Object.entries(
      (
        JSON.parse(readFileSync(path.join(packageRoot, "data", "languages.json"), "utf8")) as {
          languages: Record<string, LanguageRow>;
        }
      ).languages,
    ),
  );
  return rows;
}

/** Every code of the table, and the tag it stands for. A tag stands for itself. */
export function tagsByCode(): ReadonlyMap<string, string> {
  tags ??= new Map(
    [...languageRows()].flatMap(([tag, { iso, also = [] }]) =>
      [tag, iso, ...also].map((code): [string, string] => [code, tag]),
    ),
  );
  return tags;
}
