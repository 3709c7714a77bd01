import { open } from "node:fs/promises";
import { ClaimbookError } from "../errors.js";
import { jsonErrorPlace } from "./json-place.js";
import type { Notebook } from "./model.js";
import { joinStrings } from "./multiline.js";
import { upgrade } from "./upgrade.js";
import { notebookProblems } from "./validate.js";

/** Bytes. Outputs of 10 MB a cell leave room for every notebook that a person reads. */
const largest = 256 * 2 ** 20;
/** Values within values. Figures and records have about ten; programs that walk them run out of stack at thousands. */
const deepest = 300;

/**
 * Reads a notebook of format 4.0 to 4.5; older minor versions are brought to 4.5 in memory.
 *
 * @throws ClaimbookError (`could-not-run`) for a missing or unreadable file, text that is not JSON (with the place),
 *   JSON that is not a notebook, notebook formats before 4 or after it, more than 256 MiB, and values nested deeper
 *   than 300
 */
export async function readNotebook(file: string): Promise<Notebook> {
  let text: string;
  try {
    const opened = await open(file);
    try {
      const { size } = await opened.stat();
      if (size > largest) throw tooLarge(file, size);
      text = await opened.readFile("utf8");
    } finally {
      await opened.close();
    }
  } catch (error) {
    if (error instanceof ClaimbookError) throw error;
    throw unreadable(file, error as NodeJS.ErrnoException);
  }
  return parseNotebook(text, file);
}

/** @param name how to call the notebook in errors, usually its file */
export function parseNotebook(text: string, name: string): Notebook {
  const value = parseJson(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, name);
  if (isDeeper(value, deepest)) {
    throw new ClaimbookError(`nests values deeper than ${deepest} levels`, {
      kind: "could-not-run",
      where: name,
      wayOut: "No notebook needs that: find the cell or output that does, and clear it.",
    });
  }
  const major = majorOf(value, name);
  if (major !== 4) {
    throw new ClaimbookError(`notebook format ${major}, and claimbook reads format 4`, {
      kind: "could-not-run",
      where: name,
      wayOut:
        major < 4
          ? `Upgrade it first: jupyter nbconvert --to notebook --nbformat 4 "${name}".`
          : "Save it in format 4 with the program that wrote it, or use a newer claimbook.",
    });
  }
  const upgraded = upgrade(value as Record<string, unknown>);
  const problems = notebookProblems(upgraded);
  if (problems.length > 0) {
    throw new ClaimbookError(`not a valid notebook: ${problems.slice(0, 3).join("; ")}`, {
      kind: "could-not-run",
      where: name,
      wayOut: "The places are JSON pointers into the file; the format is nbformat 4.5.",
    });
  }
  return joinStrings(upgraded) as unknown as Notebook;
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const place = jsonErrorPlace(text);
    const at =
      text.trim() === ""
        ? ", an empty file"
        : place === undefined
          ? ""
          : `, line ${place.line}, column ${place.column}`;
    throw new ClaimbookError(`not JSON: ${(error as Error).message}`, {
      kind: "could-not-run",
      where: `${name}${at}`,
      wayOut:
        "A notebook is a JSON file (.ipynb). Look at that place, or restore the file from version control.",
    });
  }
}

/** Level by level, since a walk that calls itself is what a deep value would break. */
function isDeeper(value: unknown, levels: number): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return true;
    level = level.flatMap((each) => (typeof each === "object" && each !== null ? Object.values(each) : []));
  }
  return false;
}

function tooLarge(file: string, size: number): ClaimbookError {
  return new ClaimbookError(
    `is too large for a notebook: ${Math.round(size / 2 ** 20)} MiB, and ${largest / 2 ** 20} are read`,
    {
      kind: "could-not-run",
      where: file,
      wayOut: "Clear its large outputs, or run it again with a smaller --output-limit.",
    },
  );
}

function majorOf(value: unknown, name: string): number {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const { nbformat, cells, worksheets } = value as Record<string, unknown>;
    if (Number.isInteger(nbformat) && (Array.isArray(cells) || Array.isArray(worksheets)))
      return nbformat as number;
  }
  throw new ClaimbookError("JSON, but not a notebook: it has no `nbformat` and `cells`", {
    kind: "could-not-run",
    where: name,
    wayOut: "Give an .ipynb file.",
  });
}

function unreadable(file: string, error: NodeJS.ErrnoException): ClaimbookError {
  const reasons: Record<string, [what: string, wayOut: string]> = {
    ENOENT: ["no such file", "Check the path; it is taken from the folder you are in."],
    EISDIR: ["a folder, not a notebook", "Give the .ipynb file inside it."],
    EACCES: ["may not be read", "Change its permissions, or run as its owner."],
  };
  const [what, wayOut] = reasons[error.code ?? ""] ?? [`cannot be read: ${error.message}`, undefined];
  return new ClaimbookError(what, {
    kind: "could-not-run",
    where: file,
    cause: error,
    ...(wayOut === undefined ? {} : { wayOut }),
  });
}
