import path from "node:path";
import { ClaimbookError } from "../errors.js";
import { findKernelSpec } from "../kernel/kernelspec.js";
import { outputLimit } from "../kernel/output-limit.js";
import { type CodeCell, isCode, type Notebook } from "../notebook/model.js";
import { injectParameters, type ParameterValue } from "../notebook/parameters.js";
import { projectRoot } from "../paths.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import { withoutSeal, withSeal } from "../seal/seal.js";
import { backendNoteVariable } from "../tensor/backend-note.js";
import { backendNote } from "./backend-note.js";
import { CellOutputs } from "./cell-outputs.js";
import { runCell } from "./cell-run.js";
import { Course, type Failure } from "./course.js";
import { deadline } from "./deadline.js";
import { EventQueue } from "./event-queue.js";
import type { ExecutionEvent } from "./events.js";
import { KernelSession } from "./kernel-session.js";
import { endedRecord, newRunRecord, withRunRecord } from "./record-run.js";
import { changesSince, continuedParameters, type Interrupted, takeOver } from "./resume.js";
import type { RunStatus } from "./run-record.js";
import { Saver } from "./saver.js";

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
  /** Characters of output that a cell may keep. Defaults to 10 million, or what `CLAIMBOOK_OUTPUT_LIMIT` says (MB). */
  outputLimit?: number;
  /** Milliseconds for the kernel's first answer. Defaults to 60,000. */
  startTimeout?: number;
  /** Called with the notebook before the first cell, after every cell (a slow one: after several), and at the end. */
  save?: (notebook: Notebook) => Promise<void>;
  onEvent?: (event: ExecutionEvent) => void;
  /** Interrupts the running cell and ends the run; what was done is kept. */
  signal?: AbortSignal;
  /**
   * The interrupted run that this one continues. Its cells are run from the top all the same, since what a kernel
   * held in memory is gone; memoised steps give back what they had computed, and say what they said.
   */
  resume?: Interrupted;
  /** Runs a stranger's code so that it can do no harm; none by default. */
  sandbox?: Sandbox;
  /** False: steps compute anew (`CLAIMBOOK_REUSE=never`). */
  reuse?: boolean;
}

export interface ExecutionResult {
  status: Exclude<RunStatus, "running">;
  /** With outputs, execution counts and `metadata.claimbook.run`. Cells that did not run have no outputs. */
  notebook: Notebook;
  failure: Failure | undefined;
  /** Whether it did not come to its end, so that `ExecuteOptions.resume` can go on with it. */
  resumable: boolean;
}

/**
 * Executes a notebook's code cells in order in a fresh kernel.
 *
 * A cell is done when the kernel has replied and all that it put out has come; the reply's status says how it
 * went. An error that comes later, from code that a cell had started (protocol: `error` with the cell's request as
 * its parent), is put to that cell's outputs and fails the run; the cell that runs meanwhile is let finish. The
 * kernel is gone when this returns or throws.
 *
 * @throws ClaimbookError (`usage`) for parameters that do not fit, (`could-not-run`) for an unknown kernel, one that
 *   does not start, or a notebook that cannot be saved
 */
export async function execute(source: Notebook, options: ExecuteOptions): Promise<ExecutionResult> {
  const { name, env, signal, resume } = options;
  const events = new EventQueue(options.onEvent ?? (() => {}));
  const project = options.cwd ?? projectRoot(options.folder);
  const given = options.parameters ?? {};
  const wanted = resume === undefined ? given : continuedParameters(source, resume, given, name);
  const { notebook: injected, parameters } = injectParameters(source, wanted, name);
  const kernelName = kernelOf(source, options);
  const found = findKernelSpec(kernelName, { env, cwd: project });
  const fresh = newRunRecord(source, found.name, parameters, project);
  const record = resume === undefined ? fresh : { ...fresh, id: resume.record.id };
  const bare = withoutSeal({ ...injected, cells: structuredClone(injected.cells) });
  const notebook = withRunRecord(bare, record);
  const cells = notebook.cells.filter(isCode);
  for (const cell of cells) clear(cell);
  const kept = new Set(resume === undefined ? [] : takeOver(cells, resume));

  const perCell = options.outputLimit ?? outputLimit(env);
  const outputs = new CellOutputs({ perCell });
  const course = new Course(notebook, options.allowErrors === true);
  let running: CodeCell | undefined;
  signal?.throwIfAborted();
  events.tell({ type: "kernel-start", kernel: found.name });
  if (resume !== undefined) {
    const changes = changesSince(resume, fresh);
    events.tell({ type: "resume", finished: kept.size, total: cells.length, changes });
  }
  const note = backendNote();
  const session = await KernelSession.start(
    found,
    {
      cwd: project,
      env: {
        ...env,
        // Jupyter Server's name for where a notebook lies: imports with `./` start from its folder.
        JPY_SESSION_NAME: path.resolve(options.folder, path.basename(name)),
        CLAIMBOOK_RUN: record.id,
        CLAIMBOOK_OUTPUT_LIMIT: String(Number.isFinite(perCell) ? (perCell / 1e6) * beforeCollapse : 0),
        [backendNoteVariable]: note.file,
        ...(options.reuse === false ? { CLAIMBOOK_REUSE: "never" } : {}),
      },
      startTimeout: options.startTimeout ?? 60_000,
      ...(options.sandbox === undefined ? {} : { sandbox: options.sandbox }),
      ...(signal === undefined ? {} : { signal }),
    },
    (message) => {
      const cell = outputs.take(message);
      if (cell === undefined) return;
      events.tell({ type: "output", cell });
      if (message.header.msg_type === "error" && cell !== running)
        events.tell(course.lateError(cell, message.content));
    },
  ).catch((error: unknown) => {
    note.take();
    throw error;
  });
  const { save } = options;
  const saver = new Saver(async () => save?.(notebook));
  const whole = deadline(options.timeout);
  const aborted = new Promise<void>((resolve) => {
    if (signal?.aborted) resolve();
    signal?.addEventListener("abort", () => resolve(), { once: true });
    // What cannot be kept need not be computed.
    saver.failed.catch(() => resolve());
  });
  try {
    await saver.flush();
    for (const [index, cell] of cells.entries()) {
      if (course.over) break;
      kept.delete(cell);
      clear(cell);
      if (cell.source.trim() === "") continue;
      const number = index + 1;
      const place = notebook.cells.indexOf(cell) + 1;
      const heading = headingAbove(notebook, cell);
      events.tell({ type: "cell-start", cell, number, total: cells.length, place, heading });
      running = cell;
      const run = await runCell(session, cell, outputs, {
        cellTimeout: options.cellTimeout,
        whole,
        aborted,
      });
      running = undefined;
      const status = course.cellEnded(cell, run);
      const { milliseconds } = run;
      // The next cell begins at once; but who is told that this one is done can count on it.
      const saved = saver.cellDone();
      events.tell({ type: "cell-end", cell, number, total: cells.length, status, milliseconds }, saved);
    }
  } finally {
    whole.clear();
    // Until the kernel is gone, what its cells left behind may still speak up, and fail.
    await session.shutdown();
  }
  const backends = note.take();
  // A failed cell leaves those behind it as they are after any other run that fails there: without outputs.
  if (course.status === "error") for (const cell of kept) clear(cell);
  const atEnd = course.status === "ok" || (course.status === "error" && !course.over);
  const known = backends.length === 0 ? record : { ...record, backends };
  const last = atEnd ? endedRecord(known, course.status) : { ...known, status: course.status };
  const finished = withSeal(withRunRecord(notebook, last));
  await saver.flush(async () => save?.(finished));
  // All is saved now, also what the end of a cell was waiting for.
  events.drain();
  return { status: course.status, notebook: finished, failure: course.failure, resumable: !atEnd };
}

/** @throws ClaimbookError (`usage`) when another kernel is asked for than that of the interrupted run */
function kernelOf(source: Notebook, { kernel, resume, name }: ExecuteOptions): string {
  const recorded = resume?.record.kernel;
  if (recorded !== undefined && kernel !== undefined && kernel.toLowerCase() !== recorded) {
    throw new ClaimbookError(`cannot be resumed with the kernel ${kernel}: it ran with ${recorded}`, {
      kind: "usage",
      where: name,
      wayOut: "Leave --kernel out to go on, or --resume to start a new run.",
    });
  }
  return recorded ?? kernel ?? source.metadata.kernelspec?.name ?? "claimbook";
}

/** The kernel's own limit counts every redrawing of a bar, of which only the last is kept here. */
const beforeCollapse = 10;

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

/** What to tell somebody whose run did not end well. */
export function failureError(name: string, { place, ename, evalue }: Failure): ClaimbookError {
  return new ClaimbookError(`${ename}: ${evalue}`, { kind: "failed", where: `${name}, ${place}` });
}
