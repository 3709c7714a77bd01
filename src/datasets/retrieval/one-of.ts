import { ClaimbookError } from "../../errors.js";

/** @throws {ClaimbookError} (usage) when a value is none of the possible ones, naming them */
export function oneOf<T extends string>(option: string, value: T, possible: readonly T[]): T {
  if (possible.includes(value)) return value;
  throw new ClaimbookError(`${JSON.stringify(value)} is not one of its values`, {
    kind: "usage",
    where: option,
    wayOut: `Give ${possible.map((each) => JSON.stringify(each)).join(", ")}.`,
  });
}

/**
 * The one language to load: `language`, or the only one of `languages`.
 *
 * @throws {ClaimbookError} (usage) for none, several, or one that the data set lacks
 */
export function oneLanguage(
  available: readonly string[],
  { language, languages = [] }: { language?: string; languages?: readonly string[] },
  name: string,
): string {
  const asked = language === undefined ? languages : [language];
  if (asked.length === 1 && available.includes(asked[0]!)) return asked[0]!;
  const what =
    asked.length === 1
      ? `${name} has no language ${JSON.stringify(asked[0])}`
      : `${name} is loaded one language at a time, and ${asked.length} are asked for`;
  throw new ClaimbookError(what, {
    kind: "usage",
    where: "language",
    wayOut: `Give one of ${available.join(", ")}.`,
  });
}
