import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { ClaimbookError } from "../../errors.js";

/**
 * Calls `take` with every line of a text file and its number, from 1. The file may be gzip, whatever its name; it
 * is read piece by piece, so that its size does not matter. Line ends are LF or CR LF.
 *
 * @throws ClaimbookError (`could-not-run`) for a file that cannot be read or whose gzip is damaged or cut off
 */
export async function eachLine(
  file: string,
  take: (line: string, number: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  let rest = "";
  let number = 0;
  for await (const piece of pieces(file)) {
    signal?.throwIfAborted();
    const text = rest + piece;
    let start = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", start)) {
      const stop = end > start && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
      take(text.slice(start, stop), ++number);
      start = end + 1;
    }
    rest = text.slice(start);
  }
  if (rest !== "") take(rest, ++number);
}

async function* pieces(file: string): AsyncGenerator<string> {
  try {
    const zipped = await isGzip(file);
    const bytes = createReadStream(file, { highWaterMark: 1 << 18 });
    try {
      if (!zipped) {
        yield* bytes.setEncoding("utf8") as AsyncIterable<string>;
        return;
      }
      const text = createGunzip();
      bytes.once("error", (error) => text.destroy(error));
      yield* bytes.pipe(text).setEncoding("utf8") as AsyncIterable<string>;
    } finally {
      // Unpacking that ends early leaves the file open.
      bytes.destroy();
    }
  } catch (error) {
    // What `take` throws does not come this way: it is thrown at the loop, not into the generator.
    throw cannotRead(file, error as NodeJS.ErrnoException);
  }
}

async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file, "r");
  try {
    const start = Buffer.alloc(2);
    const { bytesRead } = await handle.read(start, 0, 2, 0);
    return bytesRead === 2 && start[0] === 0x1f && start[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

function cannotRead(file: string, error: NodeJS.ErrnoException): ClaimbookError {
  const reasons: Record<string, [what: string, wayOut: string]> = {
    ENOENT: ["there is no such file", "Check the path."],
    EISDIR: ["it is a folder", "Give the file in it."],
    EACCES: ["no permission to read it", "Change its permissions."],
    Z_BUF_ERROR: ["its gzip ends too early", "Fetch it again: it was cut off."],
    Z_DATA_ERROR: ["its gzip is damaged", "Fetch it again."],
  };
  const [what, wayOut] = reasons[error.code ?? ""] ?? [error.message, "Check the file."];
  return new ClaimbookError(`cannot be read: ${what}`, {
    kind: "could-not-run",
    where: file,
    wayOut,
    cause: error,
  });
}
