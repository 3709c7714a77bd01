import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import { fromBufferPromise } from "yauzl";
import { ClaimbookError } from "../../errors.js";
import { type DocumentLimits, refused } from "./limits.js";

/** Text files of a LaTeX source, by their path in the archive. */
export type SourceFiles = ReadonlyMap<string, Uint8Array>;

const wanted = /\.(?:tex|ltx|latex|bbl|txt|md|sty)$/i;

/** Bytes and entries that an archive may still give. */
class Budget {
  #bytes: number;
  #entries: number;

  constructor(
    private readonly where: string,
    private readonly limits: DocumentLimits,
  ) {
    this.#bytes = limits.maxExpandedBytes;
    this.#entries = limits.maxEntries;
  }

  entry(): void {
    if (--this.#entries < 0) throw this.#refuse(`has more than ${this.limits.maxEntries} entries`);
  }

  bytes(count: number): void {
    this.#bytes -= count;
    if (this.#bytes < 0)
      throw this.#refuse(`unpacks to more than ${(this.limits.maxExpandedBytes / 2 ** 20).toFixed(0)} MiB`);
  }

  #refuse(what: string): ClaimbookError {
    return refused(
      this.where,
      `the archive ${what}, as an archive made to fill memory does`,
      "Raise `maxExpandedBytes` or `maxEntries` if you trust it.",
    );
  }
}

/** Unpacks gzip in memory, within the limits. */
export async function gunzip(
  bytes: Uint8Array,
  where: string,
  limits: DocumentLimits,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const budget = new Budget(where, limits);
  const stream = createGunzip();
  const chunks: Buffer[] = [];
  stream.end(bytes);
  try {
    for await (const chunk of stream) {
      signal?.throwIfAborted();
      budget.bytes((chunk as Buffer).length);
      chunks.push(chunk as Buffer);
    }
  } catch (cause) {
    if (cause instanceof ClaimbookError || signal?.aborted) throw cause;
    throw damaged(where, cause);
  } finally {
    stream.destroy();
  }
  return Buffer.concat(chunks);
}

/** The text files of a tar archive. Nothing is written to disk; links, devices and names that lead outside are passed over. */
export async function tarFiles(
  bytes: Uint8Array,
  where: string,
  limits: DocumentLimits,
): Promise<SourceFiles> {
  const budget = new Budget(where, limits);
  const files = new Map<string, Uint8Array>();
  const tar = extract();
  tar.end(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  try {
    for await (const entry of tar) {
      budget.entry();
      const { name, type } = entry.header;
      const inside = insideName(name);
      if (type !== "file" || inside === undefined || !wanted.test(inside)) {
        entry.resume();
        continue;
      }
      const chunks: Buffer[] = [];
      for await (const chunk of entry) {
        budget.bytes((chunk as Buffer).length);
        chunks.push(chunk as Buffer);
      }
      files.set(inside, Buffer.concat(chunks));
    }
  } catch (cause) {
    if (cause instanceof ClaimbookError) throw cause;
    throw damaged(where, cause);
  } finally {
    tar.destroy();
  }
  return files;
}

/** The text files of a zip archive; see `tarFiles`. */
export async function zipFiles(
  bytes: Uint8Array,
  where: string,
  limits: DocumentLimits,
): Promise<SourceFiles> {
  const budget = new Budget(where, limits);
  const files = new Map<string, Uint8Array>();
  try {
    const zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), {
      lazyEntries: true,
    });
    for await (const entry of zip.eachEntry()) {
      budget.entry();
      const inside = insideName(entry.fileName);
      const kind = (entry.externalFileAttributes >>> 16) & 0o170000;
      if (inside === undefined || !wanted.test(inside) || (kind !== 0 && kind !== 0o100000)) continue;
      // What the archive says of itself first; what comes is counted all the same.
      if (entry.uncompressedSize > limits.maxExpandedBytes) budget.bytes(entry.uncompressedSize);
      const chunks: Buffer[] = [];
      for await (const chunk of await zip.openReadStreamPromise(entry)) {
        budget.bytes((chunk as Buffer).length);
        chunks.push(chunk as Buffer);
      }
      files.set(inside, Buffer.concat(chunks));
    }
  } catch (cause) {
    if (cause instanceof ClaimbookError) throw cause;
    throw damaged(where, cause);
  }
  return files;
}

/** The path without `./`; undefined where it leads out of the archive. */
function insideName(name: string): string | undefined {
  const parts = name
    .replaceAll("\\", "/")
    .split("/")
    .filter((part) => part !== "" && part !== ".");
  if (/^(?:[/\\]|[a-z]:)/i.test(name) || parts.includes("..") || name.includes("\0")) return undefined;
  return parts.length === 0 ? undefined : parts.join("/");
}

function damaged(where: string, cause: unknown): ClaimbookError {
  return refused(where, `the archive is damaged: ${(cause as Error).message}`, "Fetch it again.", cause);
}
