import { projectRoot } from "../../paths.js";
import type { DatasetFiles } from "../dataset-files.js";
import { DataLock } from "./lock.js";

/**
 * Puts the sums of files that are read as a stream into a data set's record: as data.lock.json has them, so that
 * nothing large is read for them.
 *
 * @param below only files of this folder of the data set; empty for all
 */
export async function noteLockedSums(
  files: DatasetFiles,
  below: string,
  project: string = projectRoot(process.cwd()),
): Promise<void> {
  const lock = await DataLock.open(project);
  for (const { files: locked } of Object.values(lock.sources(files.name)))
    for (const { path, sha256 } of locked)
      if (below === "" || path.startsWith(`${below}/`)) files.noteSum(path, sha256);
}
