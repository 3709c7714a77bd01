import type { CellProgram } from "./compiler/cell-compiler.js";
import { errorContent } from "./diagnostics.js";
import type { CellRequest, ErrorContent, ExpressionReply, HostEvent, HostRequest } from "./host/protocol.js";
import { type HostExit, HostProcess, type HostSettings } from "./host-process.js";

export interface SupervisorListener {
  event(event: HostEvent): void;
  raw(name: "stdout" | "stderr", text: string): void;
  /** A host that cells may have run in is gone, and with it all that they declared. */
  lost(): void;
  /** The host ended while no cell ran. */
  lostWhileIdle(what: string): void;
}

/** Keeps a host running: starts a fresh one when it ends, and says to whom it matters what was lost. */
export class HostSupervisor {
  readonly #settings: HostSettings;
  readonly #listener: SupervisorListener;
  readonly #answers = new Map<number, (reply: ExpressionReply | undefined) => void>();
  #host: HostProcess | undefined;
  #ready: Promise<ErrorContent | undefined> = Promise.resolve(undefined);
  #becomeReady: (gone: ErrorContent | undefined) => void = () => {};
  #onExit: ((error: ErrorContent) => void) | undefined;
  #loss: ErrorContent | undefined;
  #ids = 0;
  #stopped = false;

  constructor(settings: HostSettings, listener: SupervisorListener) {
    this.#settings = settings;
    this.#listener = listener;
  }

  start(): void {
    this.#ready = new Promise((resolve) => {
      this.#becomeReady = resolve;
    });
    this.#host = new HostProcess(this.#settings, {
      event: (event) => this.#event(event),
      raw: (name, text) => this.#listener.raw(name, text),
      exit: (how) => this.#exited(how),
    });
  }

  /** Resolves when cells can run, or with the reason why they cannot. */
  whenReady(): Promise<ErrorContent | undefined> {
    if (this.#host === undefined) this.start();
    return this.#ready;
  }

  /** @returns resolves only if the host ends before `finished` is called */
  run(cell: CellRequest): Promise<ErrorContent> {
    const exit = new Promise<ErrorContent>((resolve) => {
      this.#onExit = resolve;
    });
    this.#send({ op: "execute", cell });
    return exit;
  }

  finished(): void {
    this.#onExit = undefined;
  }

  /** The value of an expression, or undefined when the host ended before it was known. */
  async evaluate(run: number, program: CellProgram): Promise<ExpressionReply | undefined> {
    if (this.#loss !== undefined || (await this.whenReady()) !== undefined) return undefined;
    const id = ++this.#ids;
    return new Promise((resolve) => {
      this.#answers.set(id, resolve);
      this.#send({ op: "evaluate", id, run, program });
    });
  }

  /** What the person typed, or why nobody was asked. */
  input(id: number, answer: { value: string } | { refused: string }): void {
    this.#send({ op: "input", id, ...answer });
  }

  /**
   * Call it only for the cell that runs, again and again until it has ended: a loop may begin later than the first.
   *
   * @param group whether the processes that the cell waits for are to be interrupted too, as by Ctrl-C in a terminal
   */
  interrupt(run: number, group: boolean): void {
    this.#send({ op: "interrupt", run });
    this.#host?.control(`interrupt ${run}`);
    // Last: when a child process ends by it, the host must know why, or the cell would go on as after a normal end.
    if (group) this.#host?.signal("SIGINT");
  }

  kill(): void {
    this.#host?.signal("SIGKILL");
  }

  /** The host ended since the last cell: the next cell must not run as if its variables were still there. */
  takeLoss(): ErrorContent | undefined {
    const loss = this.#loss;
    this.#loss = undefined;
    return loss;
  }

  /** Ends the host: gently, so that its exit handlers run, then for certain. Resolves when it is gone. */
  async stop(grace: number): Promise<void> {
    this.#stopped = true;
    const host = this.#host;
    if (host === undefined) return;
    host.send({ op: "shutdown" });
    const timer = setTimeout(() => host.signal("SIGKILL"), grace);
    await host.gone;
    clearTimeout(timer);
  }

  #send(request: HostRequest): void {
    this.#host?.send(request);
  }

  #event(event: HostEvent): void {
    if (event.type === "ready") this.#becomeReady(undefined);
    else if (event.type === "answer") {
      this.#answers.get(event.id)?.(event.reply);
      this.#answers.delete(event.id);
    } else this.#listener.event(event);
  }

  #exited(how: HostExit): void {
    this.#host = undefined;
    if (this.#stopped) return;
    const error = exitError(how);
    this.#becomeReady(error);
    const onExit = this.#onExit;
    this.#onExit = undefined;
    // A host that cannot even load is tried again only when the next cell asks for it.
    if (how.wasReady) this.start();
    if (how.wasReady) this.#listener.lost();
    const wasAsked = this.#answers.size > 0;
    for (const answer of this.#answers.values()) answer(undefined);
    this.#answers.clear();
    if (onExit !== undefined) onExit(error);
    else if (how.wasReady) {
      this.#loss = error;
      if (!wasAsked) this.#listener.lostWhileIdle(`${error.ename}: ${error.evalue}`);
    }
  }
}

function exitError({ code, signal, wasReady, outOfMemory }: HostExit): ErrorContent {
  const ended = signal === null ? `exited with code ${code}` : `was ended by signal ${signal}`;
  const how = outOfMemory
    ? `ran out of memory (NODE_OPTIONS=--max-old-space-size=MB gives more) and ${ended}`
    : ended;
  const evalue = wasReady
    ? `the process that runs cells ${how}; all state is lost: run the cells from the top`
    : `the process that runs cells ${how} before it was ready (its standard error says why)`;
  return errorContent("KernelHostExited", evalue);
}
