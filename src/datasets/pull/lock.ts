import { readFile } from "node:fs/promises";
import path from "node:path";
import { ClaimbookError } from "../../errors.js";
import { writeWhole } from "../../notebook/whole-file.js";
import { parseJson } from "../bad-data.js";

/** What the first pull of a source found; later pulls must find the same. */
export interface LockedSource {
  /** Of a hub repository: the commit. Of an archive: its sha256. */
  revision: string;
  files: LockedFile[];
}

export interface LockedFile {
  /** Below the data set's folder. */
  path: string;
  bytes: number;
  sha256: string;
}

interface LockFile {
  schema: "claimbook/data-lock/1";
  /** Data set -> source (`hub:REPOSITORY/FOLDER` or the archive's address) -> what was found. */
  datasets: Record<string, Record<string, LockedSource>>;
}

export const LOCK_NAME = "data.lock.json";

/**
 * The project's `data.lock.json`: for data whose home publishes neither fixed revisions nor sums, what the first
 * pull got. Belongs under version control beside package-lock.json.
 */
export class DataLock {
  readonly file: string;
  #lock: LockFile;

  private constructor(file: string, lock: LockFile) {
    this.file = file;
    this.#lock = lock;
  }

  /** @throws {ClaimbookError} (could-not-run) for a file that is not a lock; an absent one is empty */
  static async open(project: string): Promise<DataLock> {
    const file = path.join(project, LOCK_NAME);
    return new DataLock(file, await readLock(file));
  }

  sources(dataset: string): Readonly<Record<string, LockedSource>> {
    return Object.hasOwn(this.#lock.datasets, dataset) ? this.#lock.datasets[dataset]! : {};
  }

  source(dataset: string, source: string): LockedSource | undefined {
    const sources = this.sources(dataset);
    return Object.hasOwn(sources, source) ? sources[source] : undefined;
  }

  /** Notes what a source was and writes the file, with what another pull has written into it meanwhile. */
  async set(dataset: string, source: string, found: LockedSource): Promise<void> {
    this.#lock = await readLock(this.file);
    const sources = { ...this.sources(dataset), [source]: found };
    this.#lock.datasets[dataset] = Object.fromEntries(Object.entries(sources).sort(byName));
    const sorted = {
      ...this.#lock,
      datasets: Object.fromEntries(Object.entries(this.#lock.datasets).sort(byName)),
    };
    await writeWhole(this.file, `${JSON.stringify(sorted, null, 2)}\n`);
  }
}

async function readLock(file: string): Promise<LockFile> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      return { schema: "claimbook/data-lock/1", datasets: {} };
    throw new ClaimbookError(`cannot be read: ${(error as Error).message}`, {
      kind: "could-not-run",
      where: file,
    });
  }
  const lock = parseJson(text, file) as LockFile | null;
  if (lock?.schema !== "claimbook/data-lock/1" || typeof lock.datasets !== "object") {
    throw new ClaimbookError("is not a lock of data sets that this claimbook can read", {
      kind: "could-not-run",
      where: file,
      wayOut: "Get it back from version control, or remove it: the next pull then pins anew.",
    });
  }
  return lock;
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
