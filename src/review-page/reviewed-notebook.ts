import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Claim } from "../claims/model.js";
import { ClaimbookError } from "../errors.js";
import { fileSum } from "../file-sum.js";
import type { Notebook } from "../notebook/model.js";
import { parseNotebook, readNotebook } from "../notebook/read.js";
import { buildReport } from "../report/build.js";
import type { CellPlace, Report } from "../report/model.js";
import { sha256Of } from "../sha256.js";

/** An executed notebook as the page shows it. */
export interface ReviewedNotebook {
  /** Absolute path. */
  file: string;
  /** sha256 of the file's bytes. */
  sha256: string;
  notebook: Notebook;
  report: Report;
}

/**
 * @param name how to call it in errors
 * @throws ClaimbookError (`could-not-run`) for a file that is no executed notebook or states no claim
 */
export async function readReviewed(file: string, name: string, now: Date): Promise<ReviewedNotebook> {
  const bytes = await readFile(file).catch(() => undefined);
  const notebook =
    bytes === undefined ? await readNotebook(file) : parseNotebook(bytes.toString("utf8"), name);
  const report = buildReport(notebook, { name: path.parse(file).name, where: name, now });
  if (report.claims.length === 0) {
    throw new ClaimbookError("states no claim, so there is nothing to review", {
      kind: "could-not-run",
      where: name,
      wayOut: "A claim is made in a code cell: claim({ id, text, measured: ... }).",
    });
  }
  return { file, sha256: sha256Of(bytes ?? Buffer.alloc(0)), notebook, report };
}

/** sha256 of a file's bytes as they are now; undefined while there is none. */
export async function fileHash(file: string): Promise<string | undefined> {
  return fileSum(file).catch(() => undefined);
}

export function claimOf(
  { report }: ReviewedNotebook,
  id: string,
): { claim: Claim; cell: CellPlace } | undefined {
  return report.claims.find(({ claim }) => claim.id === id);
}
