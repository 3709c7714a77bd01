import { Interrupted } from "./interrupted.js";
import type { CellRequest } from "./protocol.js";

/** A cell as the host knows it while code that it started may still run; also an expression in its place. */
export class Cell {
  readonly run: number;
  readonly label: string;
  readonly executionCount: number;
  readonly source: string;
  readonly id: string | undefined;
  /** In milliseconds since 1970. */
  readonly started: number;
  readonly abort = new AbortController();
  /** When the interrupt came, in milliseconds of `performance.now()`. */
  interruptedAt: number | undefined;
  /** Whether there was a signal to the process group while it ran: child processes may have ended by it. */
  signalled = false;
  /** Whether it has had its last word. */
  ended = false;
  readonly #waits = new Set<(reason: Error) => void>();
  #broken = false;
  #signalAsked = false;

  constructor(request: Omit<CellRequest, "program">) {
    this.run = request.run;
    this.label = request.label;
    this.executionCount = request.executionCount;
    this.source = request.source;
    this.id = request.cellId;
    this.started = request.started;
  }

  /** Whether somebody listens to the signal, and may end the cell well by itself. */
  get signalAsked(): boolean {
    return this.#signalAsked;
  }

  signal(): AbortSignal {
    this.#signalAsked = true;
    return this.abort.signal;
  }

  /** What the cell waits for now, and whatever it will wait for, rejects. */
  breakWaits(): void {
    this.#broken = true;
    for (const reject of this.#waits) reject(new Interrupted());
    this.#waits.clear();
  }

  /** The same promise, but one that rejects once the cell is interrupted. */
  wait<T>(value: T): T | Promise<Awaited<T>> {
    if (!this.#broken && (this.ended || !isThenable(value))) return value;
    if (this.#broken) {
      // Nobody is there any more to take care of it.
      if (isThenable(value)) value.then(undefined, () => {});
      throw new Interrupted();
    }
    return new Promise((resolve, reject) => {
      this.#waits.add(reject);
      (value as PromiseLike<T>).then(
        (result) => {
          this.#waits.delete(reject);
          resolve(result as Awaited<T>);
        },
        (error: unknown) => {
          this.#waits.delete(reject);
          reject(error);
        },
      );
    });
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    ((typeof value === "object" && value !== null) || typeof value === "function") &&
    typeof (value as { then?: unknown }).then === "function"
  );
}
