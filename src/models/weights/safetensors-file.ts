import { type FileHandle, open } from "node:fs/promises";
import { endianness } from "node:os";
import { ClaimbookError } from "../../errors.js";
import { fromBfloat16, fromFloat16 } from "./half.js";
import { corrupt, dtypeBits, headerLength, parseHeader, shapeText, type TensorEntry } from "./header.js";

export interface ReadOptions {
  /** What the reader needs; another shape in the file is an error. */
  shape?: readonly number[];
  /** Only rows FROM (counted) to TO (not counted) of the first axis. */
  rows?: readonly [from: number, to: number];
}

/** Bytes that are read at a time: what has to be converted is never in memory twice as a whole. */
const portion = 2 ** 24;

const bigEndian = endianness() === "BE";

/** One safetensors file, open for reading tensor by tensor. */
export class SafetensorsFile {
  readonly file: string;
  /** In the order in which they lie in the file. */
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  readonly #handle: FileHandle;

  private constructor(file: string, handle: FileHandle, tensors: Map<string, TensorEntry>) {
    this.file = file;
    this.#handle = handle;
    this.tensors = tensors;
  }

  /** Reads and checks the header. @throws ClaimbookError (`could-not-run`) naming the file and what is wrong with it */
  static async open(file: string): Promise<SafetensorsFile> {
    let handle: FileHandle;
    try {
      handle = await open(file, "r");
    } catch (cause) {
      const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
      throw new ClaimbookError(
        missing ? "the weights are missing" : `cannot be read: ${(cause as Error).message}`,
        {
          kind: "could-not-run",
          where: file,
          wayOut: "Fetch the model again: `claimbook models pull` brings what is missing.",
          cause,
        },
      );
    }
    try {
      const { size } = await handle.stat();
      const start = Buffer.alloc(8);
      await readFully(handle, start.subarray(0, Math.min(8, size)), 0, file);
      const header = Buffer.alloc(headerLength(start, size, file));
      await readFully(handle, header, 8, file);
      return new SafetensorsFile(file, handle, parseHeader(header, size, file));
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /**
   * A tensor's values in single precision, row-major, from F32, F16 or BF16.
   *
   * @throws ClaimbookError (`could-not-run`) naming the file and the tensor: not there, of another type or shape
   */
  async read(name: string, { shape, rows }: ReadOptions = {}): Promise<Float32Array> {
    const entry = this.tensors.get(name);
    if (entry === undefined) throw this.#unusable(name, "is not in this file");
    if (shape !== undefined && shapeText(shape) !== shapeText(entry.shape))
      throw this.#unusable(name, `has shape ${shapeText(entry.shape)}, and ${shapeText(shape)} is needed`);
    if (entry.dtype !== "F32" && entry.dtype !== "F16" && entry.dtype !== "BF16")
      throw this.#unusable(name, `has the type ${entry.dtype}; only F32, F16 and BF16 are weights`);
    const width = dtypeBits[entry.dtype] / 8;
    const { offset, count } = this.#range(name, entry, rows, width);
    const values = new Float32Array(count);
    if (entry.dtype === "F32") {
      const bytes = Buffer.from(values.buffer);
      await readFully(this.#handle, bytes, offset, this.file);
      if (bigEndian) bytes.swap32();
      return values;
    }
    const widen = entry.dtype === "F16" ? fromFloat16 : fromBfloat16;
    const halves = new Uint16Array(Math.min(count, portion / width));
    for (let at = 0; at < count; at += halves.length) {
      const some = halves.subarray(0, Math.min(halves.length, count - at));
      const bytes = Buffer.from(some.buffer, 0, some.byteLength);
      await readFully(this.#handle, bytes, offset + at * width, this.file);
      if (bigEndian) bytes.swap16();
      widen(some, values.subarray(at, at + some.length));
    }
    return values;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  #range(
    name: string,
    { shape, offset, bytes }: TensorEntry,
    rows: readonly [number, number] | undefined,
    width: number,
  ): { offset: number; count: number } {
    if (rows === undefined) return { offset, count: bytes / width };
    const [from, to] = rows;
    const all = shape[0] ?? 0;
    if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to < from || to > all)
      throw new ClaimbookError(`tensor ${name} has no rows ${from} to ${to}: it has ${all}`, {
        kind: "usage",
        where: this.file,
      });
    const row = all === 0 ? 0 : bytes / all;
    return { offset: offset + from * row, count: ((to - from) * row) / width };
  }

  #unusable(name: string, why: string): ClaimbookError {
    return new ClaimbookError(`tensor ${name} ${why}`, {
      kind: "could-not-run",
      where: this.file,
      wayOut: "Check that the weights and config.json belong to the same model.",
    });
  }
}

/** Fills a buffer from a place in the file. */
async function readFully(handle: FileHandle, buffer: Buffer, position: number, file: string): Promise<void> {
  for (let at = 0; at < buffer.length; ) {
    const length = Math.min(portion, buffer.length - at);
    const { bytesRead } = await handle.read(buffer, at, length, position + at);
    if (bytesRead === 0) throw corrupt(file, `it ended at byte ${position + at} while it was read`);
    at += bytesRead;
  }
}
