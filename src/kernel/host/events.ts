import { writeSync } from "node:fs";
import type { InterruptState } from "./interrupt-state.js";
import { EVENT_FD, type HostEvent } from "./protocol.js";

/** Writes all of it, also where the descriptor is not ready at once. */
export function writeAll(fd: number, text: string): void {
  let bytes = Buffer.from(text, "utf8");
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(fd, bytes));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

/** The way to the front end: one JSON value per line; written before the call returns, and never half of it. */
export class EventPipe {
  readonly #state: InterruptState;

  constructor(state: InterruptState) {
    this.#state = state;
  }

  send(event: HostEvent): void {
    this.sendLine(JSON.stringify(event));
  }

  /** @param line the JSON of a HostEvent */
  sendLine(line: string): void {
    this.#state.critical(() => writeAll(EVENT_FD, `${line}\n`));
  }
}
