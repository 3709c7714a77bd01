import { type Dirent, existsSync } from "node:fs";
import { copyFile, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { ClaimbookError } from "../errors.js";
import { readDocument } from "../literature/documents/index.js";
import { defaultLibrary, type Library, openLibraryAsync } from "../literature/library/library.js";
import type { Work } from "../literature/library/work.js";
import type { SearchLog } from "../literature/search-log.js";
import { type CellTable, tablesOfDocument, tablesOfFacts } from "../literature/tables/index.js";
import { packageRoot } from "../paths.js";

export interface CorpusOptions {
  /** Folders of libraries, the first one's tables beside it; the one that comes with claimbook where none is given. */
  libraries?: readonly string[];
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
 * Opens the libraries as one, with the records of a search beside them. A work that several know is taken from the
 * first; what a search found of it comes last.
 *
 * @throws ClaimbookError (`could-not-run`) for a folder or file that cannot be read
 */
export async function openCorpus(options: CorpusOptions = {}): Promise<Corpus> {
  const { libraries = [], search, signal } = options;
  const own = path.join(packageRoot, "data", "library");
  const folders = libraries.length === 0 ? [own] : libraries;
  const records = search?.included ?? [];
  if (libraries.length === 0 && records.length === 0) return corpusOf(defaultLibrary(), own, search, signal);
  if (folders.length === 1 && records.length === 0) {
    return corpusOf(
      await openLibraryAsync(folders[0]!, signal ? { signal } : {}),
      folders[0]!,
      search,
      signal,
    );
  }
  // A library is a folder: all their files in one, for as long as they are read.
  const together = await mkdtemp(path.join(os.tmpdir(), "claimbook-audit-"));
  try {
    for (const [index, folder] of folders.entries()) await copyLibrary(folder, index, together);
    // The last by name: an entry that repeats a work is its duplicate.
    await writeFile(path.join(together, "~search.json"), JSON.stringify(records));
    const library = await openLibraryAsync(together, {
      tables: path.resolve(folders[0]!, "..", "tables"),
      ...(signal && { signal }),
    });
    return await corpusOf(library, together, search, signal);
  } finally {
    await rm(together, { recursive: true, force: true });
  }
}

/** Entries under a name of their own that keeps their order; of two texts with one name the first stays. */
async function copyLibrary(folder: string, index: number, into: string): Promise<void> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    throw new ClaimbookError("the library folder cannot be read", {
      kind: "could-not-run",
      where: folder,
      wayOut: "Name a folder with CSL-JSON or BibTeX entries.",
      cause,
    });
  }
  for (const { name } of entries.filter((entry) => entry.isFile())) {
    const list = /\.(?:json|bib)$/.test(name);
    const to = path.join(into, list ? `${String(index).padStart(4, "0")}-${name}` : name);
    if (list || !existsSync(to)) await copyFile(path.join(folder, name), to);
  }
}

async function corpusOf(
  library: Library,
  folder: string,
  search: SearchLog | undefined,
  signal: AbortSignal | undefined,
): Promise<Corpus> {
  const tables = new Map<Work, readonly CellTable[]>();
  for (const work of library.works) {
    if (library.tablesOf(work.id) !== undefined) continue;
    const found = await tablesIn(work, folder, signal);
    if (found.length > 0) tables.set(work, found);
  }
  return new Corpus(library, search, tables);
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
