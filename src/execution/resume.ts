import { ClaimbookError } from "../errors.js";
import { type CodeCell, isCode, type Notebook } from "../notebook/model.js";
import { injectParameters, type ParameterValue } from "../notebook/parameters.js";
import type { RunRecord } from "./run-record.js";

/** An interrupted run that can go on. */
export interface Interrupted {
  /** Its notebook, as it was saved last. */
  notebook: Notebook;
  record: RunRecord & { id: string };
}

/**
 * The values that a continued run has: those of the interrupted one.
 *
 * @param given values asked for now; each must be what it was
 * @param name how to call the notebook in errors
 * @throws ClaimbookError (`usage`) that names every value which differs, and when the notebook does not take the
 *   recorded ones any more
 */
export function continuedParameters(
  source: Notebook,
  { record }: Interrupted,
  given: Readonly<Record<string, ParameterValue>>,
  name: string,
): Record<string, ParameterValue> {
  const recorded = record.parameters as Record<string, ParameterValue>;
  const understood = injectParameters(source, given, name).parameters;
  const others = Object.keys(understood).filter(
    (key) => JSON.stringify(understood[key]) !== JSON.stringify(recorded[key]),
  );
  if (others.length > 0) {
    const list = others.map((key) => {
      const before = key in recorded ? `had ${JSON.stringify(recorded[key])}` : "did not set it";
      return `${key} is ${JSON.stringify(understood[key])} now, and the interrupted run ${before}`;
    });
    throw new ClaimbookError(`cannot be resumed with other parameters: ${list.join("; ")}`, {
      kind: "usage",
      where: name,
      wayOut: "Leave -p out to go on with the values of the interrupted run, or --resume to start a new one.",
    });
  }
  try {
    injectParameters(source, recorded, name);
  } catch (error) {
    if (!(error instanceof ClaimbookError)) throw error;
    throw new ClaimbookError(`does not take the interrupted run's parameters any more: ${error.message}`, {
      kind: error.kind,
      where: name,
      wayOut: "Its code was edited since; run it without --resume.",
      cause: error,
    });
  }
  return recorded;
}

/**
 * What is not as it was when the run was interrupted, in words. None of it keeps a run from going on: everything is
 * run from the top, and a step knows by itself whether its result still counts.
 */
export function changesSince({ record }: Interrupted, now: RunRecord): string[] {
  const parts: [part: keyof RunRecord, what: string][] = [
    ["sourceSha256", "the notebook's code was edited"],
    ["lockfileSha256", "package-lock.json changed"],
    ["claimbookSha256", "claimbook itself changed"],
    ["node", `Node was ${record.node} and is ${now.node}`],
    ["platform", `the platform was ${record.platform}`],
    ["arch", `the processor was ${record.arch}`],
  ];
  return parts.filter(([part]) => record[part] !== now[part]).map(([, what]) => what);
}

/**
 * Takes over what finished cells had put out, for those whose code is still the same: should the continued run be
 * interrupted, too, before it comes to them, what was there is still there.
 *
 * @returns the cells that had finished
 */
export function takeOver(cells: readonly CodeCell[], { notebook }: Interrupted): CodeCell[] {
  const before = new Map(notebook.cells.filter(isCode).map((cell) => [cell.id, cell]));
  return cells.filter((cell) => {
    const earlier = before.get(cell.id);
    if (earlier === undefined || earlier.source !== cell.source || !finished(earlier)) return false;
    cell.outputs = structuredClone(earlier.outputs);
    cell.execution_count = earlier.execution_count;
    cell.metadata.execution = structuredClone(earlier.metadata.execution);
    return true;
  });
}

/** Whether a cell came to its end, well or not. Times are written when it does. */
function finished(cell: CodeCell): boolean {
  return cell.execution_count !== null && cell.metadata.execution !== undefined;
}
