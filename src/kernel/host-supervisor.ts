import type { CellRequest, ErrorContent, HostEvent, HostRequest } from "./host-old/protocol.js";
import { type HostExit, HostProcess } from "./host-process.js";

export interface SupervisorListener {
  event(event: HostEvent): void;
  raw(name: "stdout" | "stderr", text: string): void;
  /** The host ended while no cell ran. */
  lostWhileIdle(what: string): void;
}

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;
type Question = WithoutId<Extract<HostRequest, { id: number }>>;

/** Keeps a host running: starts a fresh one when it ends, and says to whom it matters what was lost. */
export class HostSupervisor {
  readonly #cwd: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #listener: SupervisorListener;
  readonly #questions = new Map<number, (content: Record<string, unknown> | undefined) => void>();
  #host: HostProcess | undefined;
  #ready: Promise<ErrorContent | undefined> = Promise.resolve(undefined);
  #becomeReady: (gone: ErrorContent | undefined) => void = () => {};
  #onExit: ((error: ErrorContent) => void) | undefined;
  #loss: ErrorContent | undefined;
  #ids = 0;
  #stopped = false;

  constructor(settings: { cwd: string; env: NodeJS.ProcessEnv }, listener: SupervisorListener) {
    this.#cwd = settings.cwd;
    this.#env = settings.env;
    this.#listener = listener;
  }

  start(): void {
    this.#ready = new Promise((resolve) => {
      this.#becomeReady = resolve;
    });
    this.#host = new HostProcess(this.#cwd, this.#env, {
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
    this.#host?.send({ op: "execute", cell });
    return exit;
  }

  finished(): void {
    this.#onExit = undefined;
  }

  /** What the host said, or undefined when it ended without saying. */
  async ask(question: Question): Promise<Record<string, unknown> | undefined> {
    if ((await this.whenReady()) !== undefined) return undefined;
    const id = ++this.#ids;
    return new Promise((resolve) => {
      this.#questions.set(id, resolve);
      this.#host?.send({ ...question, id } as HostRequest);
    });
  }

  /**
   * Call it only for the cell that runs, as often as it takes. The signal goes first: whatever is sent to the host
   * later, a next cell above all, arrives after it.
   */
  interrupt(run: number): void {
    this.#host?.signal("SIGINT");
    this.#host?.send({ op: "interrupt", run });
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

  #event(event: HostEvent): void {
    if (event.type === "ready") this.#becomeReady(undefined);
    if (event.type === "answer") {
      this.#questions.get(event.id)?.(event.content);
      this.#questions.delete(event.id);
    }
    this.#listener.event(event);
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
    for (const answer of this.#questions.values()) answer(undefined);
    this.#questions.clear();
    if (onExit !== undefined) onExit(error);
    else if (how.wasReady) {
      this.#loss = error;
      this.#listener.lostWhileIdle(`${error.ename}: ${error.evalue}`);
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
  return { ename: "KernelHostExited", evalue, traceback: [`KernelHostExited: ${evalue}`] };
}
