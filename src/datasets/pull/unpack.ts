import { createReadStream, createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32, createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import { openPromise } from "yauzl";
import { ClaimbookError } from "../../errors.js";

export interface UnpackOptions {
  /** Folders to leave out at the beginning of every name; entries with fewer are left out. Defaults to 0. */
  strip?: number;
  signal?: AbortSignal;
}

/**
 * Unpacks .tar, .tar.gz, .tgz, .zip or a single .gz file into a folder. Only plain files come out, and only inside of
 * it: a name that leads elsewhere, a link or a device is an error.
 *
 * @returns paths of the files below the folder, with forward slashes, in the order of the archive
 * @throws {ClaimbookError} (could-not-run) naming the archive: damaged, cut off, of another kind, or with such names
 */
export async function unpack(archive: string, to: string, options: UnpackOptions = {}): Promise<string[]> {
  await mkdir(to, { recursive: true });
  try {
    if (archive.endsWith(".zip")) return await unpackZip(archive, to, options);
    if (/\.(tar|tar\.gz|tgz)$/.test(archive)) return await unpackTar(archive, to, options);
    if (archive.endsWith(".gz")) return await unpackGzip(archive, to, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof ClaimbookError) throw error;
    throw refused(archive, `the archive cannot be unpacked: ${(error as Error).message}`, error);
  }
  throw refused(archive, "is neither .zip nor .tar, .tar.gz, .tgz or .gz");
}

async function unpackGzip(archive: string, to: string, { signal }: UnpackOptions): Promise<string[]> {
  const name = path.basename(archive, ".gz");
  const file = createWriteStream(path.join(to, name));
  await pipeline(createReadStream(archive), createGunzip(), file, { ...(signal && { signal }) });
  return [name];
}

async function unpackTar(archive: string, to: string, options: UnpackOptions): Promise<string[]> {
  const { signal } = options;
  const tar = extract();
  const source = createReadStream(archive);
  const stages = archive.endsWith(".tar") ? [source, tar] : [source, createGunzip(), tar];
  // Where the archive breaks off, the library may wait for the rest of an entry for good.
  const broken = new AbortController();
  const feeding = pipeline(stages, { ...(signal && { signal }) });
  const failed = new Promise<never>((_, reject) => {
    feeding.catch((error: unknown) => {
      broken.abort(error);
      reject(error as Error);
    });
  });
  const reading = tarFiles(archive, tar, to, options.strip, broken.signal);
  try {
    const files = await Promise.race([reading, failed]);
    await feeding;
    return files;
  } catch (error) {
    tar.destroy();
    // Whoever clears up afterwards must not meet a file that is still being written.
    await Promise.allSettled([feeding, reading]);
    throw error;
  }
}

/** @param broken aborted when no more of the archive will come: it breaks off, or the caller's signal says so */
async function tarFiles(
  archive: string,
  tar: ReturnType<typeof extract>,
  to: string,
  strip: number | undefined,
  broken: AbortSignal,
): Promise<string[]> {
  const files: string[] = [];
  for await (const entry of tar) {
    const { name, type } = entry.header;
    // Extended headers are read by the library; directories are made as files need them.
    if (type === "file" || type === "contiguous-file") {
      const file = inside(archive, name, strip);
      if (file !== undefined) {
        await write(entry as unknown as Readable, path.join(to, file), broken);
        files.push(file);
        continue;
      }
    } else if (type !== "directory") {
      throw refused(archive, `holds a ${type} called ${JSON.stringify(name)}`);
    }
    entry.resume();
  }
  return files;
}

async function unpackZip(archive: string, to: string, options: UnpackOptions): Promise<string[]> {
  const zip = await openPromise(archive, { lazyEntries: true, autoClose: false });
  const files: string[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith("/")) continue;
      // The upper half holds Unix' file mode, where the archive comes from there.
      const kind = (entry.externalFileAttributes >>> 16) & 0o170000;
      if (kind !== 0 && kind !== 0o100000)
        throw refused(archive, `holds a link or device called ${JSON.stringify(entry.fileName)}`);
      const file = inside(archive, entry.fileName, options.strip);
      if (file === undefined) continue;
      // The library compares sizes only.
      let sum = 0;
      const summing = async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          sum = crc32(chunk, sum);
          yield chunk;
        }
      };
      await write(await zip.openReadStreamPromise(entry), path.join(to, file), options.signal, summing);
      if (sum !== entry.crc32) throw refused(archive, `is damaged at ${JSON.stringify(entry.fileName)}`);
      files.push(file);
    }
  } finally {
    zip.close();
  }
  return files;
}

/** The path below the target folder; undefined when stripping leaves nothing of it. */
function inside(archive: string, name: string, strip = 0): string | undefined {
  const parts = name
    .replaceAll("\\", "/")
    .split("/")
    .filter((part) => part !== "" && part !== ".");
  if (/^([/\\]|[a-z]:)/i.test(name) || parts.includes("..") || name.includes("\0"))
    throw refused(archive, `holds a name that leads out of its folder: ${JSON.stringify(name)}`);
  const kept = parts.slice(strip);
  return kept.length === 0 ? undefined : kept.join("/");
}

/** @param looking sees every chunk on its way */
async function write(
  stream: Readable,
  file: string,
  signal: AbortSignal | undefined,
  looking?: (chunks: AsyncIterable<Buffer>) => AsyncIterable<Buffer>,
): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const to = createWriteStream(file);
  const options = { ...(signal && { signal }) };
  if (looking === undefined) await pipeline(stream, to, options);
  else await pipeline(stream, looking, to, options);
}

function refused(archive: string, what: string, cause?: unknown): ClaimbookError {
  return new ClaimbookError(what, {
    kind: "could-not-run",
    where: archive,
    wayOut: "Pull it again; if it stays so, the archive was changed at its source.",
    ...(cause === undefined ? {} : { cause }),
  });
}
