import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { deserialize, serialize } from "node:v8";
import { codeHash } from "../code-hash.js";
import { writeWhole } from "../notebook/whole-file.js";
import { packageRoot } from "../paths.js";

/**
 * Where finished trainings are kept: `CLAIMBOOK_CACHE`, else `.cache/claimbook` of the project. An interrupted
 * run finds there what it had; `claimbook verify` points it to an empty folder.
 */
export function cacheFolder(project: string, env: NodeJS.ProcessEnv): string {
  return env.CLAIMBOOK_CACHE || path.join(project, ".cache", "claimbook");
}

/** sha256 over the part of claimbook that decides what a training yields: changed code never meets old results. */
export function resultCodeHash(): string {
  const parts = ["datasets", "evaluation", "experiment", "models", "tensor", "training", "random.js"];
  return codeHash(path.join(packageRoot, "dist"), parts);
}

/** Values stored under the hash of what they were computed from. */
export class ResultCache<T> {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** @param parts everything the value depends on, as JSON values */
  key(parts: unknown): string {
    return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  }

  /** The stored value; undefined when there is none, or one that cannot be read (it is then computed again). */
  get(key: string): T | undefined {
    try {
      return deserialize(readFileSync(this.#file(key))) as T;
    } catch {
      return undefined;
    }
  }

  /** Stores in one piece. A cache that cannot be written costs time, not results: the error is returned, not thrown. */
  async put(key: string, value: T): Promise<Error | undefined> {
    try {
      mkdirSync(this.folder, { recursive: true });
      await writeWhole(this.#file(key), serialize(value));
      return undefined;
    } catch (error) {
      return error as Error;
    }
  }

  #file(key: string): string {
    return path.join(this.folder, `${key}.v8`);
  }
}
