/** Places in the shared memory. */
const RUNNING = 0;
const ENDED = 1;
const ANSWERED = 2;
const CRITICAL = 3;
const WANTED = 4;
const PATIENT = 5;
const LENGTH = 6;

/**
 * What the host's main thread, which runs cells, and its control thread, which ends loops, know of each other.
 * Ending a loop (`Runtime.terminateExecution`) hits whatever JavaScript the main thread runs at that moment, or the
 * next it runs when it is idle. Two rules keep this from hitting the wrong thing:
 * - the control thread asks for it only while the main thread has not answered the interrupt's message;
 * - the main thread's own bookkeeping (`critical`) is never hit: the control thread waits for its end, and the main
 *   thread waits, before and after it, for a termination that has already been asked for.
 */
export class InterruptState {
  readonly #cells: Int32Array;

  constructor(memory = new SharedArrayBuffer(LENGTH * Int32Array.BYTES_PER_ELEMENT)) {
    this.#cells = new Int32Array(memory);
  }

  /** For the other thread: `new InterruptState(memory)`. */
  get memory(): SharedArrayBuffer {
    return this.#cells.buffer as SharedArrayBuffer;
  }

  // Main thread.

  begin(run: number): void {
    Atomics.store(this.#cells, PATIENT, 0);
    Atomics.store(this.#cells, RUNNING, run);
  }

  end(run: number): void {
    Atomics.store(this.#cells, RUNNING, 0);
    if (run > Atomics.load(this.#cells, ENDED)) Atomics.store(this.#cells, ENDED, run);
  }

  /** The running cell listens to its signal: a step of its loop may take a while. */
  bePatient(): void {
    Atomics.store(this.#cells, PATIENT, 1);
  }

  /** The main thread handles messages: it hangs nowhere. */
  answer(): void {
    Atomics.add(this.#cells, ANSWERED, 1);
    this.#takeTermination();
  }

  /** Runs what must not be ended half way. Nothing may come after it in the callback that calls it. */
  critical<T>(work: () => T): T {
    if (Atomics.load(this.#cells, CRITICAL) > 0) return work();
    for (;;) {
      Atomics.store(this.#cells, CRITICAL, 1);
      if (Atomics.load(this.#cells, WANTED) === 0) break;
      this.#leave();
    }
    try {
      return work();
    } finally {
      this.#leave();
    }
  }

  #leave(): void {
    Atomics.store(this.#cells, CRITICAL, 0);
    Atomics.notify(this.#cells, CRITICAL);
    this.#takeTermination();
  }

  /** If a termination is on its way, it comes here. */
  #takeTermination(): void {
    while (Atomics.load(this.#cells, WANTED) === 1);
  }

  // Control thread.

  /** Whether it makes sense to interrupt this run: it runs, or the main thread has not even seen it yet. */
  concerns(run: number): boolean {
    return Atomics.load(this.#cells, RUNNING) === run || run > Atomics.load(this.#cells, ENDED);
  }

  /** Changes whenever the main thread handles an interrupt's message. */
  answers(): number {
    return Atomics.load(this.#cells, ANSWERED);
  }

  get patient(): boolean {
    return Atomics.load(this.#cells, PATIENT) === 1;
  }

  /**
   * @param limit how long the main thread's bookkeeping may take (it may wait for the front end to read), milliseconds
   * @returns whether the main thread may be hit now; if so, `terminated` must be called when it was
   */
  wantTermination(run: number, answersBefore: number, limit: number): boolean {
    Atomics.store(this.#cells, WANTED, 1);
    if (this.answers() === answersBefore && this.concerns(run)) {
      if (Atomics.load(this.#cells, CRITICAL) === 0) return true;
      Atomics.wait(this.#cells, CRITICAL, 1, limit);
      const free = Atomics.load(this.#cells, CRITICAL) === 0;
      if (free && this.answers() === answersBefore && this.concerns(run)) return true;
    }
    this.terminated();
    return false;
  }

  terminated(): void {
    Atomics.store(this.#cells, WANTED, 0);
  }
}
