import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ClaimbookError } from "../errors.js";
import { type ExecutionEvent, type ExecutionResult, execute } from "../execution/index.js";
import type { RunRecord } from "../execution/run-record.js";
import { isCode, type Notebook } from "../notebook/model.js";
import { isInjected, type ParameterValue } from "../notebook/parameters.js";

export interface RerunOptions {
  /** How to call the notebook in errors. */
  name: string;
  /** Folder of the notebook. */
  folder: string;
  env: NodeJS.ProcessEnv;
  /** Kernelspec instead of the recorded one. */
  kernel?: string;
  /** Milliseconds a cell may take. */
  cellTimeout?: number;
  onEvent?: (event: ExecutionEvent) => void;
  signal?: AbortSignal;
}

/**
 * Runs the code of an executed notebook again: fresh kernel, the recorded parameters, and no cache, so that nothing
 * can be taken over from the recorded run.
 *
 * @param run the run record; undefined when something else than claimbook executed the notebook
 * @throws ClaimbookError (`could-not-run`) when a cell fails, the kernel cannot be started, or the run is interrupted
 */
export async function rerun(
  notebook: Notebook,
  run: RunRecord | undefined,
  options: RerunOptions,
): Promise<Notebook> {
  const cache = await mkdtemp(path.join(tmpdir(), "claimbook-verify-"));
  try {
    const kernel = options.kernel ?? run?.kernel;
    const result = await execute(run === undefined ? keepInjected(notebook) : notebook, {
      name: options.name,
      folder: options.folder,
      env: { ...options.env, CLAIMBOOK_CACHE: cache, CLAIMBOOK_REUSE: "never" },
      parameters: (run?.parameters ?? {}) as Record<string, ParameterValue>,
      ...(kernel === undefined ? {} : { kernel }),
      ...(options.cellTimeout === undefined ? {} : { cellTimeout: options.cellTimeout }),
      ...(options.onEvent === undefined ? {} : { onEvent: options.onEvent }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    return finished(result, options.name);
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

function finished({ status, notebook, failure }: ExecutionResult, name: string): Notebook {
  if (status === "ok") return notebook;
  const what = failure === undefined ? "" : ` at ${failure.place}: ${failure.ename}: ${failure.evalue}`;
  throw new ClaimbookError(`the rerun ended (${status})${what}`, {
    kind: "could-not-run",
    where: name,
    wayOut:
      status === "timeout"
        ? "Allow more time with --cell-timeout SECONDS."
        : "No claim can be compared before every cell runs; `claimbook run` shows the whole error.",
  });
}

/** Without a run record nobody knows the injected values but their cell: it runs as one of the notebook's own. */
function keepInjected(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell) => {
    if (!isCode(cell) || !isInjected(cell)) return cell;
    return { ...cell, metadata: { ...cell.metadata, tags: [] } };
  });
  return { ...notebook, cells };
}
