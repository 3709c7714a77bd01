import { ClaimbookError } from "../../errors.js";
import type { DataSource, DatasetEntry } from "../entry.js";
import { chosenLanguages } from "../languages-asked.js";
import { datasetLanguages } from "./dataset-languages.js";

/** What of a data set is wanted. */
export interface Selection {
  /** BCP 47 tags; defaults to all. Files that all languages need come in any case. */
  languages?: readonly string[];
  /** Parts of a data set that is a collection (BEIR); there it must be given. */
  parts?: readonly string[];
}

/**
 * Tells what is wanted by its language.
 *
 * @throws {ClaimbookError} (usage) for languages that the data set lacks
 */
export function languageFilter(
  entry: DatasetEntry,
  asked: Selection["languages"],
): (language: string | undefined) => boolean {
  if (asked === undefined) return () => true;
  const chosen = new Set(chosenLanguages(datasetLanguages(entry), asked, entry.name));
  return (language) => language === undefined || chosen.has(language);
}

/**
 * The sources of a data set that are wanted, by part.
 *
 * @throws {ClaimbookError} (usage) for unknown parts, or none where the data set is a collection
 */
export function chosenSources(entry: DatasetEntry, asked: Selection["parts"]): DataSource[] {
  const partOf = (source: DataSource) => (source.kind === "archive" ? source.part : undefined);
  const available = [...new Set(entry.sources.map(partOf))].filter((part) => part !== undefined);
  const unknown = (asked ?? []).find((part) => !available.includes(part));
  if (unknown === undefined && (available.length === 0 || (asked?.length ?? 0) > 0))
    return entry.sources.filter((source) => {
      const part = partOf(source);
      return part === undefined || asked!.includes(part);
    });
  throw new ClaimbookError(
    unknown === undefined
      ? `${entry.name} is a collection: say which parts of it`
      : `${entry.name} has no part ${JSON.stringify(unknown)}`,
    {
      kind: "usage",
      where: "--parts",
      wayOut: available.length === 0 ? "It has no parts." : `It has: ${available.join(", ")}.`,
    },
  );
}
