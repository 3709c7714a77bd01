import { randomUUID } from "node:crypto";
import type { MimeBundle } from "../../notebook/mime.js";
import type { CellProgram } from "../compiler/cell-compiler.js";
import type { CellName } from "../host-api.js";
import { Cell } from "./cell.js";
import { isInterrupted, stackOf, toErrorContent } from "./errors.js";
import { type EventPipe, writeAll } from "./events.js";
import type { Inputs } from "./input.js";
import type { InterruptState } from "./interrupt-state.js";
import { Interrupted } from "./interrupted.js";
import type { CellOutput } from "./output.js";
import { currentOwner, runAs, watchFor } from "./ownership.js";
import type { StackPositions } from "./positions.js";
import type { PreparedProgram, ProgramRunner } from "./program-runner.js";
import type { CellRequest, ErrorContent, ExpressionReply, HostRequest } from "./protocol.js";
import { toBundleJson } from "./values.js";

/** How long an interrupted cell that listens to its signal may take to end by itself, milliseconds. */
const SIGNAL_GRACE = 300;

/** How long what an interrupted cell leaves behind may take, milliseconds. */
const AFTERMATH = 1000;

/** `data`: a MIME bundle as JSON. */
type Outcome = { status: "ok"; data: string | undefined } | { status: "threw"; error: unknown };

interface End {
  error: ErrorContent | undefined;
  data: string | undefined;
  assigned: string[];
}

/** A cell that runs, or an expression that is evaluated. */
interface Task {
  cell: Cell;
  program: CellProgram;
  prepared: PreparedProgram | undefined;
  outcome: Outcome | undefined;
  report(end: End): void;
}

export interface RunnerParts {
  runner(program: CellProgram): ProgramRunner;
  state: InterruptState;
  pipe: EventPipe;
  output: CellOutput;
  inputs: Inputs;
  positions: StackPositions;
}

/** Runs one cell after the other (the front end sends the next one when the last is done) and reports on it. */
export class CellRunner {
  readonly #parts: RunnerParts;
  #running: Task | undefined;
  /** The cell that runs, or ran last. */
  #latest: Cell | undefined;
  #latestRunner: ProgramRunner | undefined;
  /** By run. Late errors are reported for these. */
  readonly #cells = new Map<number, WeakRef<Cell>>();

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  /** Whose output it is: the cell that started the code, else the one that runs, else the latest. */
  owner(): Cell | undefined {
    return currentOwner() ?? this.#running?.cell ?? this.#latest;
  }

  /** Whose waiting it is: an interrupt must reach also functions of earlier cells that the running one calls. */
  #active(): Cell | undefined {
    return currentOwner() ?? this.#running?.cell;
  }

  wait(value: unknown): unknown {
    return this.#active()?.wait(value) ?? value;
  }

  signal(): AbortSignal {
    const cell = this.#active();
    if (cell === undefined) return new AbortController().signal;
    if (cell === this.#running?.cell) this.#parts.state.bePatient();
    return cell.signal();
  }

  lookup(name: string): CellName | undefined {
    return this.#latestRunner?.lookup(name);
  }

  execute(request: CellRequest): void {
    const cell = new Cell(request);
    this.#latest = cell;
    this.#cells.set(cell.run, new WeakRef(cell));
    this.#begin(cell, request.program, ({ error, data, assigned }) => {
      const { pipe, output } = this.#parts;
      if (error !== undefined) pipe.send({ type: "error", run: cell.run, error });
      else if (data !== undefined) output.result(cell, data);
      const status = error === undefined ? "ok" : "error";
      pipe.send({ type: "done", run: cell.run, status, assigned, mark: markStreams() });
    });
  }

  evaluate({ id, run, program }: Extract<HostRequest, { op: "evaluate" }>): void {
    const { executionCount = 0, id: cellId, source = "", started = Date.now() } = this.#latest ?? {};
    const cell = new Cell({ run, executionCount, label: program.label, cellId, source, started });
    this.#begin(cell, program, ({ error, data }) => {
      const reply: ExpressionReply =
        error === undefined
          ? {
              status: "ok",
              data: JSON.parse(data ?? '{"text/plain":"undefined"}') as MimeBundle,
              metadata: {},
            }
          : { status: "error", ...error };
      this.#parts.pipe.send({ type: "answer", id, reply });
    });
  }

  #begin(cell: Cell, program: CellProgram, report: Task["report"]): void {
    const task: Task = { cell, program, prepared: undefined, outcome: undefined, report };
    this.#running = task;
    this.#parts.state.begin(cell.run);
    // A callback of its own: ending a loop takes everything with it that is on the stack.
    setImmediate(() => runAs(cell, () => void this.#run(task)));
  }

  async #run(task: Task): Promise<void> {
    const { cell, program } = task;
    try {
      if (cell.interruptedAt !== undefined) throw new Interrupted();
      const runner = this.#parts.runner(program);
      this.#latestRunner = runner;
      task.prepared = await runner.prepare(program, cell.run);
      // Again: what an import has left in this callback ends here.
      await new Promise((resolve) => setImmediate(resolve));
      if (cell.interruptedAt !== undefined) throw new Interrupted();
      const result = await task.prepared.start();
      const data = result?.value === undefined ? undefined : await toBundleJson(result.value);
      this.#settle(task, { status: "ok", data });
    } catch (error) {
      this.#settle(task, { status: "threw", error });
    }
  }

  #settle(task: Task, outcome: Outcome): void {
    if (task.outcome === undefined || (task.outcome.status === "ok" && outcome.status === "threw"))
      task.outcome = outcome;
    // Promises that the cell left rejected are known after one turn of the event loop, signals that ended a child
    // process after two.
    setImmediate(() => setImmediate(() => this.#finish(task)));
  }

  /** Its bookkeeping is complete when `done` is sent; until then it can be called again. */
  #finish(task: Task): void {
    const { cell, prepared } = task;
    const { state, inputs } = this.#parts;
    if (cell.ended) return;
    let outcome = task.outcome!;
    const stopped = cell.interruptedAt !== undefined || (outcome.status === "threw" && cell.signalled);
    if (stopped) outcome = { status: "threw", error: new Interrupted() };
    const error = outcome.status === "threw" ? toErrorContent(outcome.error) : undefined;
    const data = outcome.status === "ok" ? outcome.data : undefined;
    state.critical(() => {
      const assigned = prepared?.settle(error === undefined) ?? [];
      cell.ended = true;
      inputs.forget(cell);
      this.#running = undefined;
      state.end(cell.run);
      task.report({ error, data, assigned });
      if (stopped) this.#watch(cell);
    });
  }

  /** Says so when code of an interrupted cell goes on: a loop in a library, say, that never looks at the signal. */
  #watch(cell: Cell): void {
    const begin = () =>
      watchFor(cell, () =>
        this.#parts.output.stream(
          cell,
          "stderr",
          `${cell.label} was interrupted, but code that it started goes on in the background; ` +
            "restart the kernel to end it\n",
        ),
      );
    setTimeout(begin, AFTERMATH).unref();
    setTimeout(() => watchFor(undefined), 2 * AFTERMATH).unref();
  }

  /** @param run the cell meant, which may have ended by itself in the meantime */
  interrupt(run: number): void {
    const task = this.#running;
    if (task === undefined || task.cell.run !== run) return;
    task.cell.interruptedAt ??= performance.now();
    // Whoever listens to the cell's signal may do anything there.
    setImmediate(() => this.#stop(task));
  }

  /** There was a signal to the process group; which cell it means only the message says. */
  signalled(): void {
    if (this.#running !== undefined) this.#running.cell.signalled = true;
  }

  #stop(task: Task): void {
    const { cell } = task;
    if (cell.ended) return;
    if (!cell.abort.signal.aborted) {
      const reason = new Error("the cell was interrupted");
      reason.name = "AbortError";
      cell.abort.abort(reason);
    }
    const left = cell.interruptedAt! + SIGNAL_GRACE - performance.now();
    if (cell.signalAsked && task.outcome === undefined && left > 0) {
      setTimeout(() => this.#stop(task), left);
      return;
    }
    if (task.prepared === undefined) this.#parts.runner(task.program).abandon();
    cell.breakWaits();
    this.#settle(task, { status: "threw", error: new Interrupted() });
  }

  /** An error that nobody caught: it fails the cell that runs, unless it is known to come from an earlier one. */
  stray(error: unknown, owner: Cell | undefined): void {
    // What an interrupt makes of code that nobody waits for any more.
    if (isInterrupted(error) || (owner?.abort.signal.aborted && error === owner.abort.signal.reason)) return;
    const cell = owner ?? this.#namedIn(error) ?? this.#running?.cell ?? this.#latest;
    const running = this.#running;
    if (running !== undefined && (cell === running.cell || cell?.run === running.cell.run)) {
      this.#settle(running, { status: "threw", error });
      return;
    }
    this.#parts.pipe.send({ type: "error", run: cell?.run ?? 0, error: toErrorContent(error) });
  }

  /** The cell that stands at the bottom of an error's stack. */
  #namedIn(error: unknown): Cell | undefined {
    const stack = stackOf(error);
    const run = stack === undefined ? undefined : this.#parts.positions.cellIn(stack);
    return run === undefined ? undefined : this.#cells.get(run)?.deref();
  }
}

/**
 * Ends what child processes have written to the host's real stdout and stderr so far with a mark, so that the
 * front end knows when it has read all of it. Undefined when a cell closed these descriptors.
 */
function markStreams(): string | undefined {
  const mark = `\u0000claimbook-${randomUUID()}\u0000`;
  try {
    writeAll(1, mark);
    writeAll(2, mark);
    return mark;
  } catch {
    return undefined;
  }
}
