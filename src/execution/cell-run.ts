import type { CodeCell, ErrorOutput, Output } from "../notebook/model.js";
import type { CellOutputs } from "./cell-outputs.js";
import { type Deadline, deadline } from "./deadline.js";
import { delay } from "./kernel-client.js";
import type { KernelSession } from "./kernel-session.js";

export interface CellRun {
  status: "ok" | "error" | "timeout" | "interrupted" | "dead";
  ename?: string;
  evalue?: string;
  milliseconds: number;
}

export interface CellRunLimits {
  cellTimeout: number | undefined;
  whole: Deadline;
  /** Settles when the run is broken off from outside. */
  aborted: Promise<unknown>;
}

/** Milliseconds between asking a cell to stop and ending its kernel. */
const interruptGrace = 5_000;

/** Runs one cell: to its end, or until its time is over, the run is broken off or the kernel dies. */
export async function runCell(
  session: KernelSession,
  cell: CodeCell,
  outputs: CellOutputs,
  limits: CellRunLimits,
): Promise<CellRun> {
  const started = performance.now();
  const startedAt = new Date().toISOString();
  const done = (run: Omit<CellRun, "milliseconds">): CellRun => {
    cell.metadata.execution = {
      "iopub.execute_input": startedAt,
      "shell.execute_reply": new Date().toISOString(),
    };
    return { ...run, milliseconds: performance.now() - started };
  };
  const limit = deadline(limits.cellTimeout);
  const stop = Promise.race([
    limit.over.then(() => "cell" as const),
    limits.whole.over.then(() => "run" as const),
    limits.aborted.then(() => "interrupted" as const),
  ]);
  try {
    const request = session.execute(cell.source, cell.id);
    outputs.watch(request.id, cell);
    const answer = await session.answer(request, stop);
    outputs.ended(request.id);
    if (answer.is === "reply") return done(ofReply(cell, answer.content));
    if (answer.is === "dead") return done(dead(cell, answer.how, session.lastWords));

    const why = await stop;
    const before = cell.outputs.length;
    session.interrupt();
    const last = await session.answer(request, delay(interruptGrace));
    if (last.is === "late") await session.destroy();
    const [ename, evalue] =
      why === "interrupted"
        ? ["Interrupted", "the run was broken off"]
        : why === "cell"
          ? ["CellTimeout", `the cell took longer than ${limits.cellTimeout! / 1000} s (--cell-timeout)`]
          : ["RunTimeout", `the run took longer than ${limits.whole.limit! / 1000} s (--timeout)`];
    const hard = {
      reply: "",
      dead: "; being interrupted ended its kernel",
      late: "; it could not be interrupted, so its kernel was ended",
    }[last.is];
    const own = cell.outputs.slice(before).findLast(isError);
    if (own === undefined) addError(cell, ename!, evalue! + hard);
    // The kernel says "interrupted" and where; why it was is known here.
    else Object.assign(own, { ename, evalue, traceback: [`${ename}: ${evalue}`, ...own.traceback] });
    return done({
      status: why === "interrupted" ? "interrupted" : "timeout",
      ename: ename!,
      evalue: evalue! + hard,
    });
  } finally {
    limit.clear();
  }
}

/**
 * The reply's status says how it went; but a cell of which an error came is not well, whatever the reply says (code
 * that it had started may fail while its reply is on the way).
 */
function ofReply(cell: CodeCell, content: Record<string, unknown>): Omit<CellRun, "milliseconds"> {
  if (typeof content.execution_count === "number") cell.execution_count = content.execution_count;
  const error = cell.outputs.findLast(isError);
  if (content.status === "ok") {
    return error === undefined
      ? { status: "ok" }
      : { status: "error", ename: error.ename, evalue: error.evalue };
  }
  const ename = String(content.ename ?? error?.ename ?? (content.status === "aborted" ? "Aborted" : "Error"));
  const evalue = String(
    content.evalue ?? error?.evalue ?? `the kernel replied with status ${content.status}`,
  );
  if (error === undefined) {
    const traceback = Array.isArray(content.traceback)
      ? content.traceback.map(String)
      : [`${ename}: ${evalue}`];
    cell.outputs.push({ output_type: "error", ename, evalue, traceback });
  }
  return { status: "error", ename, evalue };
}

function dead(cell: CodeCell, exit: string, lastWords: string): Omit<CellRun, "milliseconds"> {
  const ename = "DeadKernel";
  const evalue = `the kernel died while it ran this cell (${exit})${lastWords === "" ? "" : `; its last words: ${lastWords}`}`;
  addError(cell, ename, evalue);
  return { status: "dead", ename, evalue };
}

function isError(output: Output): output is ErrorOutput {
  return output.output_type === "error";
}

function addError(cell: CodeCell, ename: string, evalue: string): void {
  cell.outputs.push({ output_type: "error", ename, evalue, traceback: [`${ename}: ${evalue}`] });
}
