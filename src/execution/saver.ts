import { delay } from "./kernel-client.js";

/** Milliseconds that the next cell waits for the one before it to be on disk. */
const patience = 50;
/** The time between two saves is at least this many times what the last one took. */
const share = 4;
/** Milliseconds that this makes at most. */
const longestPause = 2_000;

/**
 * Saves a run's state after every cell without making the cells wait for a large notebook: one save at a time, the
 * state of a moment when nothing is half-done, and no more than a fifth of the time spent on saving. An ordinary
 * notebook is on disk before the next cell begins.
 */
export class Saver {
  readonly #write: () => Promise<void>;
  #going: Promise<void> | undefined;
  #writing: Promise<void> = Promise.resolve();
  #again = false;
  #reject!: (error: unknown) => void;
  /** Rejects when a save failed: what comes after could not be kept. */
  readonly failed: Promise<never>;

  /** @param write saves the state of the moment in which it is called */
  constructor(write: () => Promise<void>) {
    this.#write = write;
    this.failed = new Promise((_, reject) => {
      this.#reject = reject;
    });
    this.failed.catch(() => {});
  }

  /**
   * A cell is done.
   *
   * @returns settles when it is on disk, or a save takes so long that the next cell may begin
   * @throws what an earlier save failed with
   */
  async cellDone(): Promise<void> {
    this.#again = true;
    this.#going ??= this.#save();
    await Promise.race([this.#going, delay(patience), this.failed]);
  }

  /**
   * Saves everything there is, now.
   *
   * @param write instead of the one that saves what was saved so far
   * @throws what a save failed with
   */
  async flush(write = this.#write): Promise<void> {
    // Whoever waits to save again need not any more.
    this.#again = false;
    await this.#writing;
    await write();
  }

  async #save(): Promise<void> {
    try {
      while (this.#again) {
        this.#again = false;
        const started = performance.now();
        this.#writing = this.#write();
        await this.#writing;
        const took = performance.now() - started;
        if (this.#again) await delay(Math.min(took * share, longestPause));
      }
    } catch (error) {
      // Not kept as a rejection of its own: `flush` saves once more, and says so if that fails.
      this.#writing = Promise.resolve();
      this.#reject(error);
    } finally {
      this.#going = undefined;
    }
  }
}
