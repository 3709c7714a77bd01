import { randomUUID } from "node:crypto";
import type { CellCompiler, CellOutcome } from "./cell-compiler.js";
import { codePoints, utf16Offset } from "./cursor.js";
import { type CellContext, currentCell, writeAll } from "./events.js";
import type { CellRequest, ExpressionReply, HostEvent, HostRequest } from "./protocol.js";
import { thrown, toErrorContent, toMimeBundle } from "./values.js";

type Question = Extract<HostRequest, { id: number }>;
type DisplayKind = Extract<HostEvent, { type: "display" }>["kind"];

/** Runs one cell after the other (the front end sends the next one when the last is done) and reports on it. */
export class CellRunner {
  readonly #compiler: CellCompiler;
  readonly #send: (event: HostEvent) => void;
  /** The cell that runs, or ran last. */
  #latest: CellContext | undefined;

  constructor(compiler: CellCompiler, send: (event: HostEvent) => void) {
    this.#compiler = compiler;
    this.#send = send;
  }

  /** Whose output it is: the cell that started the code, else the latest. */
  owner(): CellContext | undefined {
    return currentCell.getStore() ?? this.#latest;
  }

  signal(): AbortSignal {
    return this.owner()?.abort.signal ?? new AbortController().signal;
  }

  display(kind: DisplayKind, content: Record<string, unknown>): void {
    this.#send({ type: "display", run: this.owner()?.run ?? 0, kind, content });
  }

  /** @param run the cell meant, which may have ended by itself in the meantime */
  interrupt(run: number): void {
    const running = this.#latest !== undefined && !this.#latest.ended ? this.#latest : undefined;
    if (running !== undefined && running.run !== run) return;
    if (running !== undefined) this.#abort(running);
    // Also when the cell has just ended: the compiler has to know that there was a signal.
    this.#compiler.interrupt();
  }

  #abort(cell: CellContext): void {
    const reason = new Error("the cell was interrupted");
    reason.name = "AbortError";
    cell.abort.abort(reason);
  }

  /** An error that nobody caught: it fails the cell that runs, unless it is known to come from an earlier one. */
  stray(error: unknown, origin: CellContext | undefined): void {
    const running = this.#latest !== undefined && !this.#latest.ended ? this.#latest : undefined;
    if (running !== undefined && (origin === undefined || origin === running)) {
      this.#compiler.fail(error);
      return;
    }
    const owner = origin ?? this.#latest;
    const from =
      origin === undefined ? "after the last cell ended" : `started by ${origin.label}, which has ended`;
    const text = `Uncaught error in code ${from}:\n${thrown(error).traceback.join("\n")}\n`;
    this.#send({ type: "stream", run: owner?.run ?? 0, name: "stderr", text });
  }

  async execute(request: CellRequest): Promise<void> {
    const cell: CellContext = {
      run: request.run,
      label: request.label,
      executionCount: request.executionCount,
      code: request.code,
      id: request.cellId,
      ended: false,
      abort: new AbortController(),
    };
    this.#latest = cell;
    const userExpressions: Record<string, ExpressionReply> = {};
    let status: "ok" | "error" = "ok";
    await currentCell.run(cell, async () => {
      const outcome = await this.#outcome(cell);
      // A synchronous loop ends by the signal alone, before the message about it can be read.
      if (outcome.status === "interrupted") this.#abort(cell);
      const error = outcome.status === "ok" ? await this.#result(cell, outcome.value) : outcome;
      if (error !== undefined) {
        status = "error";
        this.#send({ type: "error", run: cell.run, error: toErrorContent(error, cell.label) });
        return;
      }
      for (const [name, expression] of Object.entries(request.userExpressions))
        userExpressions[name] = await this.#evaluate(expression);
    });
    cell.ended = true;
    this.#send({ type: "done", run: cell.run, status, userExpressions, mark: markStreams() });
  }

  async #outcome(cell: CellContext): Promise<CellOutcome> {
    try {
      return await this.#compiler.run(cell);
    } catch (error) {
      return { status: "threw", error };
    }
  }

  /** Publishes the value of the last expression. @returns what went wrong in showing it */
  async #result(
    cell: CellContext,
    value: unknown,
  ): Promise<Exclude<CellOutcome, { status: "ok" }> | undefined> {
    if (value === undefined) return undefined;
    try {
      this.#send({ type: "result", run: cell.run, data: await toMimeBundle(value) });
      return undefined;
    } catch (error) {
      return { status: "threw", error };
    }
  }

  async #evaluate(expression: string): Promise<ExpressionReply> {
    try {
      const outcome = await this.#compiler.evaluate(expression);
      if (outcome.status !== "ok") return { status: "error", ...toErrorContent(outcome, "expression") };
      return { status: "ok", data: await toMimeBundle(outcome.value), metadata: {} };
    } catch (error) {
      return { status: "error", ...thrown(error) };
    }
  }

  /** Content of the reply to a question about code; `cursor` counts code points, as the protocol does. */
  answer(question: Question): Record<string, unknown> {
    try {
      if (question.op === "isComplete") return { ...this.#compiler.isComplete(question.code) };
      const cursor = utf16Offset(question.code, question.cursor);
      if (question.op === "inspect") {
        const text = this.#compiler.inspect(question.code, cursor);
        const data = text === undefined ? {} : { "text/plain": text };
        return { status: "ok", found: text !== undefined, data, metadata: {} };
      }
      const { start, end, matches } = this.#compiler.complete(question.code, cursor);
      const [cursor_start, cursor_end] = [start, end].map((at) => codePoints(question.code, at)) as [
        number,
        number,
      ];
      const types = matches.map((match) => ({
        start: cursor_start,
        end: cursor_end,
        text: match.text,
        type: match.kind,
      }));
      return {
        status: "ok",
        matches: matches.map((match) => match.text),
        cursor_start,
        cursor_end,
        metadata: { _jupyter_types_experimental: types },
      };
    } catch (error) {
      return { status: "error", ...thrown(error) };
    }
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
