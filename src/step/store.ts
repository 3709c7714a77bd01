import { closeSync, mkdirSync, openSync, readSync, writeFileSync } from "node:fs";
import { readdir, readFile, rm, stat } from "node:fs/promises";
import path from "node:path";
import { deserialize, serialize } from "node:v8";
import { writeWhole } from "../notebook/whole-file.js";
import { projectRoot } from "../paths.js";
import { sha256Of } from "../sha256.js";

/** What is known of a stored value without reading it. */
export interface StoredNote {
  /** What a person calls it, e.g. the name of the step. */
  name: string;
  /** When it was computed: ISO 8601, UTC. */
  computed: string;
  /** How long that took. */
  milliseconds: number;
  /** Id of the run of a notebook that computed it (`CLAIMBOOK_RUN`). */
  run?: string;
}

export interface StoredValue extends StoredNote {
  value: unknown;
}

/** A file of the store. */
export interface StoredEntry extends StoredNote {
  key: string;
  /** Of the file. */
  bytes: number;
}

const format = "claimbook/stored-value/1";
const ending = ".value";
/** The first line of a file is shorter than this. */
const longestHeader = 64 * 1024;
const hour = 3_600_000;

interface Header extends StoredNote {
  format: typeof format;
  key: string;
  /** Of the value's bytes, which follow the line. */
  sha256: string;
}

/**
 * Where computed values are kept: `CLAIMBOOK_CACHE`, else `.claimbook/cache` of the project.
 *
 * @param project absolute path; a relative `CLAIMBOOK_CACHE` is meant from there
 */
export function cacheFolder(project: string, env: Readonly<NodeJS.ProcessEnv>): string {
  return path.resolve(project, env.CLAIMBOOK_CACHE || path.join(".claimbook", "cache"));
}

/** The values that a project keeps, to list them or to make room. */
export function stepCache(
  project: string = projectRoot(process.cwd()),
  env: Readonly<NodeJS.ProcessEnv> = process.env,
): ValueStore {
  return new ValueStore(cacheFolder(project, env));
}

/** Whether values of earlier runs may be used: not with `CLAIMBOOK_REUSE=never`, as `claimbook verify` sets it. */
export function mayReuse(env: Readonly<NodeJS.ProcessEnv>): boolean {
  return env.CLAIMBOOK_REUSE !== "never";
}

/**
 * Values in files, by the hash of all that they depend on. A file is one line of JSON about the value, then the
 * value as V8 serialises it (the structured clone algorithm of HTML, section 2.7). Files are put in their place whole
 * and never changed, so that any number of processes can use one folder.
 */
export class ValueStore {
  readonly folder: string;

  /** @param folder made when the first value is stored */
  constructor(folder: string) {
    this.folder = folder;
  }

  /** The value; undefined when there is none, or its file is damaged. */
  async get(key: string): Promise<StoredValue | undefined> {
    try {
      const file = await readFile(this.#file(key));
      const end = file.indexOf("\n");
      const { name, computed, milliseconds, run, ...rest } = JSON.parse(
        file.toString("utf8", 0, end),
      ) as Header;
      const bytes = file.subarray(end + 1);
      if (rest.format !== format || rest.key !== key || rest.sha256 !== sha256Of(bytes)) return undefined;
      const note = { name, computed, milliseconds, ...(run === undefined ? {} : { run }) };
      return { ...note, value: deserialize(bytes) };
    } catch {
      return undefined;
    }
  }

  /** @throws when the value cannot be serialised, or (ClaimbookError, `could-not-run`) the file not be written */
  async put(key: string, value: unknown, note: StoredNote): Promise<void> {
    await this.putBytes(key, serialize(value), note);
  }

  /** @param bytes a value as `v8.serialize` gives it */
  async putBytes(key: string, bytes: Buffer, note: StoredNote): Promise<void> {
    this.#makeFolder();
    const header: Header = { format, key, ...note, sha256: sha256Of(bytes) };
    await writeWhole(this.#file(key), Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), bytes]));
  }

  /** Every value that can be read, the latest first. */
  async list(): Promise<StoredEntry[]> {
    const entries: StoredEntry[] = [];
    for (const file of await this.#names()) {
      if (!file.endsWith(ending)) continue;
      const header = readHeader(path.join(this.folder, file));
      const bytes = (await stat(path.join(this.folder, file)).catch(() => undefined))?.size;
      if (header === undefined || bytes === undefined) continue;
      const { key, name, computed, milliseconds, run } = header;
      entries.push({ key, name, computed, milliseconds, ...(run === undefined ? {} : { run }), bytes });
    }
    return entries.sort((a, b) => (a.computed < b.computed ? 1 : -1));
  }

  /** Bytes of all files. */
  async size(): Promise<number> {
    const stats = await Promise.all(
      (await this.#names()).map((file) => stat(path.join(this.folder, file)).catch(() => undefined)),
    );
    return stats.reduce((sum, each) => sum + (each?.size ?? 0), 0);
  }

  /**
   * Removes values that were computed before a moment, files that cannot be read, and what killed processes left.
   *
   * @param before values from then on stay
   * @returns number and bytes of the removed files
   */
  async prune(before: Date): Promise<{ files: number; bytes: number }> {
    const removed = { files: 0, bytes: 0 };
    for (const name of await this.#names()) {
      const file = path.join(this.folder, name);
      const facts = await stat(file).catch(() => undefined);
      if (facts === undefined || !facts.isFile() || name === ".gitignore") continue;
      // Another process may be writing: what is not in its place yet goes only when it is old.
      const stays = name.endsWith(ending)
        ? Date.parse(readHeader(file)?.computed ?? "") >= before.getTime()
        : !name.endsWith(".tmp") || facts.mtimeMs > Date.now() - hour;
      if (stays) continue;
      await rm(file, { force: true });
      removed.files++;
      removed.bytes += facts.size;
    }
    return removed;
  }

  #file(key: string): string {
    return path.join(this.folder, `${key}${ending}`);
  }

  async #names(): Promise<string[]> {
    return readdir(this.folder).catch(() => []);
  }

  /** The folder keeps itself out of version control. */
  #makeFolder(): void {
    mkdirSync(this.folder, { recursive: true });
    try {
      writeFileSync(path.join(this.folder, ".gitignore"), "*\n", { flag: "wx" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

function readHeader(file: string): Header | undefined {
  try {
    const handle = openSync(file, "r");
    try {
      const start = Buffer.alloc(longestHeader);
      const text = start.toString("utf8", 0, readSync(handle, start));
      const header = JSON.parse(text.slice(0, text.indexOf("\n"))) as Header;
      return header.format === format ? header : undefined;
    } finally {
      closeSync(handle);
    }
  } catch {
    return undefined;
  }
}
