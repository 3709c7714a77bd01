import type { ErrorContent, ExpressionReply, HostEvent } from "./host-old/protocol.js";
import type { HostSupervisor } from "./host-supervisor.js";
import type { Message } from "./wire.js";

export type CellEnd =
  | { status: "ok"; userExpressions: Record<string, ExpressionReply> }
  | { status: "error"; error: ErrorContent; userExpressions: Record<string, ExpressionReply> };

/** One execute_request, from its arrival at the head of the queue to its end, whatever happens to the host. */
export class CellExecution {
  readonly runNumber: number;
  readonly message: Message;
  readonly code: string;
  readonly silent: boolean;
  readonly storeHistory: boolean;
  readonly stopOnError: boolean;
  readonly executionCount: number;
  readonly #host: HostSupervisor;
  readonly #grace: number;
  readonly #end: Promise<CellEnd>;
  #resolve!: (end: CellEnd) => void;
  #error: ErrorContent | undefined;
  #sent = false;
  #killTimer: NodeJS.Timeout | undefined;
  #signalTimer: NodeJS.Timeout | undefined;
  #killed = false;

  constructor(run: number, message: Message, count: number, host: HostSupervisor, grace: number) {
    const content = message.content as Record<string, unknown>;
    this.runNumber = run;
    this.message = message;
    this.code = typeof content.code === "string" ? content.code : "";
    this.silent = content.silent === true;
    this.storeHistory = !this.silent && content.store_history !== false;
    this.stopOnError = content.stop_on_error !== false;
    this.executionCount = this.storeHistory ? count + 1 : count;
    this.#host = host;
    this.#grace = grace;
    this.#end = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** @param onError told the error before the end is known, so that it can be published in its place */
  async run(onError: (error: ErrorContent) => void): Promise<CellEnd> {
    void this.#start();
    const end = await this.#end;
    clearTimeout(this.#killTimer);
    clearInterval(this.#signalTimer);
    if (end.status === "error") onError(end.error);
    return end;
  }

  async #start(): Promise<void> {
    const content = this.message.content as Record<string, unknown>;
    const { cellId } = (this.message.metadata ?? {}) as { cellId?: unknown };
    const lost = this.#host.takeLoss();
    if (lost !== undefined) return this.#fail(lost);
    const gone = await this.#host.whenReady();
    // Interrupted while the host was loading.
    if (this.#error !== undefined) return;
    if (gone !== undefined) return this.#fail(gone);
    this.#sent = true;
    const exit = this.#host.run({
      run: this.runNumber,
      executionCount: this.executionCount,
      code: this.code,
      cellId: typeof cellId === "string" ? cellId : undefined,
      label: this.storeHistory ? `cell ${this.executionCount}` : "unnumbered cell",
      userExpressions: (content.user_expressions ?? {}) as Record<string, string>,
    });
    const error = await exit;
    this.#fail(this.#killed ? killed(this.#grace) : error);
  }

  interrupt(): void {
    if (!this.#sent) {
      this.#fail(interrupted);
      return;
    }
    if (this.#killTimer !== undefined) return;
    this.#host.interrupt(this.runNumber);
    // Again and again: a signal that came while the cell was still being checked breaks no loop that begins later.
    this.#signalTimer = setInterval(() => this.#host.interrupt(this.runNumber), this.#grace / 10);
    this.#killTimer = setTimeout(() => {
      this.#killed = true;
      this.#host.kill();
    }, this.#grace);
  }

  failed(error: ErrorContent): void {
    this.#error = error;
  }

  done(event: Extract<HostEvent, { type: "done" }>): void {
    const { userExpressions } = event;
    clearInterval(this.#signalTimer);
    this.#host.finished();
    if (event.status === "ok") this.#resolve({ status: "ok", userExpressions });
    else this.#resolve({ status: "error", error: this.#error!, userExpressions });
  }

  #fail(error: ErrorContent): void {
    this.#error = error;
    this.#resolve({ status: "error", error, userExpressions: {} });
  }
}

const interrupted: ErrorContent = {
  ename: "Interrupted",
  evalue: "the cell was interrupted before it had begun",
  traceback: ["Interrupted: the cell was interrupted before it had begun"],
};

function killed(grace: number): ErrorContent {
  const evalue =
    `the cell did not stop within ${grace / 1000} s of the interrupt, so the process that runs cells was ended; ` +
    "all state is lost: run the cells from the top";
  return { ename: "KernelHostKilled", evalue, traceback: [`KernelHostKilled: ${evalue}`] };
}
