import path from "node:path";
import writeFileAtomic from "write-file-atomic";
import { ClaimbookError } from "../errors.js";
import type { Notebook } from "./model.js";
import { splitStrings } from "./multiline.js";

/** The bytes of a notebook as Jupyter writes them: keys sorted, indented by one space, texts as lists of lines. */
export function formatNotebook(notebook: Notebook): string {
  return `${JSON.stringify(sortKeys(splitStrings(notebook as unknown as Record<string, unknown>)), null, 1)}\n`;
}

/**
 * Writes a notebook in one piece: when that fails (disk full, folder read-only), what was there before is still there.
 *
 * @throws ClaimbookError (`could-not-run`) naming the file and why
 */
export async function writeNotebook(file: string, notebook: Notebook): Promise<void> {
  await writeWhole(file, formatNotebook(notebook));
}

/** Writes a file in one piece; errors as `writeNotebook`. */
export async function writeWhole(file: string, content: string | Buffer): Promise<void> {
  try {
    await writeFileAtomic(file, content);
  } catch (error) {
    throw cannotWrite(file, error as NodeJS.ErrnoException);
  }
}

function cannotWrite(file: string, error: NodeJS.ErrnoException): ClaimbookError {
  const folder = path.dirname(file);
  const reasons: Record<string, [what: string, wayOut: string]> = {
    ENOSPC: ["the disk is full", "Free some space and run again; the file as it was before is still there."],
    ENOENT: ["its folder does not exist", `Create ${folder} first.`],
    ENOTDIR: [`${folder} is not a folder`, "Choose another place with --out."],
    EACCES: [
      `no permission to write into ${folder}`,
      "Choose another place with --out, or change the permissions.",
    ],
    EROFS: [`${folder} is on a read-only file system`, "Choose another place with --out."],
    EISDIR: ["it is a folder", "Give a file name."],
  };
  const [what, wayOut] = reasons[error.code ?? ""] ?? [
    error.message,
    "The file as it was before is still there.",
  ];
  return new ClaimbookError(`could not be written: ${what}`, {
    kind: "could-not-run",
    where: file,
    wayOut,
    cause: error,
  });
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortKeys((value as Record<string, unknown>)[key])]),
  );
}
