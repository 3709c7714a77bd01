import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { badData } from "./bad-data.js";

export interface Line {
  text: string;
  /** From 1. */
  number: number;
}

/**
 * A UTF-8 text file line by line, unpacked on the way where its name ends in `.gz`; never the whole of it in memory.
 * Lines end with LF or CR LF; an empty last line is none. A leading byte order mark is left out.
 *
 * @throws {ClaimbookError} (could-not-run) for a file that cannot be read, a gzip file that is cut off or damaged,
 *   and bytes that are not UTF-8
 */
export async function* readLines(file: string): AsyncGenerator<Line> {
  const source = createReadStream(file, { highWaterMark: 1 << 18 });
  const gunzip = file.endsWith(".gz") ? createGunzip() : undefined;
  source.on("error", (error) => gunzip?.destroy(error));
  const stream: Readable = gunzip === undefined ? source : source.pipe(gunzip);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  let number = 0;
  try {
    for await (const chunk of stream) {
      const text = rest + decoder.decode(chunk as Buffer, { stream: true });
      let start = 0;
      for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
        yield { text: text.slice(start, text[end - 1] === "\r" ? end - 1 : end), number: ++number };
        start = end + 1;
      }
      rest = text.slice(start);
    }
    rest += decoder.decode();
  } catch (error) {
    if ((error as Error).name === "ClaimbookError") throw error;
    throw badData(file, number + 1, unreadable(error as NodeJS.ErrnoException));
  } finally {
    source.destroy();
    gunzip?.destroy();
  }
  if (rest !== "") yield { text: rest.replace(/\r$/, ""), number: number + 1 };
}

function unreadable(error: NodeJS.ErrnoException): string {
  if (error.code === "Z_BUF_ERROR") return "the gzip file is cut off";
  if (error.code?.startsWith("Z_")) return `the gzip file is damaged (${error.message})`;
  if (error.code === "ERR_ENCODING_INVALID_ENCODED_DATA") return "not UTF-8";
  return `cannot be read: ${error.message}`;
}
