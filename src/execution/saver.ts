import { delay } from "./kernel-client.js";

/** Milliseconds after which a cell counts as done though it is not on disk yet: the notebook is a large one. */
const patience = 50;
/** The time between two saves is at least this many times what the last one took. */
const share = 4;
/** Milliseconds that this makes at most. */
const longestPause = 2_000;

/**
 * Saves a run's state after every cell without making the cells wait for a large notebook: one save at a time, the
 * latest state, and no more than a fifth of the time spent on saving.
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
   * @returns settles when it is on disk, or saving takes too long to wait for; rejects with what a save failed with
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
    await Promise.race([this.failed, this.#writing]);
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
      this.#reject(error);
    } finally {
      this.#going = undefined;
    }
  }
}
