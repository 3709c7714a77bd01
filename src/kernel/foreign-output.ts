import { fitting, limitNotice } from "./output-limit.js";

/** What a cell is to this: something that may have only so much output. */
interface Printing {
  readonly label: string;
}

/** Output of the programs that cells start, which goes past the host: it has a limit of its own, as large. */
export class ForeignOutput {
  /** In bytes. */
  readonly #limit: number;
  readonly #used = new WeakMap<Printing, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Counts it.
   *
   * @returns what of it is to be shown, and once, when the limit is reached, a notice for standard error
   */
  admit(cell: Printing, text: string): { text: string; notice?: string } {
    const used = this.#used.get(cell) ?? 0;
    if (used > this.#limit) return { text: "" };
    const size = Buffer.byteLength(text);
    this.#used.set(cell, used + size);
    if (used + size <= this.#limit) return { text };
    return { text: fitting(text, this.#limit - used), notice: limitNotice(cell.label, this.#limit) };
  }
}
