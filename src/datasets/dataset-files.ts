import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { ClaimbookError } from "../errors.js";
import { fileSum } from "../file-sum.js";
import { sha256Of } from "../sha256.js";
import { badData } from "./bad-data.js";
import type { LoadOptions } from "./entry.js";
import { dataFolders } from "./folder.js";

/**
 * The files of one data set, wherever they lie: below CLAIMBOOK_DATA or in the cache, part here and part there.
 * Keeps the sums of what is read for the data set's record.
 */
export class DatasetFiles {
  readonly name: string;
  /** Looked at in this order. */
  readonly folders: readonly string[];
  /** Whether the caller names the folder: then a pull would not help. */
  readonly #given: boolean;
  readonly #sums = new Map<string, string>();

  constructor(name: string, options: LoadOptions = {}) {
    this.name = name;
    this.#given = options.folder !== undefined;
    this.folders =
      options.folder === undefined
        ? dataFolders(name, { env: options.env ?? process.env, project: options.project ?? process.cwd() })
        : [path.resolve(options.project ?? process.cwd(), options.folder)];
  }

  has(file: string): boolean {
    return this.folders.some((folder) => existsSync(path.resolve(folder, file)));
  }

  /** @throws {ClaimbookError} kind `could-not-run` naming the folders looked at and how to get the file */
  path(file: string): string {
    const found = this.folders.map((folder) => path.resolve(folder, file)).find((each) => existsSync(each));
    if (found !== undefined) return found;
    if (this.#given)
      throw badData(
        path.resolve(this.folders[0]!, file),
        undefined,
        "there is no such file",
        "Check the folder that was given.",
      );
    const empty = this.folders.every((folder) => !existsSync(folder));
    throw new ClaimbookError(
      empty ? `the data set ${this.name} is not there` : `${file} of the data set ${this.name} is not there`,
      {
        kind: "could-not-run",
        where: this.folders.join(" and "),
        wayOut: `Run \`claimbook data pull ${this.name}\`, or let CLAIMBOOK_DATA name a folder that holds ${this.name}/${file}.`,
      },
    );
  }

  /** Names in a folder of the data set, sorted, of all the places together; none where there is no such folder. */
  list(below: string): string[] {
    const names = this.folders.flatMap((folder) => {
      const there = path.join(folder, below);
      return existsSync(there) ? readdirSync(there) : [];
    });
    return [...new Set(names)].sort();
  }

  /** A whole file as UTF-8 text; its sum goes into the record. */
  async text(file: string): Promise<string> {
    const bytes = await readFile(this.path(file));
    this.#sums.set(file, sha256Of(bytes));
    return bytes.toString("utf8").replace(/^\ufeff/, "");
  }

  /** For files that something else reads: puts their sum into the record. */
  async noteFile(file: string, signal?: AbortSignal): Promise<void> {
    this.#sums.set(file, (await fileSum(this.path(file), signal))!);
  }

  /** For files that are read as a stream: says their sum, where it is known (from the manifest or the lock). */
  noteSum(file: string, sha256: string): void {
    this.#sums.set(file, sha256);
  }

  /** sha256 over the names and sums of the files read, by name: what `DatasetRecord.sha256` holds. */
  sha256(): string {
    const hash = createHash("sha256");
    for (const [file, sum] of [...this.#sums].sort(([a], [b]) => (a < b ? -1 : 1))) {
      hash.update(`${file} ${sum}\n`);
    }
    return hash.digest("hex");
  }
}
