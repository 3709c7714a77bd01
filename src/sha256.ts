import { createHash } from "node:crypto";

/** sha256 of bytes, or of a text in UTF-8: 64 hexadecimal digits. Of a file: `fileSum`. */
export function sha256Of(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
