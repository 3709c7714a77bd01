import { ZipFile } from "yazl";

/**
 * A zip archive whose bytes depend on the files and the date alone: entries in the order given, one fixed time, no
 * permissions of this machine. They are stored, not compressed, since what a deflater makes of them differs between
 * its versions, and so between those of Node.js.
 *
 * @param day ISO day that all entries are dated by, at noon (zip knows no time zones)
 */
export async function zipOf(files: readonly { path: string; bytes: Buffer }[], day: string): Promise<Buffer> {
  const [year, month, date] = day.split("-").map(Number);
  // yazl reads local time; noon exists on every day of every zone.
  const mtime = new Date(year!, month! - 1, date!, 12, 0, 0);
  const zip = new ZipFile();
  for (const { path, bytes } of files) {
    zip.addBuffer(bytes, path, { mtime, mode: 0o100644, compress: false, forceDosTimestamp: true });
  }
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
