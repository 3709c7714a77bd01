import type { Clock } from "../clock.js";
import type { Wait } from "./retry.js";

/** Keeps pauses between the starts of requests to one host. Requests have to come one after the other. */
export class Pace {
  readonly #clock: Clock;
  readonly #wait: Wait;
  #last: number | undefined;

  constructor({ clock, wait }: { clock: Clock; wait: Wait }) {
    this.#clock = clock;
    this.#wait = wait;
  }

  /**
   * Waits until the next request may be sent.
   *
   * @param interval milliseconds since the start of the request before
   */
  async next(interval: number, signal: AbortSignal | undefined): Promise<void> {
    if (this.#last !== undefined) {
      // A clock that stands still or runs back makes it wait longer, never shorter.
      const passed = Math.max(0, this.#clock().getTime() - this.#last);
      if (passed < interval) await this.#wait(interval - passed, signal);
    }
    this.#last = this.#clock().getTime();
  }
}
