import { ClaimbookError } from "../errors.js";
import type { ExecutionEvent } from "../execution/index.js";
import type { RerunState } from "./messages.js";
import type { ClaimRerun } from "./notes.js";
import { type RerunClaimOptions, rerunClaim, rerunPlan } from "./rerun-claim.js";
import { claimOf, type ReviewedNotebook } from "./reviewed-notebook.js";

/** The reruns of one page's server: one at a time, told to whoever watches, and cancelled when it ends. */
export class Reruns {
  readonly #options: Omit<RerunClaimOptions, "signal" | "onEvent">;
  readonly #tell: (state: RerunState) => void;
  #abort: AbortController | undefined;
  #running: Promise<void> = Promise.resolve();
  /** How the last one went or goes; undefined before the first. */
  state: RerunState | undefined;

  constructor(options: Omit<RerunClaimOptions, "signal" | "onEvent">, tell: (state: RerunState) => void) {
    this.#options = options;
    this.#tell = tell;
  }

  /**
   * Starts the rerun of a claim and returns at once.
   *
   * @param keep writes the result down before it is told
   * @returns false when another one is running
   */
  start(reviewed: ReviewedNotebook, id: string, keep: (result: ClaimRerun) => Promise<void>): boolean {
    if (this.#abort !== undefined) return false;
    const abort = new AbortController();
    this.#abort = abort;
    const total = rerunPlan(reviewed, claimOf(reviewed, id)!.cell.number).cells.size;
    this.#set({ claim: id, status: "running", message: "Starting a fresh kernel …", done: 0, total });
    this.#running = this.#run(reviewed, id, abort.signal, keep).finally(() => {
      this.#abort = undefined;
    });
    return true;
  }

  /** Interrupts the rerun that is going on, if any, and waits until its kernel is gone. */
  async cancel(): Promise<void> {
    this.#abort?.abort(new ClaimbookError("cancelled", { kind: "could-not-run" }));
    await this.#running;
  }

  async close(): Promise<void> {
    await this.cancel();
  }

  async #run(
    reviewed: ReviewedNotebook,
    id: string,
    signal: AbortSignal,
    keep: (result: ClaimRerun) => Promise<void>,
  ): Promise<void> {
    const before = () => this.state!;
    try {
      const result = await rerunClaim(reviewed, id, {
        ...this.#options,
        signal,
        onEvent: (event) => this.#take(event),
      });
      await keep(result);
      const message = `Rerun done: ${result.outcome}.`;
      this.#set({ ...before(), status: "done", message, done: before().total, result });
    } catch (error) {
      if (signal.aborted) this.#set({ ...before(), status: "cancelled", message: "Cancelled." });
      else {
        const message = error instanceof ClaimbookError ? error.describe() : String(error);
        this.#set({ ...before(), status: "failed", message });
      }
    }
  }

  /** Counts the cells that have something to run: the others are passed over without a word. */
  #take(event: ExecutionEvent): void {
    const state = this.state!;
    if (event.type === "cell-start") {
      const heading = event.heading === undefined ? "" : ` (${event.heading})`;
      const which = `${state.done + 1} of ${state.total}`;
      this.#set({ ...state, message: `Running cell ${event.place}${heading}, ${which} …` });
    }
    if (event.type === "cell-end") this.#set({ ...state, done: Math.min(state.total, state.done + 1) });
  }

  #set(state: RerunState): void {
    this.state = state;
    this.#tell(state);
  }
}
