import { ClaimbookError } from "../../errors.js";

/** Bits of one value, for each type that the format knows (safetensors 0.8). */
export const dtypeBits = {
  BOOL: 8,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  F8_E4M3FNUZ: 8,
  F8_E5M2FNUZ: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  C64: 64,
  F64: 64,
  I64: 64,
  U64: 64,
} as const;

export type Dtype = keyof typeof dtypeBits;

/** Where a tensor lies in a safetensors file. */
export interface TensorEntry {
  dtype: Dtype;
  shape: readonly number[];
  /** From the beginning of the file. */
  offset: number;
  bytes: number;
}

/** The format allows no longer header. */
const longestHeader = 100_000_000;

/**
 * Reads the first eight bytes: how long the header is.
 *
 * @param size bytes of the whole file
 * @throws ClaimbookError naming the file and what is wrong with it
 */
export function headerLength(start: Buffer, size: number, file: string): number {
  if (start.toString("latin1").startsWith("version "))
    throw new ClaimbookError("is a Git LFS pointer, not the weights", {
      kind: "could-not-run",
      where: file,
      wayOut: "Run `git lfs pull` where it was cloned, or `claimbook models pull`.",
    });
  if (size < 8) throw corrupt(file, `it has only ${size} bytes`);
  const length = start.readBigUInt64LE(0);
  if (length > BigInt(longestHeader) || length > BigInt(size - 8))
    throw corrupt(file, `its header is said to have ${length} bytes, and the whole file has ${size}`);
  return Number(length);
}

/**
 * Reads and checks the header: every tensor's type, shape and place; together they must cover the rest of the file
 * without gap or overlap, as the format demands.
 *
 * @throws ClaimbookError naming the file, the tensor and what is wrong with it
 */
export function parseHeader(header: Buffer, size: number, file: string): Map<string, TensorEntry> {
  const start = 8 + header.length;
  const tensors = Object.entries(jsonObject(header, file))
    .filter(([name]) => name !== "__metadata__")
    .map(([name, entry]) => [name, readEntry(name, entry, start, file)] as const)
    .sort(([, a], [, b]) => a.offset - b.offset || a.bytes - b.bytes);
  let end = start;
  let before = "the header";
  for (const [name, { offset, bytes }] of tensors) {
    if (offset !== end) {
      const how = offset < end ? "overlaps with" : "leaves a gap after";
      throw corrupt(file, `tensor ${name} ${how} ${before} (byte ${offset}, expected ${end})`);
    }
    end = offset + bytes;
    before = name;
    if (end > size)
      throw corrupt(
        file,
        `tensor ${name} should end at byte ${end}, but the file ends at ${size}: it is cut off`,
      );
  }
  if (end !== size) throw corrupt(file, `${size - end} bytes follow after its last tensor, ${before}`);
  return new Map(tensors);
}

function jsonObject(header: Buffer, file: string): Record<string, unknown> {
  let read: unknown;
  try {
    read = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(header));
  } catch (cause) {
    throw corrupt(file, `its header is not JSON (${(cause as Error).message})`, cause);
  }
  if (typeof read !== "object" || read === null || Array.isArray(read))
    throw corrupt(file, "its header does not hold an object");
  return read as Record<string, unknown>;
}

function readEntry(name: string, entry: unknown, start: number, file: string): TensorEntry {
  const { dtype, shape, data_offsets: range } = (entry ?? {}) as Record<string, unknown>;
  if (typeof dtype !== "string" || !Object.hasOwn(dtypeBits, dtype))
    throw corrupt(file, `tensor ${name} has the unknown type ${JSON.stringify(dtype)}`);
  if (!isWholeNumbers(shape))
    throw corrupt(file, `tensor ${name} has no proper shape: ${JSON.stringify(shape)}`);
  if (!isWholeNumbers(range) || range.length !== 2 || range[1]! < range[0]!)
    throw corrupt(file, `tensor ${name} has no proper place: ${JSON.stringify(range)}`);
  const bits = shape.reduce((product, each) => product * each, dtypeBits[dtype as Dtype]);
  const bytes = range[1]! - range[0]!;
  if (bits !== bytes * 8)
    throw corrupt(
      file,
      `tensor ${name} of type ${dtype} and shape ${shapeText(shape)} needs ${bits / 8} bytes, and has ${bytes}`,
    );
  return { dtype: dtype as Dtype, shape, offset: start + range[0]!, bytes };
}

function isWholeNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && each >= 0);
}

/** `[2, 3]`, for messages. */
export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

export function corrupt(file: string, why: string, cause?: unknown): ClaimbookError {
  return new ClaimbookError(`is not a whole safetensors file: ${why}`, {
    kind: "could-not-run",
    where: file,
    wayOut: "Fetch it again from where it came from.",
    ...(cause !== undefined && { cause }),
  });
}
