import { ClaimbookError } from "../../errors.js";
import { languageTag } from "../languages/index.js";

/**
 * Which of a data set's own codes stands for which tag, of those asked for.
 *
 * @param codes as found in the folder
 * @param languages tags or codes; all when absent
 * @returns tag -> code, in the order asked for, else sorted by tag
 * @throws {ClaimbookError} kind `usage` for a language that is not there; kind `could-not-run` when two codes have
 *   one tag
 */
export function chosenCodes(
  name: string,
  codes: readonly string[],
  languages: readonly string[] | undefined,
): Map<string, string> {
  const byTag = new Map<string, string>();
  for (const code of codes) {
    const tag = languageTag(code);
    const other = byTag.get(tag);
    if (other !== undefined) {
      throw new ClaimbookError(`${other} and ${code} are the same language, ${tag}`, {
        kind: "could-not-run",
        where: name,
        wayOut: "Take one of them out of the folder, or tell them apart in data/languages.json.",
      });
    }
    byTag.set(tag, code);
  }
  const there = [...byTag.keys()].sort();
  const asked = languages?.map(languageTag) ?? there;
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
