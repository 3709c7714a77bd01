import { LockFile } from "../../lock-file.js";

/** One file of a pulled model. */
export interface LockedFile {
  bytes: number;
  sha256: string;
}

/** What was pulled of a model: later pulls must find the same. */
export interface LockedModel {
  repository: string;
  /** The commit. */
  revision: string;
  /** By path in the repository. */
  files: Readonly<Record<string, LockedFile>>;
}

/**
 * The project's `models.lock.json`: commit and checksums of every pulled model.
 *
 * @throws ClaimbookError (`could-not-run`) for a file that is not a lock; an absent one is empty
 */
export function openModelLock(project: string): Promise<LockFile<LockedModel>> {
  return LockFile.open(project, {
    file: "models.lock.json",
    schema: "claimbook/models-lock/1",
    entries: "models",
  });
}
