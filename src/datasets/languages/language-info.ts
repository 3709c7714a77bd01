import { ClaimbookError } from "../../errors.js";
import { resourceClassOf, type ScriptGroup, scriptFacts, scriptGroup } from "../locale-info.js";
import { languageRows } from "./language-table.js";
import { languageTag, mainScript } from "./language-tag.js";

/** What tables and breakdowns say about a language. Plain data. */
export interface LanguageInfo {
  /** BCP 47, as `languageTag` gives it. */
  tag: string;
  /** English name. */
  name: string;
  /** ISO 639-3 of the variety that the tag means here, e.g. `arb` for `ar`. */
  iso639_3: string;
  /** ISO 15924. */
  script: string;
  scriptName: string;
  /** See `scriptGroup`. */
  scriptGroup: ScriptGroup;
  /** Whether the script puts spaces between words. */
  spaces: boolean;
  /** Top-level family as Glottolog (and URIEL) name it; `Isolate` and `Artificial` for languages without one. */
  family: string;
  /** 0 (hardly any data) to 5 (most), after Joshi et al. 2020; absent where it is not known to this project. */
  resourceClass?: number;
  /** Whether the class was found in two places that agree; see `data/resource-classes.json`. */
  resourceClassCertain: boolean;
  /** Where the class comes from. */
  resourceSource: string;
}

/**
 * Script, family and resource class of a language.
 *
 * @param code a tag, or any code that `languageTag` understands
 * @throws {ClaimbookError} kind `usage` for a language that `data/languages.json` does not list
 */
export function languageInfo(code: string): LanguageInfo {
  const tag = languageTag(code);
  const [base, ...subtags] = tag.split("-") as [string, ...string[]];
  const row = languageRows().get(base);
  const script = subtags.find((part) => part.length === 4) ?? mainScript(base);
  const resource = resourceClassOf(tag) ?? resourceClassOf(base);
  const name = resource?.name ?? row?.name;
  if (row === undefined || script === undefined || name === undefined) {
    throw new ClaimbookError(`nothing is known about the language ${JSON.stringify(code)}`, {
      kind: "usage",
      where: "language",
      wayOut: `Known: ${knownLanguages().join(", ")}. Others can be added to data/languages.json.`,
    });
  }
  return {
    tag,
    name,
    iso639_3: row.iso,
    script,
    ...scriptFacts(script),
    scriptGroup: scriptGroup(`${base}-${script}`),
    family: row.family,
    ...(resource === undefined ? {} : { resourceClass: resource.resourceClass }),
    resourceClassCertain: resource?.certain ?? false,
    resourceSource: resource?.source ?? "not known",
  };
}

/** Every tag that `languageInfo` knows without a script or region of its own, sorted. */
export function knownLanguages(): string[] {
  return [...languageRows().keys()].sort();
}
