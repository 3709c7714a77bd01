import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Claim } from "../claims/model.js";
import { readClaims } from "../claims/read.js";
import type { Clock } from "../clock.js";
import { ClaimbookError } from "../errors.js";
import { readRunRecord } from "../execution/run-record.js";
import { Mime } from "../notebook/mime.js";
import { isCode, type Notebook } from "../notebook/model.js";
import { readNotebook } from "../notebook/read.js";
import { type Certificate, countOutcomes } from "./certificate.js";
import { compareClaims, defaultTolerance } from "./compare-claims.js";
import { type RerunOptions, rerun } from "./rerun.js";
import { circumstances } from "./surroundings.js";

export interface VerifyOptions extends Omit<RerunOptions, "name" | "folder"> {
  /** Relative tolerance of numbers. Defaults to 1e-6. */
  tolerance?: number;
  clock: Clock;
}

export interface Verification {
  certificate: Certificate;
  /** The notebook as the rerun left it. */
  notebook: Notebook;
}

/**
 * Judges an executed notebook again: takes the claims it recorded, runs its code in a fresh kernel, and compares
 * claim by claim.
 *
 * @param file the executed notebook; it is not changed
 * @throws ClaimbookError (`usage`) for a tolerance that is none; (`could-not-run`) for a file that is no executed
 *   notebook or records no claim, or whose code does not run through
 */
export async function verifyNotebook(file: string, options: VerifyOptions): Promise<Verification> {
  const { tolerance = defaultTolerance, clock, ...how } = options;
  if (!(tolerance >= 0 && tolerance < Number.POSITIVE_INFINITY)) {
    throw new ClaimbookError(`${tolerance} is not a tolerance`, {
      kind: "usage",
      where: "tolerance",
      wayOut: "It is relative and at least 0, e.g. 0.05 for 5 %.",
    });
  }
  const recorded = await readNotebook(file);
  const record = readRunRecord(recorded);
  const claims = claimsOf(recorded, file);
  if (claims.length === 0) throw nothingRecorded(recorded, file);

  const again = await rerun(recorded, record, {
    name: file,
    folder: path.dirname(path.resolve(file)),
    ...how,
  });
  const rerunRecord = readRunRecord(again)!;
  const outcomes = compareClaims(claims, claimsOf(again, `${file} (rerun)`), tolerance);
  const title = titleOf(recorded);
  const certificate: Certificate = {
    schema: "claimbook/certificate/1",
    date: clock().toISOString(),
    notebook: {
      file: path.basename(file),
      ...(title === undefined ? {} : { title }),
      sha256: createHash("sha256")
        .update(await readFile(file))
        .digest("hex"),
    },
    reproduced: outcomes.every(({ outcome }) => outcome === "reproduced"),
    tolerance,
    counts: countOutcomes(outcomes),
    claims: outcomes,
    circumstances: circumstances(recorded, record, again, rerunRecord),
    claimbookSha256: rerunRecord.claimbookSha256,
    ...(record === undefined ? {} : { recordedRun: record }),
    rerun: rerunRecord,
  };
  return { certificate, notebook: again };
}

function claimsOf(notebook: Notebook, where: string): Claim[] {
  const cells = notebook.cells.map((cell) => ({
    id: cell.id,
    outputs: isCode(cell) ? cell.outputs.flatMap((output) => ("data" in output ? [output] : [])) : [],
  }));
  return readClaims(cells, where).map(({ claim }) => claim);
}

function nothingRecorded(notebook: Notebook, file: string): ClaimbookError {
  const executed = notebook.cells.some((cell) => isCode(cell) && cell.execution_count !== null);
  return executed
    ? new ClaimbookError("records no claim, so there is nothing to verify", {
        kind: "could-not-run",
        where: file,
        wayOut: "A claim is made in a code cell: claim({ id, text, measured: ... }).",
      })
    : new ClaimbookError("was never executed, so there is nothing to compare a rerun with", {
        kind: "could-not-run",
        where: file,
        wayOut: `Execute it first: claimbook run ${file} --out executed.ipynb, then verify that file.`,
      });
}

/** The title in the front matter, else the first heading. */
function titleOf(notebook: Notebook): string | undefined {
  for (const cell of notebook.cells) {
    for (const output of isCode(cell) ? cell.outputs : []) {
      const front = "data" in output ? output.data[Mime.frontMatter] : undefined;
      if (typeof front === "object" && front !== null && "title" in front) return String(front.title);
    }
  }
  for (const cell of notebook.cells) {
    const heading = cell.cell_type === "markdown" ? /^#\s+(.+)$/m.exec(cell.source) : null;
    if (heading !== null) return heading[1]!.trim();
  }
  return undefined;
}
