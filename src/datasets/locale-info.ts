import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { ClaimbookError } from "../errors.js";
import { packageRoot } from "../paths.js";

export type ScriptGroup = "rare" | "common";

/** What tables and breakdowns say about a language. Plain data: it can be posted to a worker. */
export interface LocaleInfo {
  /** CLDR locale, e.g. `am`. */
  locale: string;
  /** English name, e.g. `Amharic`. */
  name: string;
  /** ISO 15924 code of the main script, e.g. `Ethi`. From CLDR's likely subtags. */
  script: string;
  /** English name of the script, e.g. `Ethiopic`. */
  scriptName: string;
  /** See `scriptGroup`. */
  scriptGroup: ScriptGroup;
  /** 0 (hardly any data) to 5 (most), after Joshi et al. 2020; see `data/resource-classes.json`. */
  resourceClass: number;
  /** Whether the script puts spaces between words (CLDR script metadata: no line break between letters). */
  spaces: boolean;
}

interface ResourceTable {
  source: string;
  unsure: string[];
  languages: Record<string, [name: string, resourceClass: number]>;
  scripts: Record<string, string>;
}

const require = createRequire(import.meta.url);
let table: ResourceTable | undefined;
let commonScripts: ReadonlySet<string> | undefined;

function resources(): ResourceTable {
  table ??= JSON.parse(
    readFileSync(path.join(packageRoot, "data", "resource-classes.json"), "utf8"),
  ) as ResourceTable;
  return table;
}

/** ISO 15924 code of a locale's main script: its own subtag, else the likely one of CLDR. */
export function scriptOf(locale: string): string | undefined {
  const subtag = locale.split("-").find((part) => /^[A-Z][a-z]{3}$/.test(part));
  if (subtag !== undefined) return subtag;
  const { likelySubtags } = (
    require("cldr-core/supplemental/likelySubtags.json") as {
      supplemental: { likelySubtags: Record<string, string> };
    }
  ).supplemental;
  const known = [locale, locale.split("-")[0]!].find((name) => Object.hasOwn(likelySubtags, name));
  return known === undefined ? undefined : likelySubtags[known]!.split("-")[1];
}

/**
 * A script is *rare* when no language written in it is among the well-resourced ones: classes 4 and 5 of
 * Joshi et al. 2020. By this rule Latin, Cyrillic, Arabic, Devanagari, Han, Japanese and Korean are common, and
 * all the others of the table rare. The whole table counts, not only the languages of a data set.
 *
 * @throws {ClaimbookError} kind `usage` for a locale without script
 */
export function scriptGroup(locale: string): ScriptGroup {
  const script = scriptOf(locale);
  if (script === undefined) throw unknown(locale, "CLDR knows no script of it");
  commonScripts ??= new Set(
    Object.entries(resources().languages)
      .filter(([, [, resourceClass]]) => resourceClass >= 4)
      .map(([wellResourced]) => scriptOf(wellResourced)!),
  );
  return commonScripts.has(script) ? "common" : "rare";
}

/** @throws {ClaimbookError} kind `usage` for a locale that `data/resource-classes.json` does not list */
export function localeInfo(locale: string): LocaleInfo {
  const entry = Object.hasOwn(resources().languages, locale) ? resources().languages[locale] : undefined;
  const script = scriptOf(locale);
  if (entry === undefined || script === undefined) throw unknown(locale, "its resource class is not known");
  const [name, resourceClass] = entry;
  const { scriptName, spaces } = scriptFacts(script);
  return { locale, name, script, scriptName, scriptGroup: scriptGroup(locale), resourceClass, spaces };
}

/** English name of a script, and whether it puts spaces between words (CLDR script metadata). */
export function scriptFacts(script: string): { scriptName: string; spaces: boolean } {
  const { scriptMetadata } = require("cldr-core/scriptMetadata.json") as {
    scriptMetadata: Record<string, { lbLetters: "YES" | "NO" }>;
  };
  return {
    scriptName: resources().scripts[script] ?? script,
    spaces: scriptMetadata[script]?.lbLetters !== "YES",
  };
}

/** Name and class as `data/resource-classes.json` has them, and how sure it is; undefined where it has neither. */
export function resourceClassOf(
  locale: string,
): { name: string; resourceClass: number; certain: boolean; source: string } | undefined {
  const { languages, unsure, source } = resources();
  if (!Object.hasOwn(languages, locale)) return undefined;
  const [name, resourceClass] = languages[locale]!;
  return { name, resourceClass, certain: !unsure.includes(locale), source };
}

/** Every locale that `localeInfo` knows, sorted. */
export function knownLocales(): string[] {
  return Object.keys(resources().languages).sort();
}

function unknown(locale: string, why: string): ClaimbookError {
  return new ClaimbookError(`${why}: ${JSON.stringify(locale)}`, {
    kind: "usage",
    where: "locale",
    wayOut: `Known: ${knownLocales().join(", ")}. Others can be added to data/resource-classes.json.`,
  });
}
