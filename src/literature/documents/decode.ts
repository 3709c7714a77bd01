import { TextDecoder } from "node:util";
import type { DocumentBuilder } from "./builder.js";

/**
 * Text of bytes: UTF-8, or what a byte order mark or a declaration (XML, HTML `charset`, LaTeX `inputenc`) says; else
 * Windows-1252, and the document tells so.
 */
export function decodeText(bytes: Uint8Array, builder: DocumentBuilder): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096)).toString(
      "latin1",
    );
    const told =
      /(?:encoding\s*=\s*["']|charset\s*=\s*["']?|\\usepackage\s*\[)([\w-]{2,20})/i.exec(start)?.[1] ??
      "windows-1252";
    let decoder: TextDecoder;
    try {
      decoder = new TextDecoder(/^latin1$/i.test(told) ? "iso-8859-1" : told);
    } catch {
      decoder = new TextDecoder("windows-1252");
    }
    builder.problem(`it is not UTF-8; read as ${decoder.encoding}`);
    return decoder.decode(bytes);
  }
}
