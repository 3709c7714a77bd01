import { LockFile, sortedByName } from "../../lock-file.js";

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

/** Source (`hub:REPOSITORY/FOLDER` or the archive's address) -> what was found. */
type LockedSources = Record<string, LockedSource>;

/**
 * The project's `data.lock.json`: for data whose home publishes neither fixed revisions nor sums, what the first
 * pull got.
 */
export class DataLock {
  readonly #datasets: LockFile<LockedSources>;

  private constructor(datasets: LockFile<LockedSources>) {
    this.#datasets = datasets;
  }

  /** @throws {ClaimbookError} (could-not-run) for a file that is not a lock; an absent one is empty */
  static async open(project: string): Promise<DataLock> {
    const form = { file: "data.lock.json", schema: "claimbook/data-lock/1", entries: "datasets" };
    return new DataLock(await LockFile.open<LockedSources>(project, form));
  }

  sources(dataset: string): Readonly<LockedSources> {
    return this.#datasets.get(dataset) ?? {};
  }

  source(dataset: string, source: string): LockedSource | undefined {
    const sources = this.sources(dataset);
    return Object.hasOwn(sources, source) ? sources[source] : undefined;
  }

  /** Notes what a source was and writes the file, with what another pull has written into it meanwhile. */
  set(dataset: string, source: string, found: LockedSource): Promise<void> {
    return this.#datasets.set(dataset, (before) => sortedByName({ ...before, [source]: found }));
  }
}
