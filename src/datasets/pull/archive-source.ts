import { mkdir, mkdtemp, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import path from "node:path";
import { fileSum } from "../../file-sum.js";
import { download } from "../../net/index.js";
import { isAlive } from "../../process-alive.js";
import type { ArchiveSource } from "../entry.js";
import type { LockedFile } from "./lock.js";
import type { PulledFile, SourceContext } from "./pull.js";
import { unpack } from "./unpack.js";

/**
 * Pulls an archive and unpacks it into the data set's folder. Files appear in their places only after all of the
 * archive has been read. The archive's sum must be that of data.lock.json, where it is in there.
 */
export async function pullArchive(
  source: ArchiveSource,
  context: SourceContext,
): Promise<{ files: PulledFile[]; pinned: string[] }> {
  const { entry, lock, folder, downloading, signal } = context;
  const locked = lock.source(entry.name, source.url);
  if (locked !== undefined && (await allThere(folder, locked.files, signal)))
    return { files: locked.files.map((file) => ({ ...file, state: "kept" as const })), pinned: [] };
  const name = path.posix.basename(new URL(source.url).pathname);
  const archive = path.join(folder, ".archives", name);
  const got = await download({
    url: source.url,
    to: archive,
    ...(locked === undefined ? {} : { sha256: locked.revision }),
    ...downloading,
    onProgress: context.progressOf(name),
  });
  const files = await unpackInto(archive, folder, source, signal);
  await rm(archive, { force: true });
  // Another pull may have an archive in there.
  await rmdir(path.dirname(archive)).catch(() => {});
  if (locked === undefined) await lock.set(entry.name, source.url, { revision: got.sha256, files });
  return {
    files: files.map((file) => ({ ...file, state: "fetched" as const })),
    pinned: locked === undefined ? [source.url] : [],
  };
}

async function allThere(
  folder: string,
  files: readonly LockedFile[],
  signal: AbortSignal | undefined,
): Promise<boolean> {
  for (const { path: file, sha256 } of files)
    if ((await fileSum(path.join(folder, file), signal)) !== sha256) return false;
  return true;
}

async function unpackInto(
  archive: string,
  folder: string,
  { to = "", strip = 0 }: ArchiveSource,
  signal: AbortSignal | undefined,
): Promise<LockedFile[]> {
  await removeLeftovers(folder);
  const beside = await mkdtemp(path.join(folder, `.unpacking-${process.pid}-`));
  try {
    const files: LockedFile[] = [];
    const names = await unpack(archive, beside, { strip, ...(signal && { signal }) });
    for (const name of new Set(names)) {
      const { size } = await stat(path.join(beside, name));
      const sha256 = (await fileSum(path.join(beside, name), signal))!;
      files.push({ path: path.posix.join(to, name), bytes: size, sha256 });
    }
    for (const [i, name] of [...new Set(names)].entries()) {
      const target = path.join(folder, files[i]!.path);
      await mkdir(path.dirname(target), { recursive: true });
      await rename(path.join(beside, name), target);
    }
    return files;
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

/** What pulls that were killed have left behind: folders of processes that have ended. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const owner = /^\.unpacking-(\d+)-/.exec(name)?.[1];
    if (owner !== undefined && !isAlive(Number(owner)))
      await rm(path.join(folder, name), { recursive: true, force: true });
  }
}
