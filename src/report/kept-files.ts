import { mkdir, readdir, readFile, rm, stat, utimes } from "node:fs/promises";
import path from "node:path";
import { writeWhole } from "../notebook/write.js";
import { sha256Of } from "../sha256.js";

/** Bytes. Some thousand drawings; those that were used longest ago go first. */
const largest = 256 * 2 ** 20;

/**
 * Files that can be made again, kept in a folder of the user by what they are made of: the name is a hash of
 * everything that decides their bytes, so what is found is what would be made. Each file opens with the SHA-256 of the
 * rest, and one that does not fit it is as good as absent. Where the folder cannot be written, nothing is kept.
 */
export class KeptFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async get(key: string): Promise<Buffer | undefined> {
    const file = path.join(this.#folder, key);
    try {
      const bytes = await readFile(file);
      const content = bytes.subarray(64);
      if (bytes.toString("latin1", 0, 64) !== sha256Of(content)) return undefined;
      // Its age is when it was last used; the clock is that of the file system, and decides nothing but what goes.
      const now = new Date();
      await utimes(file, now, now).catch(() => undefined);
      return content;
    } catch {
      return undefined;
    }
  }

  async put(key: string, content: Buffer): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const head = Buffer.from(sha256Of(content), "latin1");
      await writeWhole(path.join(this.#folder, key), Buffer.concat([head, content]));
    } catch {
      // A full disk or a home that cannot be written costs time the next time, not the report.
    }
  }

  /** Removes what was used longest ago until the folder is small enough. */
  async tidy(most = largest): Promise<void> {
    try {
      const names = await readdir(this.#folder);
      const files = await Promise.all(
        names.map(async (name) => {
          const { size, mtimeMs } = await stat(path.join(this.#folder, name));
          return { name, size, mtimeMs };
        }),
      );
      let total = files.reduce((sum, { size }) => sum + size, 0);
      for (const { name, size } of files.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
        if (total <= most) return;
        await rm(path.join(this.#folder, name), { force: true });
        total -= size;
      }
    } catch {
      // Another process tidies as well.
    }
  }
}
