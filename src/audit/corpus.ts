import { copyFile, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { readDocument } from "../literature/documents/index.js";
import { defaultLibrary, type Library, openLibraryAsync } from "../literature/library/library.js";
import type { Work } from "../literature/library/work.js";
import type { SearchLog } from "../literature/search-log.js";
import { type CellTable, tablesOfDocument, tablesOfFacts } from "../literature/tables/index.js";
import { packageRoot } from "../paths.js";

export interface CorpusOptions {
  /** Folder of the library; the one that comes with claimbook where it is not given. */
  library?: string;
  /** A search whose records stand beside the library's works. */
  search?: SearchLog;
  signal?: AbortSignal;
}

/** The texts and tables that claims are judged by. */
export class Corpus {
  readonly library: Library;
  readonly search: SearchLog | undefined;
  readonly problems: readonly string[];
  readonly #tables = new Map<Work, readonly CellTable[]>();

  constructor(
    library: Library,
    search: SearchLog | undefined,
    tables: ReadonlyMap<Work, readonly CellTable[]>,
  ) {
    this.library = library;
    this.search = search;
    this.problems = library.problems;
    this.#tables = new Map(tables);
  }

  /** Every table known of a work. */
  tablesOf(work: Work): readonly CellTable[] {
    const facts = this.library.tablesOf(work.id);
    return facts === undefined ? (this.#tables.get(work) ?? []) : tablesOfFacts(facts);
  }

  /** Whether more than an abstract of the work, or a summary in other words, is at hand. */
  hasFullText(work: Work): boolean {
    return work.texts.some(
      ({ name, summary, passages }) => name !== "abstract" && !summary && passages.length > 0,
    );
  }
}

/**
 * Opens the library, with the records of a search beside it: what a search found of a work that the library has is
 * left to the library.
 *
 * @throws ClaimbookError (`could-not-run`) for a folder or file that cannot be read
 */
export async function openCorpus(options: CorpusOptions = {}): Promise<Corpus> {
  const { search, signal } = options;
  const folder = options.library ?? path.join(packageRoot, "data", "library");
  const library =
    search === undefined || search.included.length === 0
      ? options.library === undefined
        ? defaultLibrary()
        : await openLibraryAsync(folder, signal ? { signal } : {})
      : await withRecords(folder, search, signal);
  const tables = new Map<Work, readonly CellTable[]>();
  for (const work of library.works) {
    if (library.tablesOf(work.id) !== undefined) continue;
    const found = await tablesIn(work, folder, signal);
    if (found.length > 0) tables.set(work, found);
  }
  return new Corpus(library, search, tables);
}

/** A library is a folder: the library's files and the records, in a folder of their own that is removed at once. */
async function withRecords(folder: string, search: SearchLog, signal?: AbortSignal): Promise<Library> {
  const together = await mkdtemp(path.join(os.tmpdir(), "claimbook-audit-"));
  try {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (entry.isFile()) await copyFile(path.join(folder, entry.name), path.join(together, entry.name));
    }
    // The last by name: entries that repeat a work of the library are its duplicates.
    await writeFile(path.join(together, "\uffff-search.json"), JSON.stringify(search.included));
    return await openLibraryAsync(together, {
      tables: path.resolve(folder, "..", "tables"),
      ...(signal && { signal }),
    });
  } finally {
    await rm(together, { recursive: true, force: true });
  }
}

async function tablesIn(work: Work, folder: string, signal?: AbortSignal): Promise<readonly CellTable[]> {
  for (const { name, summary } of work.texts) {
    if (name === "abstract" || summary) continue;
    // What cannot be read was told when the library was opened.
    const read = await readDocument(path.join(folder, name), {
      work: work.id,
      ...(signal && { signal }),
    }).catch(() => undefined);
    signal?.throwIfAborted();
    if (read !== undefined && read.tables.length > 0) return tablesOfDocument(read);
  }
  return [];
}
