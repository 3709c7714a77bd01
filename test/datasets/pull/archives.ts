import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { type Header, pack } from "tar-stream";
import { ZipFile } from "yazl";

/** A .tar.gz of files, or of what the headers say. */
export async function tarGz(
  entries: (Partial<Header> & { name: string; content?: string | Buffer })[],
): Promise<Buffer> {
  const tar = pack();
  for (const { content = "", ...header } of entries) tar.entry(header, content);
  tar.finalize();
  return gzipSync(await buffer(tar));
}

/** A .zip of files. */
export async function zip(
  entries: { name: string; content: string | Buffer; mode?: number }[],
): Promise<Buffer> {
  const file = new ZipFile();
  for (const { name, content, mode } of entries)
    file.addBuffer(Buffer.from(content), name, mode === undefined ? {} : { mode });
  file.end();
  return buffer(file.outputStream);
}

/** Puts another name of the same length into a .zip: one that its writer would refuse. */
export function renamed(archive: Buffer, from: string, to: string): Buffer {
  const changed = Buffer.from(archive);
  for (let at = changed.indexOf(from); at >= 0; at = changed.indexOf(from, at + 1)) changed.write(to, at);
  return changed;
}
