import { randomBytes } from "node:crypto";
import { chmod, open, readdir, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { ClaimbookError } from "../errors.js";

/**
 * Writes a file in one piece: it is written beside its place, brought to disk and then renamed. When any of that
 * fails, what was there before is still there and nothing is left beside it. A link stays a link, and a file keeps
 * its permissions. Content that is too large for one string may come piece by piece; a
 * `ClaimbookError` of its source is passed on.
 *
 * (The package `write-file-atomic` 7 makes one `write` call and does not look at how much of it was taken: on a disk
 * that fills up it puts a cut-off file in place of the whole one, without an error.)
 *
 * @throws ClaimbookError (`could-not-run`) naming the file and why
 */
export async function writeWhole(
  file: string,
  content: string | Buffer | Iterable<string> | AsyncIterable<string | Buffer>,
): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const beside = path.join(path.dirname(target), besideName(target, randomBytes(6).toString("hex")));
  try {
    const before = await stat(target).catch(() => undefined);
    const handle = await open(beside, "wx");
    try {
      await writeFile(handle, content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (before !== undefined) await chmod(beside, before.mode & 0o7777);
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    throw error instanceof ClaimbookError ? error : cannotWrite(file, error as NodeJS.ErrnoException);
  }
}

/**
 * Removes what writers that were killed have left beside a file. Only for a file that nobody writes now.
 */
export async function removeLeftovers(file: string): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const folder = path.dirname(target);
  const names = await readdir(folder).catch(() => []);
  const left = names.filter((name) => {
    const unique = name.slice(`.${path.basename(target)}.`.length, -".tmp".length);
    return /^[0-9a-f]{12}$/.test(unique) && name === besideName(target, unique);
  });
  await Promise.all(left.map((name) => rm(path.join(folder, name), { force: true })));
}

function besideName(file: string, unique: string): string {
  return `.${path.basename(file)}.${unique}.tmp`;
}

function cannotWrite(file: string, error: NodeJS.ErrnoException): ClaimbookError {
  const folder = path.dirname(file);
  const full = "Free some space and run again; the file as it was before is still there.";
  const reasons: Record<string, [what: string, wayOut: string]> = {
    ENOSPC: ["the disk is full", full],
    EDQUOT: ["your share of the disk is used up", full],
    ENOENT: ["its folder does not exist", `Create ${folder} first.`],
    ENOTDIR: [`${folder} is not a folder`, "Choose another place for it."],
    EACCES: [
      `no permission to write into ${folder}`,
      "Choose another place for it, or change the permissions.",
    ],
    EPERM: [
      `no permission to write into ${folder}`,
      "Choose another place for it, or change the permissions.",
    ],
    EROFS: [`${folder} is on a read-only file system`, "Choose another place for it."],
    EISDIR: ["it is a folder", "Give a file name."],
  };
  const [what, wayOut] = reasons[error.code ?? ""] ?? [
    error.message,
    "The file as it was before is still there.",
  ];
  return new ClaimbookError(`could not be written: ${what}`, {
    kind: "could-not-run",
    where: file,
    wayOut,
    cause: error,
  });
}
