import { readFile } from "node:fs/promises";
import path from "node:path";
import { ClaimbookError } from "../errors.js";
import { assertSchema } from "../json-schema.js";
import { parseNotebook } from "../notebook/read.js";
import { buildReport } from "../report/build.js";
import { Report } from "../report/model.js";

/**
 * The report of an executed notebook, or a report that was written as JSON (`claimbook report --format json`).
 *
 * @param file its path; @param name how to call it in errors
 * @param now the date of a notebook that does not record when it ran
 * @throws ClaimbookError (`could-not-run`) for a file that is neither, naming what is wrong with it
 */
export async function readReport(file: string, name: string, now: Date): Promise<Report> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ClaimbookError(code === "ENOENT" ? "there is no such file" : `cannot be read: ${message}`, {
      kind: "could-not-run",
      where: name,
      wayOut: "Give an executed notebook (.ipynb) or a report (.json).",
      cause: error,
    });
  }
  const report = reportIn(text);
  if (report !== undefined) return assertSchema(Report, report, "the report", name);
  const stem = path.basename(file).replace(/\.ipynb$/i, "");
  return buildReport(parseNotebook(text, name), { name: stem, where: name, now });
}

/** The text as JSON if it says that it is a report. What it is otherwise, the notebook reader tells. */
function reportIn(text: string): unknown {
  try {
    const value = JSON.parse(text) as { schema?: unknown } | null;
    return typeof value?.schema === "string" && value.schema.startsWith("claimbook/report/")
      ? value
      : undefined;
  } catch {
    return undefined;
  }
}
