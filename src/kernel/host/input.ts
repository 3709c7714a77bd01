import type { Cell } from "./cell.js";
import type { HostEvent, HostRequest } from "./protocol.js";

interface Pending {
  cell: Cell;
  resolve(value: string): void;
  reject(error: Error): void;
}

/** Questions to the person at the notebook that are not answered yet. */
export class Inputs {
  readonly #send: (event: HostEvent) => void;
  readonly #pending = new Map<number, Pending>();
  #count = 0;

  constructor(send: (event: HostEvent) => void) {
    this.#send = send;
  }

  /** Rejects when the client does not ask. */
  ask(cell: Cell | undefined, prompt: string, password: boolean): Promise<string> {
    if (cell === undefined || cell.ended)
      return Promise.reject(new Error("input() can only be asked for while a cell runs"));
    const id = ++this.#count;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { cell, resolve, reject });
      this.#send({ type: "input", run: cell.run, id, prompt, password });
    });
  }

  answer(answer: Extract<HostRequest, { op: "input" }>): void {
    const pending = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    if (pending === undefined) return;
    if ("refused" in answer) pending.reject(new Error(answer.refused));
    else pending.resolve(answer.value);
  }

  /** The cell has ended: no answer will come, and nobody waits for one. */
  forget(cell: Cell): void {
    for (const [id, pending] of this.#pending) if (pending.cell === cell) this.#pending.delete(id);
  }
}
