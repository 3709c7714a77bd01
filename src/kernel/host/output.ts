import { fitting, limitNotice } from "../output-limit.js";
import type { Cell } from "./cell.js";
import type { EventPipe } from "./events.js";
import type { DisplayKind, HostEvent } from "./protocol.js";

/** How much of its limit a cell has used, in bytes. */
interface Used {
  bytes: number;
  told: boolean;
}

/** What cells show, up to a limit for each cell: a runaway print must fill neither the notebook nor the memory. */
export class CellOutput {
  readonly #pipe: EventPipe;
  /** In bytes. */
  readonly #limit: number;
  readonly #used = new WeakMap<Cell, Used>();
  /** Size of what is shown under a display id, which an update replaces. */
  readonly #shown = new Map<string, number>();

  /** @param limit for each cell, in bytes */
  constructor(pipe: EventPipe, limit: number) {
    this.#pipe = pipe;
    this.#limit = limit;
  }

  stream(cell: Cell | undefined, name: "stdout" | "stderr", text: string): void {
    const event: HostEvent = { type: "stream", run: cell?.run ?? 0, name, text };
    if (cell === undefined) {
      this.#pipe.send(event);
      return;
    }
    const left = this.#limit - this.#of(cell).bytes;
    if (left <= 0) {
      this.#tell(cell);
      return;
    }
    const size = Buffer.byteLength(text);
    this.#of(cell).bytes += size;
    if (size <= left) {
      this.#pipe.send(event);
      return;
    }
    this.#pipe.send({ ...event, text: fitting(text, left) });
    this.#tell(cell);
  }

  display(cell: Cell | undefined, kind: DisplayKind, content: Record<string, unknown>): void {
    const line = JSON.stringify({ type: "display", run: cell?.run ?? 0, kind, content } satisfies HostEvent);
    if (kind === "clear_output" || cell === undefined) {
      this.#pipe.sendLine(line);
      return;
    }
    const id = (content.transient as { display_id?: unknown } | undefined)?.display_id;
    const size = Buffer.byteLength(line);
    const before = typeof id === "string" && kind === "update_display_data" ? (this.#shown.get(id) ?? 0) : 0;
    // An update takes the place of what it updates: a progress bar may change as often as it likes.
    if (!this.#fits(cell, Math.max(0, size - before))) return;
    if (typeof id === "string") this.#shown.set(id, Math.max(size, before));
    this.#pipe.sendLine(line);
  }

  /** @param data a MIME bundle as JSON */
  result(cell: Cell, data: string): void {
    const line = `{"type":"result","run":${cell.run},"data":${data},"metadata":{}}`;
    if (this.#fits(cell, Buffer.byteLength(line))) this.#pipe.sendLine(line);
  }

  /** Counts it if it fits. */
  #fits(cell: Cell, bytes: number): boolean {
    const used = this.#of(cell);
    if (used.bytes + bytes > this.#limit) {
      this.#tell(cell);
      return false;
    }
    used.bytes += bytes;
    return true;
  }

  #of(cell: Cell): Used {
    const used = this.#used.get(cell) ?? { bytes: 0, told: false };
    this.#used.set(cell, used);
    return used;
  }

  /** Once for each cell. */
  #tell(cell: Cell): void {
    const used = this.#of(cell);
    if (used.told) return;
    used.told = true;
    const text = limitNotice(cell.label, this.#limit);
    this.#pipe.send({ type: "stream", run: cell.run, name: "stderr", text });
  }
}
