import { randomUUID } from "node:crypto";
import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { ClaimbookError } from "../errors.js";

/**
 * Makes a folder and puts it in its place in one step: a reader never sees half of it, and whatever stood there before
 * goes on standing there when something fails.
 *
 * @param target absolute path; folders above it are made
 * @param what how errors call it, e.g. `the kernelspec`
 * @param fill makes the folder that it is given and writes what belongs into it
 * @throws ClaimbookError (could-not-run) when it cannot be written
 */
export async function installFolder(
  target: string,
  what: string,
  fill: (folder: string) => Promise<void>,
): Promise<void> {
  const fresh = path.join(path.dirname(target), `.${path.basename(target)}-${randomUUID()}`);
  const old = `${fresh}-old`;
  try {
    await mkdir(path.dirname(target), { recursive: true });
    await fill(fresh);
    await rename(target, old).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    });
    await rename(fresh, target);
  } catch (cause) {
    await rename(old, target).catch(() => {});
    throw new ClaimbookError(`${what} cannot be written: ${(cause as Error).message}`, {
      kind: "could-not-run",
      where: target,
      wayOut: "Choose a folder you may write to with --prefix, or use --user.",
      cause,
    });
  } finally {
    for (const leftover of [fresh, old]) await rm(leftover, { recursive: true, force: true }).catch(() => {});
  }
}
