import path from "node:path";
import { codeHash } from "../code-hash.js";
import { packageRoot } from "../paths.js";
import { canonicalHash } from "../step/canonical-hash.js";
import { type StoredNote, ValueStore } from "../step/store.js";

/** sha256 over the part of claimbook that decides what a training yields: changed code never meets old results. */
export function resultCodeHash(): string {
  const parts = ["datasets", "evaluation", "experiment", "models", "tensor", "training", "random.js"];
  return codeHash(path.join(packageRoot, "dist"), parts);
}

/** Results of one kind in the store that steps use too, by the hash of what they were computed from. */
export class ResultCache<T> {
  readonly #store: ValueStore | undefined;

  /** @param folder undefined where nothing may be taken over or kept */
  constructor(folder: string | undefined) {
    this.#store = folder === undefined ? undefined : new ValueStore(folder);
  }

  /** @param parts everything the value depends on */
  key(parts: unknown): string {
    return canonicalHash(parts);
  }

  /** Value and note; undefined when there is none, or one that cannot be read (it is then computed again). */
  async get(key: string): Promise<(StoredNote & { value: T }) | undefined> {
    return (await this.#store?.get(key)) as (StoredNote & { value: T }) | undefined;
  }

  /** Stores in one piece. A cache that cannot be written costs time, not results: the error is returned, not thrown. */
  async put(key: string, value: T, note: StoredNote): Promise<Error | undefined> {
    try {
      await this.#store?.put(key, value, note);
      return undefined;
    } catch (error) {
      return error as Error;
    }
  }
}
