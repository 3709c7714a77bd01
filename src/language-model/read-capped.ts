import { ClaimbookError } from "../errors.js";

/**
 * The body of an answer as text (UTF-8).
 *
 * @param most bytes, after decompression
 * @throws ClaimbookError (`could-not-run`) when there are more; the rest is not fetched
 */
export async function readCapped(response: Response, most: number, where: string): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > most) {
      // Leaving the loop cancels the stream.
      throw new ClaimbookError(`the answer is longer than ${most.toLocaleString("en")} bytes`, {
        kind: "could-not-run",
        where,
        wayOut: "Ask about less at a time, or take another model.",
      });
    }
    parts.push(part);
  }
  return new TextDecoder().decode(Buffer.concat(parts));
}
