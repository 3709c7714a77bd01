import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { endianness } from "node:os";
import path from "node:path";
import { ClaimbookError } from "../../errors.js";
import type { NamedWeights } from "../ngram-encoder.js";
import { toBfloat16, toFloat16 } from "./half.js";
import { dtypeBits, shapeText } from "./header.js";

/** How the numbers are stored; F16 and BF16 are rounded to the nearest, ties to even. */
export type StoredDtype = "F32" | "F16" | "BF16";

export interface WriteOptions {
  /** Defaults to F32. */
  dtype?: StoredDtype;
  /** What the file says about itself. Defaults to `{ format: "pt" }`, which `transformers` wants to see. */
  metadata?: Readonly<Record<string, string>>;
}

/** Values that are converted at a time. */
const portion = 2 ** 22;

const bigEndian = endianness() === "BE";

/**
 * Writes weights as a safetensors file, byte for byte as Python's `safetensors.save_file` writes it: tensors sorted by
 * name, the header filled up with spaces to a multiple of eight. It is written beside its place and renamed, so the
 * file is there as a whole or as it was before.
 *
 * @throws ClaimbookError (`usage`) for a name that occurs twice or a shape that does not fit its values;
 *   (`could-not-run`) when the file cannot be written
 */
export async function writeSafetensors(
  file: string,
  weights: readonly NamedWeights[],
  options: WriteOptions = {},
): Promise<void> {
  const { dtype = "F32", metadata = { format: "pt" } } = options;
  const sorted = [...weights].sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  const header = headerOf(sorted, dtype, metadata, file);
  const beside = path.join(
    path.dirname(file),
    `.${path.basename(file)}.${randomBytes(6).toString("hex")}.tmp`,
  );
  try {
    const handle = await open(beside, "wx");
    try {
      await writeFully(handle, header);
      for (const { values } of sorted) await writeValues(handle, values, dtype);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    throw cannotWrite(file, error as NodeJS.ErrnoException);
  }
}

function headerOf(
  sorted: readonly NamedWeights[],
  dtype: StoredDtype,
  metadata: Readonly<Record<string, string>>,
  file: string,
): Buffer {
  const entries: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0) entries.push(["__metadata__", metadata]);
  let end = 0;
  for (const [i, { name, shape, values }] of sorted.entries()) {
    const size = shape.reduce((product, each) => product * each, 1);
    if (name === "__metadata__" || name === sorted[i - 1]?.name)
      throw new ClaimbookError(`two tensors cannot both be called ${name}`, { kind: "usage", where: file });
    if (size !== values.length)
      throw new ClaimbookError(
        `tensor ${name} has ${values.length} values, and its shape ${shapeText(shape)} wants ${size}`,
        { kind: "usage", where: file },
      );
    const start = end;
    end += (values.length * dtypeBits[dtype]) / 8;
    entries.push([name, { dtype, shape, data_offsets: [start, end] }]);
  }
  // Not JSON.stringify of an object: that would put names that look like numbers first.
  const json = Buffer.from(
    `{${entries.map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`).join(",")}}`,
  );
  const length = Math.ceil(json.length / 8) * 8;
  const header = Buffer.alloc(8 + length, " ");
  header.writeBigUInt64LE(BigInt(length), 0);
  json.copy(header, 8);
  return header;
}

async function writeValues(handle: FileHandle, values: Float32Array, dtype: StoredDtype): Promise<void> {
  for (let at = 0; at < values.length; at += portion) {
    const some = values.subarray(at, at + portion);
    if (dtype === "F32") {
      const bytes = Buffer.from(some.buffer, some.byteOffset, some.byteLength);
      await writeFully(handle, bigEndian ? Buffer.from(bytes).swap32() : bytes);
    } else {
      const halves = new Uint16Array(some.length);
      (dtype === "F16" ? toFloat16 : toBfloat16)(some, halves);
      const bytes = Buffer.from(halves.buffer);
      await writeFully(handle, bigEndian ? bytes.swap16() : bytes);
    }
  }
}

/** A disk that fills up takes part of what one `write` is given, without an error. */
async function writeFully(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at)).bytesWritten;
}

function cannotWrite(file: string, error: NodeJS.ErrnoException): ClaimbookError {
  const full = error.code === "ENOSPC" || error.code === "EDQUOT";
  return new ClaimbookError(
    `the weights could not be written: ${full ? "the disk is full" : error.message}`,
    {
      kind: "could-not-run",
      where: file,
      wayOut: full
        ? "Free some space and run again; what was there before is still there."
        : "Choose another place for them, or change the permissions.",
      cause: error,
    },
  );
}
