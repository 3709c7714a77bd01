import { ClaimbookError } from "../errors.js";

/**
 * The languages to load: all of the data set's, or those asked for in the order of the data set.
 *
 * @throws {ClaimbookError} (usage) for none, one twice, or one that the data set lacks
 */
export function chosenLanguages(
  available: readonly string[],
  asked: readonly string[] | undefined,
  name: string,
): string[] {
  if (asked === undefined) return [...available];
  const unknown = asked.find((language) => !available.includes(language));
  const twice = asked.find((language, i) => asked.indexOf(language) !== i);
  if (asked.length > 0 && unknown === undefined && twice === undefined)
    return available.filter((language) => asked.includes(language));
  const what =
    unknown !== undefined
      ? `${name} has no language ${JSON.stringify(unknown)}`
      : twice !== undefined
        ? `the language ${twice} is asked for twice`
        : "no language is asked for";
  throw new ClaimbookError(what, {
    kind: "usage",
    where: "languages",
    wayOut: `${name} has: ${available.join(", ")}.`,
  });
}
