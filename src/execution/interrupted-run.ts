import { ClaimbookError } from "../errors.js";
import type { Notebook } from "../notebook/model.js";
import type { Interrupted } from "./resume.js";
import { readRunRecord } from "./run-record.js";

/**
 * Looks whether a saved notebook is that of a run which did not come to its end.
 *
 * @param name how to call the saved notebook in errors
 * @throws ClaimbookError (`could-not-run`) when claimbook did not execute it, or it has nothing left to run
 */
export function interruptedRun(notebook: Notebook, name: string): Interrupted {
  const record = readRunRecord(notebook);
  if (record === undefined) {
    throw new ClaimbookError("there is nothing to resume: it has no record of a run by claimbook", {
      kind: "could-not-run",
      where: name,
      wayOut: "Run the notebook without --resume.",
    });
  }
  const { id } = record;
  if (id === undefined) {
    throw new ClaimbookError(`there is nothing to resume: its run came to its end (${record.status})`, {
      kind: "could-not-run",
      where: name,
      wayOut: "Run the notebook without --resume; steps whose inputs are the same are reused all the same.",
    });
  }
  return { notebook, record: { ...record, id } };
}
