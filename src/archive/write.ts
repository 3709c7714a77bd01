import { randomBytes } from "node:crypto";
import { lstat, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { ClaimbookError } from "../errors.js";
import { writeWhole } from "../notebook/whole-file.js";
import type { Archive } from "./collect.js";
import { metadataName } from "./ro-crate.js";
import { zipOf } from "./zip.js";

/**
 * Writes an archive in one piece: as a zip file where `out` ends in `.zip`, else as a folder. A folder that holds an
 * earlier archive is replaced as a whole; one that holds anything else is refused.
 *
 * @param out absolute
 * @returns bytes written
 * @throws ClaimbookError (`usage`) for a folder that holds something else, (`could-not-run`) when it cannot be written
 */
export async function writeArchive({ files, subject }: Archive, out: string): Promise<number> {
  for (const { path: name } of files) assertInside(name);
  try {
    await mkdir(path.dirname(out), { recursive: true });
    if (/\.zip$/i.test(out)) {
      const zip = await zipOf(files, subject.date);
      await writeWhole(out, zip);
      return zip.length;
    }
    await writeFolder(files, out);
    return files.reduce((total, { bytes }) => total + bytes.length, 0);
  } catch (cause) {
    if (cause instanceof ClaimbookError) throw cause;
    throw new ClaimbookError(`could not be written: ${(cause as Error).message}`, {
      kind: "could-not-run",
      where: out,
      wayOut: "Choose another place for it.",
      cause,
    });
  }
}

async function writeFolder(files: Archive["files"], out: string): Promise<void> {
  const earlier = await holdsArchive(out);
  const unique = randomBytes(6).toString("hex");
  const beside = (what: string) => path.join(path.dirname(out), `.${path.basename(out)}.${unique}.${what}`);
  const fresh = beside("tmp");
  try {
    for (const { path: name, bytes } of files) {
      const file = path.join(fresh, ...name.split("/"));
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, bytes, { flag: "wx" });
    }
    if (!earlier) {
      await rm(out, { recursive: true, force: true });
      await rename(fresh, out);
      return;
    }
    const old = beside("old");
    await rename(out, old);
    try {
      await rename(fresh, out);
    } catch (error) {
      await rename(old, out);
      throw error;
    }
    await rm(old, { recursive: true, force: true });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** Whether a folder holds an archive already; false where there is none, or an empty one. */
async function holdsArchive(folder: string): Promise<boolean> {
  const there = await lstat(folder).catch(() => undefined);
  if (there === undefined) return false;
  const names = there.isDirectory() ? await readdir(folder) : undefined;
  if (names?.length === 0) return false;
  if (names?.includes(metadataName)) return true;
  throw new ClaimbookError("holds something else than an archive, which is not overwritten", {
    kind: "usage",
    where: folder,
    wayOut: "Name a new folder, or a file that ends in .zip.",
  });
}

/** Names are made of safe parts; that none leads out of the folder is checked once more where it counts. */
function assertInside(name: string): void {
  const parts = name.split("/");
  if (/[\\:\0]/.test(name) || parts.some((part) => part === "" || part === "." || part === "..")) {
    throw new ClaimbookError(`"${name}" is no name for a file of an archive`, { kind: "could-not-run" });
  }
}
