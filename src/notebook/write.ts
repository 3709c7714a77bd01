import type { Notebook } from "./model.js";
import { splitStrings } from "./multiline.js";
import { writeWhole } from "./whole-file.js";

export { writeWhole } from "./whole-file.js";

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

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortKeys((value as Record<string, unknown>)[key])]),
  );
}
