import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/**
 * sha256 of a file in hexadecimal; undefined where there is no such file.
 *
 * @throws what reading throws besides (no permission, a folder of that name), and the signal's reason
 */
export async function fileSum(file: string, signal?: AbortSignal): Promise<string | undefined> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(file, { ...(signal && { signal }) }))
      hash.update(chunk as Buffer);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    signal?.throwIfAborted();
    throw error;
  }
  return hash.digest("hex");
}
