import { AsyncLocalStorage } from "node:async_hooks";
import { writeSync } from "node:fs";
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

/** One JSON value per line; written before the call returns. */
export function sendEvent(event: HostEvent): void {
  writeAll(EVENT_FD, `${JSON.stringify(event)}\n`);
}

/** A cell as the host knows it while code that it started may still run. */
export interface CellContext {
  run: number;
  label: string;
  executionCount: number;
  code: string;
  id: string | undefined;
  ended: boolean;
  abort: AbortController;
}

/** The cell that started the code which runs now, also in its timers and promise reactions. */
export const currentCell = new AsyncLocalStorage<CellContext>();
