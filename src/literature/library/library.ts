import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Grounding } from "../../claims/model.js";
import { ClaimbookError } from "../../errors.js";
import { packageRoot } from "../../paths.js";
import { sha256Of } from "../../sha256.js";
import type { ReadDocumentOptions } from "../documents/index.js";
import { type GroundOptions, ground } from "../grounding/ground.js";
import { Paper } from "../paper.js";
import type { SearchLog } from "../search-log.js";
import { readTableFacts, type TableFacts } from "../tables/printed/facts.js";
import { workFileKey, workKey } from "../work-id.js";
import { type LibraryEntry, readEntries } from "./entries.js";
import { type FullText, readFullTexts } from "./full-texts.js";
import { type LibrarySearchOptions, searchLibrary } from "./search.js";
import { showSearch } from "./search-card.js";
import { titleKey } from "./title-key.js";
import { type LocatedPassage, locatedPassages, textOf, type Work, type WorkText } from "./work.js";

/** An entry that repeats a work. */
export interface DuplicateEntry extends LibraryEntry {
  of: Work;
}

export interface LibraryOptions {
  /** Folder of printed tables; defaults to `tables` beside the library's folder. May be absent. */
  tables?: string;
}

/**
 * A folder of works: entries in CSL-JSON (`*.json`) and BibTeX (`*.bib`), and texts named after the work's id
 * (`arXiv_2408.10536.md`, `.txt`), whose `##` headings are the sections that statements are cited by. A text that
 * sums the work up in other words says so in a leading YAML block, `wording: summary`.
 */
export class Library {
  readonly folder: string;
  /** All works, by id, without duplicates. */
  readonly works: readonly Work[];
  /** Entries that repeat a work already there: same id, or same title. Searches count them (PRISMA). */
  readonly duplicates: readonly DuplicateEntry[];
  readonly #byKey: ReadonlyMap<string, Work>;
  readonly #tables: ReadonlyMap<string, TableFacts>;
  #passages: readonly LocatedPassage[] | undefined;

  /** What could not be read in the folder's PDFs, HTML, XML and LaTeX files (`openLibraryAsync`). */
  readonly problems: readonly string[];

  /** @param read full texts of other kinds than Markdown and plain text, as `openLibraryAsync` reads them */
  constructor(
    folder: string,
    options: LibraryOptions = {},
    read: Awaited<ReturnType<typeof readFullTexts>> = { fullTexts: [], problems: [] },
  ) {
    this.folder = path.resolve(folder);
    this.problems = read.problems;
    const { works, duplicates } = readFolder(this.folder, read.fullTexts);
    this.works = works;
    this.duplicates = duplicates;
    this.#byKey = new Map(works.flatMap((work) => keysOf(work).map((key) => [key, work] as const)));
    this.#tables = readTableFacts(options.tables ?? path.resolve(this.folder, "..", "tables"));
  }

  /** The work of an id in any of its forms (`arXiv:2408.10536` finds version 1), or undefined. */
  work(id: string): Work | undefined {
    return this.#byKey.get(workKey(id));
  }

  /** The tables known of a work, or undefined. */
  tablesOf(id: string): TableFacts | undefined {
    return this.#tables.get(workKey(id));
  }

  /** All statements of all texts and abstracts, in order of work. */
  get passages(): readonly LocatedPassage[] {
    this.#passages ??= this.works.flatMap(locatedPassages);
    return this.#passages;
  }

  /** A work to cite, quote and check claims against. */
  paper(id: string): Paper {
    return new Paper(id, () => this);
  }

  /** Searches titles, abstracts and statements (BM25), shows the record in the running cell and returns it. */
  search(question: string, options: LibrarySearchOptions = {}): SearchLog {
    const log = searchLibrary(this, question, options);
    showSearch(log);
    return log;
  }

  /** Looks for statements that say what a claim says. See `ground` for the rules. */
  ground(claim: string, options: GroundOptions = {}): Grounding {
    return ground(this, claim, options);
  }
}

/**
 * Opens a library folder; without an argument the one that comes with claimbook.
 *
 * @throws ClaimbookError (`could-not-run`) naming the file, and the place in it, that cannot be read
 */
export function openLibrary(folder?: string, options?: LibraryOptions): Library {
  if (folder !== undefined) return new Library(folder, options);
  return defaultLibrary();
}

/**
 * Opens a library folder with all its full texts: PDF, HTML, JATS XML and LaTeX (`arXiv_2408.10536.pdf`, `.tar.gz`, …)
 * besides Markdown and plain text. Such a file without an entry is a work of its own, by its own title. What cannot be
 * read is in the library's `problems`.
 *
 * @throws ClaimbookError (`could-not-run`) as `openLibrary` does
 */
export async function openLibraryAsync(
  folder: string,
  options: LibraryOptions & ReadDocumentOptions = {},
): Promise<Library> {
  return new Library(folder, options, await readFullTexts(folder, listFiles(folder), options));
}

let default_: Library | undefined;

/** The library that comes with claimbook, opened once a process. */
export function defaultLibrary(): Library {
  default_ ??= new Library(path.join(packageRoot, "data", "library"));
  return default_;
}

function keysOf({ item }: Work): string[] {
  const doi = item.DOI === undefined ? [] : [workKey(`doi:${item.DOI.replace(/^doi:/i, "")}`)];
  return [workKey(item.id), ...doi];
}

function readFolder(
  folder: string,
  fullTexts: readonly FullText[],
): { works: Work[]; duplicates: DuplicateEntry[] } {
  const names = listFiles(folder);
  const entries = names
    .filter((name) => /\.(?:json|bib)$/.test(name))
    .flatMap((name) => readEntries(path.join(folder, name)));
  const texts = new Map<string, WorkText>();
  for (const name of names.filter((name) => /\.(?:md|txt)$/i.test(name))) {
    const stem = workFileKey(name.replace(/\.(?:md|txt)$/i, "").replace(/^arxiv[_:]/i, "arxiv:"));
    if (texts.has(stem)) throw unreadable(path.join(folder, name), "a second text for the same work");
    texts.set(stem, readText(folder, name));
  }

  for (const { text, key, item } of fullTexts) {
    // By the file's name, or by the id that the text gives itself. What somebody wrote beside it goes before.
    const known = entries.some((entry) => workFileKey(entry.item.id) === key);
    const own = known ? key : workFileKey(item.id);
    if (!texts.has(own)) texts.set(own, text);
    if (!entries.some((entry) => workFileKey(entry.item.id) === own))
      entries.push({ item, file: path.join(folder, text.name) });
  }

  const works: Work[] = [];
  const duplicates: DuplicateEntry[] = [];
  const seen = new Map<string, Work>();
  for (const entry of entries) {
    const { item } = entry;
    const text = texts.get(workFileKey(item.id));
    const work: Work = { id: item.id, item, texts: [...(text ? [text] : []), ...abstractOf(item.abstract)] };
    const signs = [...keysOf(work), `title:${titleKey(item.title)}`];
    const earlier = signs.map((sign) => seen.get(sign)).find((known) => known !== undefined);
    if (earlier === undefined) works.push(work);
    else duplicates.push({ ...entry, of: earlier });
    for (const sign of signs) if (!seen.has(sign)) seen.set(sign, earlier ?? work);
  }
  for (const [stem, text] of texts) {
    if (!entries.some(({ item }) => workFileKey(item.id) === stem)) {
      throw unreadable(path.join(folder, text.name), "no entry of the library has this id");
    }
  }
  works.sort((a, b) => (workKey(a.id) < workKey(b.id) ? -1 : 1));
  return { works, duplicates };
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (cause) {
    throw new ClaimbookError("the library folder cannot be read", {
      kind: "could-not-run",
      where: folder,
      wayOut: "Name a folder with CSL-JSON or BibTeX entries.",
      cause,
    });
  }
}

function readText(folder: string, name: string): WorkText {
  const bytes = readFileSync(path.join(folder, name));
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw unreadable(path.join(folder, name), "is not UTF-8 text", cause);
  }
  return textOf(name, text, sha256Of(bytes));
}

function abstractOf(abstract: string | undefined): WorkText[] {
  if (abstract === undefined) return [];
  return [textOf("abstract", abstract, sha256Of(abstract))];
}

function unreadable(where: string, what: string, cause?: unknown): ClaimbookError {
  return new ClaimbookError(what, {
    kind: "could-not-run",
    where,
    wayOut: "Add the missing entry, or correct, rename or remove the file.",
    cause,
  });
}
