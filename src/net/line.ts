import { realTimer, type Timer } from "./timer.js";

/**
 * One connection, which ends when nothing comes for a while or the caller's signal says so. It does not wait for
 * `fetch` to notice: an abort at a body's very end leaves undici's `read` (Node 20) pending for ever.
 */
export class Line {
  readonly #stalled: number;
  readonly #outer: AbortSignal | undefined;
  readonly #inner = new AbortController();
  readonly #broken: Promise<never>;
  readonly #timer: Timer;
  #cancel: () => void = () => {};
  #isStalled = false;
  readonly #relay = () => this.#inner.abort(this.#outer?.reason);

  /** @param stalled milliseconds without a sign of life */
  constructor(stalled: number, outer: AbortSignal | undefined, timer: Timer = realTimer) {
    this.#stalled = stalled;
    this.#timer = timer;
    this.#outer = outer;
    this.#broken = new Promise((_, reject) => {
      this.#inner.signal.addEventListener("abort", () => reject(this.#inner.signal.reason), { once: true });
    });
    // Whoever waits gets it too; nobody may be waiting.
    this.#broken.catch(() => {});
    // Not AbortSignal.any: what it makes may be collected as garbage while it is waited for (Node 20).
    outer?.addEventListener("abort", this.#relay, { once: true });
    if (outer?.aborted) this.#relay();
    this.#alive();
  }

  get signal(): AbortSignal {
    return this.#inner.signal;
  }

  get isStalled(): boolean {
    return this.#isStalled;
  }

  /** The work's result, or the end of the line. */
  async race<T>(work: Promise<T>): Promise<T> {
    const result = await Promise.race([work, this.#broken]);
    this.#alive();
    return result;
  }

  async *chunks(response: Response): AsyncGenerator<Uint8Array> {
    if (response.body === null) return;
    const reader = response.body.getReader();
    try {
      for (;;) {
        const { done, value } = await this.race(reader.read());
        if (done) return;
        yield value as Uint8Array;
        this.signal.throwIfAborted();
      }
    } finally {
      reader.cancel().catch(() => {});
    }
  }

  /** The whole body, or undefined when it has more than `most` bytes. */
  async body(response: Response, most: number): Promise<Buffer | undefined> {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of this.chunks(response)) {
      bytes += chunk.length;
      if (bytes > most) return undefined;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }

  end(): void {
    this.#cancel();
    this.#outer?.removeEventListener("abort", this.#relay);
  }

  #alive(): void {
    this.#cancel();
    this.#cancel = this.#timer(this.#stalled, () => {
      this.#isStalled = true;
      this.#inner.abort(new Error("nothing came"));
    });
  }
}
