import { ClaimbookError } from "../errors.js";

/**
 * A file of a data set that is not what it should be.
 *
 * @param line counted from 1; omitted where the whole file is meant
 * @param wayOut defaults to pulling the data set again
 */
export function badData(
  file: string,
  line: number | undefined,
  what: string,
  wayOut?: string,
): ClaimbookError {
  return new ClaimbookError(what, {
    kind: "could-not-run",
    where: line === undefined ? file : `${file}, line ${line}`,
    wayOut:
      wayOut ??
      "Correct the file, or pull the data set again: `claimbook data check` tells which files differ.",
  });
}

/** `JSON.parse` whose error names file and line. */
export function parseJson(text: string, file: string, line?: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw badData(file, line, `not JSON: ${(cause as Error).message}`);
  }
}

/** A field of a JSON object that must be a string and not empty. */
export function textField(object: unknown, field: string, file: string, line?: number): string {
  const value = (object as Record<string, unknown> | null)?.[field];
  if (typeof value === "string" && value.trim() !== "") return value;
  const found = value === undefined ? "is missing" : value === "" ? "is empty" : "is not a text";
  throw badData(file, line, `the field "${field}" ${found}`);
}
