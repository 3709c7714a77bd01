import { createRequire } from "node:module";
import { ClaimbookError } from "../../errors.js";
import { scriptFacts, scriptOf } from "../locale-info.js";
import { languageRows, tagsByCode } from "./language-table.js";

const require = createRequire(import.meta.url);

/** FLORES has a name of its own for the script of Korean. */
const SCRIPT_NAMES: Readonly<Record<string, string>> = { Hang: "Kore" };

/** Regions by which data sets tell the two ways to write Chinese apart. */
const CHINESE_REGIONS: Readonly<Record<string, "Hans" | "Hant">> = {
  CN: "Hans",
  SG: "Hans",
  TW: "Hant",
  HK: "Hant",
  MO: "Hant",
};

/**
 * The BCP 47 tag under which a language goes in this project, from the code that some data set has for it:
 * ISO 639-1 and 639-3 (`am`, `amh`), macrolanguages (`ara`, `swa`, `zho`), FLORES and SIB-200 (`amh_Ethi`, `zho_Hans`),
 * NTREX (`zho-CN`, `por-BR`), XTREME, LASER, MIRACL and XM3600. One language has one tag in all of them, so that data
 * sets can be joined: Tagalog and Filipino are `fil`, Bokmål and Norwegian without more said are `no`, Western Persian
 * is `fa`. A script that goes without saying is left out, another one stays (`zh-Hant`, `ar-Latn`); so does a region,
 * save those by which Chinese tells its script.
 *
 * Codes that `data/languages.json` lacks are shortened by CLDR's aliases (`cldr-core`).
 *
 * @throws {ClaimbookError} kind `usage` for what does not look like a language code
 */
export function languageTag(code: string): string {
  const parts = /^([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}))?$/.exec(code);
  if (parts === null) {
    throw new ClaimbookError(`${JSON.stringify(code)} is no language code`, {
      kind: "usage",
      where: "language",
      wayOut: "Codes look like am, amh, amh_Ethi, zho-CN or zh-Hant.",
    });
  }
  const tag = baseTag(parts[1]!.toLowerCase());
  const region = parts[3]?.toUpperCase();
  const byRegion = tag === "zh" && region !== undefined ? CHINESE_REGIONS[region] : undefined;
  const script = byRegion ?? scriptName(parts[2]);
  return [
    tag,
    ...(script === undefined || script === mainScript(tag) ? [] : [script]),
    ...(region === undefined || byRegion !== undefined ? [] : [region]),
  ].join("-");
}

/** Whether texts of a tag have spaces between words; so where nothing is known of the language. */
export function hasSpaces(tag: string): boolean {
  const [base, ...subtags] = tag.split("-") as [string, ...string[]];
  const script = subtags.find((part) => part.length === 4) ?? mainScript(base);
  return script === undefined || scriptFacts(script).spaces;
}

/** ISO 15924 code of the script that a language is mainly written in. */
export function mainScript(tag: string): string | undefined {
  return languageRows().get(tag)?.script ?? scriptOf(tag);
}

function scriptName(part: string | undefined): string | undefined {
  if (part === undefined) return undefined;
  const name = part[0]!.toUpperCase() + part.slice(1).toLowerCase();
  return SCRIPT_NAMES[name] ?? name;
}

function baseTag(code: string): string {
  const known = tagsByCode().get(code);
  if (known !== undefined) return known;
  const { languageAlias } = (
    require("cldr-core/supplemental/aliases.json") as {
      supplemental: {
        metadata: { alias: { languageAlias: Record<string, { _reason: string; _replacement: string }> } };
      };
    }
  ).supplemental.metadata.alias;
  const alias = Object.hasOwn(languageAlias, code) ? languageAlias[code]! : undefined;
  // A language that was merged into another (South Levantine Arabic) is still one of its own in a data set.
  if (alias === undefined || (alias._reason === "deprecated" && code.length === 3)) return code;
  // Some aliases name a script or region besides (`prs` is Persian of Afghanistan): those are taken as they are.
  return tagsByCode().get(alias._replacement) ?? alias._replacement;
}
