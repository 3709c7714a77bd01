import type { CompileResult } from "./compiler/cell-compiler.js";
import type { CompilerThread } from "./compiler/compiler-thread.js";
import { errorContent, typeScriptError } from "./diagnostics.js";
import type { ErrorContent, ExpressionReply, HostEvent } from "./host/protocol.js";
import type { HostSupervisor } from "./host-supervisor.js";
import { helpQuery } from "./questions.js";
import type { Message } from "./wire.js";

export type CellEnd =
  | { status: "ok"; userExpressions: Record<string, ExpressionReply>; payload: Record<string, unknown>[] }
  | { status: "error"; error: ErrorContent };

export interface Engine {
  compiler: CompilerThread;
  host: HostSupervisor;
  /** How long an interrupted cell may take to end before its process is killed. Milliseconds. */
  interruptGrace: number;
}

type Done = Extract<HostEvent, { type: "done" }>;

/** Between two interrupts of a cell that goes on, in milliseconds. */
const REPEAT = 100;

/**
 * One execute_request, from its arrival at the head of the queue to its end, whatever happens to the host:
 * the compiler checks it, the host runs it, the compiler is told what it declared, user expressions are evaluated.
 */
export class CellExecution {
  readonly runNumber: number;
  readonly message: Message;
  readonly code: string;
  readonly silent: boolean;
  readonly storeHistory: boolean;
  readonly stopOnError: boolean;
  readonly allowStdin: boolean;
  readonly executionCount: number;
  readonly #engine: Engine;
  /** Settles when an interrupt came while nothing of this request was in the host. */
  readonly #interrupted: Promise<ErrorContent>;
  #interruptHere!: (error: ErrorContent) => void;
  #wasInterrupted = false;
  #inHost = false;
  #ended = false;
  #error: ErrorContent | undefined;
  #done: (event: Done) => void = () => {};
  #killTimer: NodeJS.Timeout | undefined;
  #repeatTimer: NodeJS.Timeout | undefined;
  #killed = false;

  constructor(run: number, message: Message, count: number, engine: Engine) {
    const content = message.content as Record<string, unknown>;
    this.runNumber = run;
    this.message = message;
    this.code = typeof content.code === "string" ? content.code : "";
    this.silent = content.silent === true;
    this.storeHistory = !this.silent && content.store_history !== false;
    this.stopOnError = content.stop_on_error !== false;
    this.allowStdin = content.allow_stdin === true;
    this.executionCount = this.storeHistory ? count + 1 : count;
    this.#engine = engine;
    this.#interrupted = new Promise((resolve) => {
      this.#interruptHere = resolve;
    });
  }

  async run(): Promise<CellEnd> {
    try {
      const name = helpQuery(this.code);
      if (name !== undefined) return await this.#help(name);
      const error = await this.#runCell();
      if (error !== undefined) return { status: "error", error };
      return { status: "ok", userExpressions: await this.#userExpressions(), payload: [] };
    } finally {
      clearTimeout(this.#killTimer);
      clearInterval(this.#repeatTimer);
    }
  }

  interrupt(): void {
    this.#wasInterrupted = true;
    if (!this.#inHost) {
      this.#interruptHere(interrupted);
      return;
    }
    if (this.#killTimer !== undefined) return;
    const { host, interruptGrace } = this.#engine;
    host.interrupt(this.runNumber, true);
    let times = 0;
    // A child process that had not quite begun has missed the first signal: half way to the end it gets another.
    const again = Math.round(interruptGrace / REPEAT / 2);
    this.#repeatTimer = setInterval(() => host.interrupt(this.runNumber, ++times === again), REPEAT);
    this.#killTimer = setTimeout(() => {
      this.#killed = true;
      host.kill();
    }, interruptGrace);
  }

  /** The host tells of an error. @returns whether it came too late to be the reason why the cell fails */
  failed(error: ErrorContent): boolean {
    if (this.#ended) return true;
    this.#error = error;
    return false;
  }

  done(event: Done): void {
    this.#ended = true;
    this.#done(event);
  }

  /** @returns why the cell did not end well */
  async #runCell(): Promise<ErrorContent | undefined> {
    const { compiler, host } = this.#engine;
    const lost = host.takeLoss();
    if (lost !== undefined) return lost;

    const started = Date.now();
    const checked = await this.#check();
    if (!("program" in checked)) return checked;
    const gone = await Promise.race([host.whenReady(), this.#interrupted]);
    // It was checked against what a host knew that may be gone.
    const reason = gone ?? host.takeLoss();
    if (reason !== undefined) {
      compiler.discard(checked.program);
      return reason;
    }

    const { cellId } = (this.message.metadata ?? {}) as { cellId?: unknown };
    const done = new Promise<Done>((resolve) => {
      this.#done = resolve;
    });
    this.#inHost = true;
    const exit = host.run({
      run: this.runNumber,
      executionCount: this.executionCount,
      label: this.label,
      cellId: typeof cellId === "string" ? cellId : undefined,
      source: this.code,
      started,
      program: checked.program,
    });
    const end = await Promise.race([done, exit]);
    this.#stopInterrupting();
    if ("ename" in end) return this.#killed ? killed(this.#engine.interruptGrace) : end;
    host.finished();
    compiler.ran(this.runNumber, end.assigned);
    if (end.status === "ok") return undefined;
    return this.#error ?? errorContent("Error", "the cell failed without saying why");
  }

  /** How errors name the cell. */
  get label(): string {
    return this.storeHistory ? `cell ${this.executionCount}` : "unnumbered cell";
  }

  async #check(): Promise<Extract<CompileResult, { status: "ok" }> | ErrorContent> {
    const { compiler } = this.#engine;
    const compiling = compiler.compile({ run: this.runNumber, label: this.label, code: this.code });
    try {
      const result = await Promise.race([compiling, this.#interrupted]);
      if ("ename" in result) {
        compiler.abandon(compiling);
        return result;
      }
      return result.status === "ok" ? result : typeScriptError(result.diagnostics, this.label);
    } catch (error) {
      return errorContent((error as Error).name, (error as Error).message);
    }
  }

  /** One after the other, each with a status of its own. */
  async #userExpressions(): Promise<Record<string, ExpressionReply>> {
    const { user_expressions } = this.message.content as { user_expressions?: unknown };
    const replies: Record<string, ExpressionReply> = {};
    for (const [name, expression] of Object.entries(user_expressions ?? {}))
      replies[name] = await this.#evaluate(String(expression)).catch((error: Error) => ({
        status: "error",
        ...errorContent(error.name, error.message),
      }));
    return replies;
  }

  async #evaluate(expression: string): Promise<ExpressionReply> {
    if (this.#wasInterrupted) return { status: "error", ...interrupted };
    const { compiler, host } = this.#engine;
    const compiling = compiler.compileExpression(expression);
    const result = await Promise.race([compiling, this.#interrupted]);
    if ("ename" in result) {
      compiler.abandon(compiling);
      return { status: "error", ...result };
    }
    if (result.status !== "ok")
      return { status: "error", ...typeScriptError(result.diagnostics, "expression") };
    this.#inHost = true;
    const reply = await host.evaluate(this.runNumber, result.program);
    this.#stopInterrupting();
    if (reply !== undefined) return reply;
    if (this.#killed) return { status: "error", ...killed(this.#engine.interruptGrace) };
    return {
      status: "error",
      ...errorContent("KernelHostExited", "the process that runs cells ended: its state is lost"),
    };
  }

  #stopInterrupting(): void {
    this.#inHost = false;
    clearTimeout(this.#killTimer);
    clearInterval(this.#repeatTimer);
    this.#killTimer = undefined;
  }

  /** `name?` shows what an inspection of that name says, where the client shows help (a payload for its pager). */
  async #help(name: string): Promise<CellEnd> {
    try {
      const text = await this.#engine.compiler.inspect(name, name.length);
      const data = { "text/plain": text ?? `nothing is known about ${name}` };
      return { status: "ok", userExpressions: {}, payload: [{ source: "page", data, start: 0 }] };
    } catch (error) {
      return { status: "error", error: errorContent((error as Error).name, (error as Error).message) };
    }
  }
}

const interrupted = errorContent("Interrupted", "the cell was interrupted before it had begun");

function killed(grace: number): ErrorContent {
  return errorContent(
    "KernelHostKilled",
    `the cell did not stop within ${grace / 1000} s of the interrupt, so the process that runs cells was ended; ` +
      "all state is lost: run the cells from the top",
  );
}
