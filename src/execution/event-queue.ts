import type { ExecutionEvent } from "./events.js";

/** Hands events on in the order in which they came, each not before what it waits for. */
export class EventQueue {
  readonly #hand: (event: ExecutionEvent) => void;
  readonly #waiting: { event: ExecutionEvent; ready: boolean }[] = [];

  constructor(hand: (event: ExecutionEvent) => void) {
    this.#hand = hand;
  }

  /** @param after what has to be true before anybody is told; if it fails, neither this event nor a later one is */
  tell(event: ExecutionEvent, after?: Promise<void>): void {
    const entry = { event, ready: after === undefined };
    this.#waiting.push(entry);
    after?.then(
      () => {
        entry.ready = true;
        this.#pass();
      },
      () => {},
    );
    this.#pass();
  }

  /** Hands on whatever still waits: what it waits for has come true. */
  drain(): void {
    for (const entry of this.#waiting) entry.ready = true;
    this.#pass();
  }

  #pass(): void {
    while (this.#waiting[0]?.ready === true) this.#hand(this.#waiting.shift()!.event);
  }
}
