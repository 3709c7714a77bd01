import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { ClaimbookError } from "../errors.js";
import { isAlive } from "../process-alive.js";

/** Which version of a file on the server a partial file is the beginning of. */
export interface Origin {
  url: string;
  /** Strong entity tag, or undefined: then only a checksum tells whether two parts fit together. */
  etag: string | undefined;
  /** Bytes of the whole file, where the server said so. */
  total: number | undefined;
}

/**
 * What has arrived of a file: `FILE.part`, with its origin in `FILE.part.json` and a lock in `FILE.part.lock`. It
 * outlives the process, so a later one goes on where this one ended.
 */
export class PartialFile {
  readonly #to: string;
  readonly #handle: FileHandle;
  #hash: Hash;
  #bytes: number;
  #origin: Origin | undefined;

  private constructor(to: string, handle: FileHandle, hash: Hash, bytes: number, origin: Origin | undefined) {
    this.#to = to;
    this.#handle = handle;
    this.#hash = hash;
    this.#bytes = bytes;
    this.#origin = origin;
  }

  /**
   * Opens what is there already, or begins anew.
   *
   * @throws ClaimbookError (`could-not-run`) when another process is writing it, or the folder cannot be written
   */
  static async open(to: string, signal?: AbortSignal): Promise<PartialFile> {
    const part = `${to}.part`;
    try {
      await mkdir(path.dirname(to), { recursive: true });
      await lock(`${part}.lock`, to);
    } catch (error) {
      throw writeError(to, error);
    }
    try {
      const origin = await readOrigin(`${part}.json`);
      const handle = await open(part, "a+");
      try {
        const hash = createHash("sha256");
        let bytes = 0;
        if (origin === undefined) await handle.truncate(0).catch(notAFile);
        else
          for await (const chunk of createReadStream(part, { ...(signal && { signal }) })) {
            hash.update(chunk as Buffer);
            bytes += (chunk as Buffer).length;
          }
        return new PartialFile(to, handle, hash, bytes, origin);
      } catch (error) {
        await handle.close();
        throw error;
      }
    } catch (error) {
      await rm(`${part}.lock`, { force: true });
      signal?.throwIfAborted();
      throw writeError(to, error);
    }
  }

  get bytes(): number {
    return this.#bytes;
  }

  get origin(): Origin | undefined {
    return this.#origin;
  }

  /** The sha256 of what has arrived, in hexadecimal. */
  get sha256(): string {
    return this.#hash.copy().digest("hex");
  }

  /** Notes which file on the server the bytes are from. */
  async setOrigin(origin: Origin): Promise<void> {
    this.#origin = origin;
    await this.#writing(async () => {
      const handle = await open(`${this.#to}.part.json`, "w");
      try {
        await handle.writeFile(JSON.stringify(origin));
      } finally {
        await handle.close();
      }
    });
  }

  async append(chunk: Uint8Array): Promise<void> {
    await this.#writing(async () => {
      for (let at = 0; at < chunk.length; ) {
        const { bytesWritten } = await this.#handle.write(chunk, at);
        this.#hash.update(chunk.subarray(at, at + bytesWritten));
        this.#bytes += bytesWritten;
        at += bytesWritten;
      }
    });
  }

  /** Throws away what has arrived. */
  async restart(): Promise<void> {
    await this.#writing(() => this.#handle.truncate(0));
    this.#hash = createHash("sha256");
    this.#bytes = 0;
    this.#origin = undefined;
  }

  /** Puts the file in its place in one step, or under another name. */
  async finish(to = this.#to): Promise<void> {
    await this.#writing(async () => {
      await this.#handle.sync();
      await rename(`${this.#to}.part`, to);
      await rm(`${this.#to}.part.json`, { force: true });
    });
  }

  /** Lets others at the file; what has arrived stays. */
  async close(): Promise<void> {
    try {
      await this.#handle.close();
    } finally {
      await rm(`${this.#to}.part.lock`, { force: true });
    }
  }

  async #writing<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw writeError(this.#to, error, this.#origin?.total);
    }
  }
}

async function readOrigin(file: string): Promise<Origin | undefined> {
  try {
    const read = JSON.parse(await readFile(file, "utf8")) as Partial<Origin> | null;
    if (typeof read?.url !== "string") return undefined;
    return {
      url: read.url,
      etag: typeof read.etag === "string" ? read.etag : undefined,
      total: typeof read.total === "number" ? read.total : undefined,
    };
  } catch {
    return undefined;
  }
}

/** Devices have no length to cut. */
function notAFile(error: NodeJS.ErrnoException): void {
  if (error.code !== "EINVAL") throw error;
}

/** The lock holds the process' id: a lock whose process has ended is void. */
async function lock(file: string, to: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      // A full disk leaves no lock behind.
      const handle = await open(file, "wx");
      try {
        await handle.writeFile(String(process.pid));
      } catch (error) {
        await rm(file, { force: true });
        throw error;
      } finally {
        await handle.close();
      }
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const owner = Number(await readFile(file, "utf8").catch(() => ""));
    // An empty lock is being written this moment, unless it is old.
    const age =
      Date.now() -
      (await stat(file).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ));
    if (attempt < 3 && (owner > 0 ? !isAlive(owner) : age > 10_000)) {
      await rm(file, { force: true });
      continue;
    }
    throw new ClaimbookError(
      `is being downloaded by ${owner === process.pid ? "this process" : `process ${owner || "?"}`} already`,
      { kind: "could-not-run", where: to, wayOut: `Wait for it, or remove ${file} if that is not so.` },
    );
  }
}

function writeError(to: string, error: unknown, total?: number): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (error instanceof ClaimbookError || code === undefined) return error;
  const room = total === undefined ? "" : ` (the whole file has ${total.toLocaleString("en")} bytes)`;
  const reasons: Record<string, readonly [what: string, wayOut: string]> = {
    ENOSPC: ["the disk is full", `Free some space${room} and run again: it goes on where it stopped.`],
    EDQUOT: [
      "your share of the disk is used up",
      `Free some space${room} and run again: it goes on where it stopped.`,
    ],
    EACCES: ["no permission to write it", "Choose another folder, or change the permissions."],
    EPERM: ["no permission to write it", "Choose another folder, or change the permissions."],
    EROFS: ["it is on a read-only file system", "Choose another folder."],
    ENOTDIR: ["part of its path is not a folder", "Choose another folder."],
    EEXIST: ["part of its path is not a folder", "Choose another folder."],
    EISDIR: ["it is a folder", "Give a file name."],
  };
  const [what, wayOut] = reasons[code] ?? [(error as Error).message, "Look at the folder and run again."];
  return new ClaimbookError(`could not be written: ${what}`, {
    kind: "could-not-run",
    where: to,
    wayOut,
    cause: error,
  });
}
