import { ClaimbookError } from "../errors.js";
import { findKernelSpec } from "../kernel/kernelspec.js";
import { type CodeCell, cellPlace, isCode, type Notebook } from "../notebook/model.js";
import { injectParameters, type ParameterValue } from "../notebook/parameters.js";
import { projectRoot } from "../paths.js";
import { CellOutputs } from "./cell-outputs.js";
import { type CellRun, runCell } from "./cell-run.js";
import { deadline } from "./deadline.js";
import type { ExecutionEvent } from "./events.js";
import { KernelSession } from "./kernel-session.js";
import { newRunRecord, type RunStatus, withRunRecord } from "./run-record.js";

export interface ExecuteOptions {
  /** How to call the notebook in errors, usually its file. */
  name: string;
  /** Folder of the notebook: the project it lies in is the kernel's working directory. */
  folder: string;
  env: NodeJS.ProcessEnv;
  /** Working directory of the kernel instead of that project. */
  cwd?: string;
  /** By name; see `injectParameters`. */
  parameters?: Readonly<Record<string, ParameterValue>>;
  /** Kernelspec to use instead of the one that the notebook names. */
  kernel?: string;
  /** Milliseconds a cell may take; no limit by default. */
  cellTimeout?: number;
  /** Milliseconds the whole run may take; no limit by default. */
  timeout?: number;
  /** Go on after a cell that failed. */
  allowErrors?: boolean;
  /** Bytes of output that a cell may keep. Defaults to 10 MB. */
  outputLimit?: number;
  /** Milliseconds for the kernel's first answer. Defaults to 60,000. */
  startTimeout?: number;
  /** Called with the notebook before the first cell, after every cell, and at the end. */
  save?: (notebook: Notebook) => Promise<void>;
  onEvent?: (event: ExecutionEvent) => void;
  /** Interrupts the running cell and ends the run; what was done is kept. */
  signal?: AbortSignal;
}

/** The cell that ended a run. */
export interface Failure {
  /** e.g. `cell 4 (id "train")`. */
  place: string;
  cell: CodeCell;
  ename: string;
  evalue: string;
}

export interface ExecutionResult {
  status: Exclude<RunStatus, "running">;
  /** With outputs, execution counts and `metadata.claimbook.run`. Cells that did not run have no outputs. */
  notebook: Notebook;
  failure: Failure | undefined;
}

/**
 * Executes a notebook's code cells in order in a fresh kernel.
 *
 * A cell is done when the kernel has replied and all that it put out has come; the reply's status says how it
 * went. The kernel is gone when this returns or throws.
 *
 * @throws ClaimbookError (`usage`) for parameters that do not fit, (`could-not-run`) for an unknown kernel, one that
 *   does not start, or a notebook that cannot be saved
 */
export async function execute(source: Notebook, options: ExecuteOptions): Promise<ExecutionResult> {
  const { name, env, signal, save = async () => {}, onEvent = () => {} } = options;
  const project = options.cwd ?? projectRoot(options.folder);
  const { notebook: injected, parameters } = injectParameters(source, options.parameters ?? {}, name);
  const kernelName = options.kernel ?? source.metadata.kernelspec?.name ?? "claimbook";
  const found = findKernelSpec(kernelName, { env, cwd: project });
  const record = newRunRecord(source, found.name, parameters, project);
  const notebook = withRunRecord({ ...injected, cells: structuredClone(injected.cells) }, record);
  const cells = notebook.cells.filter(isCode);
  for (const cell of cells) clear(cell);

  const outputs = new CellOutputs({ perCell: options.outputLimit ?? 10_000_000 });
  signal?.throwIfAborted();
  onEvent({ type: "kernel-start", kernel: found.name });
  const session = await KernelSession.start(
    found,
    {
      cwd: project,
      env,
      startTimeout: options.startTimeout ?? 60_000,
      ...(signal === undefined ? {} : { signal }),
    },
    (message) => {
      const cell = outputs.take(message);
      if (cell !== undefined) onEvent({ type: "output", cell });
    },
  );
  const whole = deadline(options.timeout);
  const aborted = new Promise((resolve) => {
    if (signal?.aborted) resolve(undefined);
    signal?.addEventListener("abort", resolve, { once: true });
  });
  let status: ExecutionResult["status"] = "ok";
  let failure: Failure | undefined;
  try {
    await save(notebook);
    for (const [index, cell] of cells.entries()) {
      if (cell.source.trim() === "") continue;
      const number = index + 1;
      const place = notebook.cells.indexOf(cell) + 1;
      const heading = headingAbove(notebook, cell);
      onEvent({ type: "cell-start", cell, number, total: cells.length, place, heading });
      const run = await runCell(session, cell, outputs, {
        cellTimeout: options.cellTimeout,
        whole,
        aborted,
      });
      const expected = run.status === "error" && cell.metadata.tags?.includes("raises-exception") === true;
      const shown = expected ? "expected-error" : run.status;
      onEvent({
        type: "cell-end",
        cell,
        number,
        total: cells.length,
        status: shown,
        milliseconds: run.milliseconds,
      });
      if (run.status !== "ok" && !expected) {
        failure ??= failureOf(notebook, cell, run);
        if (status === "ok") status = run.status;
      }
      await save(notebook);
      if (run.status === "error" ? !expected && options.allowErrors !== true : run.status !== "ok") break;
    }
  } finally {
    whole.clear();
    await session.shutdown();
  }
  const finished = withRunRecord(notebook, { ...record, status });
  await save(finished);
  return { status, notebook: finished, failure };
}

/** The last heading of the text right above a code cell; undefined where there is none. */
function headingAbove(notebook: Notebook, cell: CodeCell): string | undefined {
  const above = notebook.cells.slice(0, notebook.cells.indexOf(cell));
  const text = above.slice(above.findLastIndex(isCode) + 1).map(({ source }) => source);
  return /^#{1,6}\s+(.*?)\s*#*$/.exec(
    text
      .join("\n")
      .split("\n")
      .findLast((line) => /^#{1,6}\s/.test(line)) ?? "",
  )?.[1];
}

function clear(cell: CodeCell): void {
  cell.outputs = [];
  cell.execution_count = null;
  delete cell.metadata.execution;
}

function failureOf(notebook: Notebook, cell: CodeCell, run: CellRun): Failure {
  return { place: cellPlace(notebook, cell), cell, ename: run.ename ?? run.status, evalue: run.evalue ?? "" };
}

/** What to tell somebody whose run did not end well. */
export function failureError(name: string, { place, ename, evalue }: Failure): ClaimbookError {
  return new ClaimbookError(`${ename}: ${evalue}`, { kind: "failed", where: `${name}, ${place}` });
}
