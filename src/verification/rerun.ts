import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ClaimbookError } from "../errors.js";
import { type ExecutionEvent, type ExecutionResult, execute } from "../execution/index.js";
import type { RunRecord } from "../execution/run-record.js";
import { isCode, type Notebook } from "../notebook/model.js";
import { isInjected, type ParameterValue } from "../notebook/parameters.js";
import type { Sandbox } from "../sandbox/sandbox.js";

export interface RerunOptions {
  /** How to call the notebook in errors. */
  name: string;
  /** Folder of the notebook. */
  folder: string;
  env: NodeJS.ProcessEnv;
  /** Kernelspec instead of the recorded one. */
  kernel?: string;
  /** Values instead of the recorded ones. */
  parameters?: Readonly<Record<string, ParameterValue>>;
  /** Where the code runs; as the user, unconfined, by default. */
  sandbox?: Sandbox;
  /** Milliseconds a cell may take. */
  cellTimeout?: number;
  onEvent?: (event: ExecutionEvent) => void;
  signal?: AbortSignal;
}

/** What a rerun came to. */
export interface Rerun {
  notebook: Notebook;
  /** The first cell that failed; the others were run all the same. */
  failure: { place: string; what: string } | undefined;
  /** Ids of the cells that failed or were not reached. */
  notRun: ReadonlySet<string>;
}

/**
 * Runs the code of an executed notebook again: fresh kernel, the recorded parameters, and no cache, so that nothing
 * can be taken over from the recorded run. Searches that the notebook records are replayed. Goes on after a cell that
 * failed, so that what does not depend on it can be compared.
 *
 * @param run the run record; undefined when something else than claimbook executed the notebook
 * @throws ClaimbookError (`could-not-run`) when the kernel cannot be started, the run is interrupted or the recorded
 *   parameters do not fit the notebook
 */
export async function rerun(
  notebook: Notebook,
  run: RunRecord | undefined,
  options: RerunOptions,
): Promise<Rerun> {
  const cache = await mkdtemp(path.join(tmpdir(), "claimbook-verify-"));
  try {
    const kernel = options.kernel ?? run?.kernel;
    const result = await execute(run === undefined ? keepInjected(notebook) : notebook, {
      name: options.name,
      folder: options.folder,
      env: { ...options.env, CLAIMBOOK_CACHE: cache, CLAIMBOOK_REUSE: "never", CLAIMBOOK_SEARCH: "replay" },
      parameters: { ...(run?.parameters as Record<string, ParameterValue>), ...options.parameters },
      allowErrors: true,
      ...(kernel === undefined ? {} : { kernel }),
      ...(options.sandbox === undefined ? {} : { sandbox: options.sandbox }),
      ...(options.cellTimeout === undefined ? {} : { cellTimeout: options.cellTimeout }),
      ...(options.onEvent === undefined ? {} : { onEvent: options.onEvent }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    return finished(result, options);
  } catch (error) {
    // Parameters that the notebook no longer takes were not this command's to give.
    if (!(error instanceof ClaimbookError) || error.kind !== "usage") throw error;
    throw new ClaimbookError(`the recorded parameters do not fit the notebook any more: ${error.message}`, {
      kind: "could-not-run",
      where: options.name,
      wayOut: "Its code was edited since; run it again with `claimbook run`.",
      cause: error,
    });
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}

function finished({ status, notebook, failure }: ExecutionResult, { name, signal }: RerunOptions): Rerun {
  if (status === "interrupted") {
    signal?.throwIfAborted();
    throw new ClaimbookError("the rerun was interrupted", { kind: "could-not-run", where: name });
  }
  const notRun = notebook.cells.filter(isCode).filter((cell) => {
    if (cell.source.trim() === "" || cell.metadata.tags?.includes("raises-exception")) return false;
    return cell.metadata.execution === undefined || cell.outputs.some((each) => each.output_type === "error");
  });
  return {
    notebook,
    failure: failure && { place: failure.place, what: `${failure.ename}: ${failure.evalue}` },
    notRun: new Set(notRun.map(({ id }) => id)),
  };
}

/** A notebook in which only some of the code cells have anything to run; all keep their places. */
export function onlyCells(notebook: Notebook, ids: ReadonlySet<string>): Notebook {
  const cells = notebook.cells.map((cell) =>
    isCode(cell) && !ids.has(cell.id) ? { ...cell, source: "" } : cell,
  );
  return { ...notebook, cells };
}

/** Without a run record nobody knows the injected values but their cell: it runs as one of the notebook's own. */
function keepInjected(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell) => {
    if (!isCode(cell) || !isInjected(cell)) return cell;
    return { ...cell, metadata: { ...cell.metadata, tags: [] } };
  });
  return { ...notebook, cells };
}
