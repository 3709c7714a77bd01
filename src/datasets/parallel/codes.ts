import { ClaimbookError } from "../../errors.js";
import { languageTag } from "../languages/index.js";
import { languageRows } from "../languages/language-table.js";

/**
 * Which of a data set's own codes stands for which tag, of those asked for. Where two codes have one tag (FLORES has
 * `aka` and `twi`, which are one language to CLDR), the one that the project's table names has it, else the first; the
 * other goes under its own code.
 *
 * @param codes as found in the folder
 * @param languages tags or codes; all when absent
 * @returns tag -> code, in the order asked for, else sorted by tag
 * @throws {ClaimbookError} kind `usage` for a language that is not there, one twice, or none
 */
export function chosenCodes(
  name: string,
  codes: readonly string[],
  languages: readonly string[] | undefined,
): Map<string, string> {
  const base = (code: string) => code.split(/[-_]/)[0]!;
  const named = (code: string) => (languageRows().get(languageTag(base(code)))?.iso === base(code) ? 0 : 1);
  const byTag = new Map<string, string>();
  for (const code of [...codes].sort((a, b) => named(a) - named(b) || (a < b ? -1 : 1))) {
    const tag = languageTag(code);
    byTag.set(byTag.has(tag) ? code.replaceAll("_", "-") : tag, code);
  }
  const there = [...byTag.keys()].sort();
  const asked =
    languages?.map((language) => (byTag.has(language) ? language : languageTag(language))) ?? there;
  const missing = asked.find((tag) => !byTag.has(tag));
  const twice = asked.find((tag, i) => asked.indexOf(tag) !== i);
  if (missing !== undefined || twice !== undefined || asked.length === 0) {
    throw new ClaimbookError(
      missing !== undefined
        ? `the data set is not there in ${JSON.stringify(missing)}`
        : twice !== undefined
          ? `${twice} is asked for twice`
          : "no language is asked for",
      {
        kind: "usage",
        where: `languages of ${name}`,
        wayOut:
          there.length === 0 ? `Run \`claimbook data pull ${name}\`.` : `There is: ${there.join(", ")}.`,
      },
    );
  }
  return new Map(asked.map((tag) => [tag, byTag.get(tag)!]));
}
