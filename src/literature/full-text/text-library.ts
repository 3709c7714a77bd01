import { copyFile, link, mkdir, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { ClaimbookError } from "../../errors.js";
import { writeWhole } from "../../notebook/whole-file.js";
import { documentStem, isDocumentFile } from "../documents/format.js";
import { type LibraryEntry, readEntries } from "../library/entries.js";
import type { CslItem } from "../search-log.js";
import { workFileKey } from "../work-id.js";
import {
  documentOf,
  type FullTextOptions,
  NoFullTextError,
  openTextClient,
  type TriedLink,
} from "./document-of.js";
import type { FullTextRecord } from "./link.js";
import type { Provenance } from "./text-store.js";

/** What became of one work's text. */
export interface TextRow {
  work: string;
  title: string;
  /** `there`: its text was in the folder. `none`: no source names one. `stopped`: it was not looked for any more. */
  status: "fetched" | "there" | "failed" | "none" | "stopped";
  /** Name of the file in the folder. */
  file?: string;
  provenance?: Provenance;
  /** Links that were tried, each with why nothing came of it; the one that gave the text is the last. */
  tried: readonly TriedLink[];
  /** Why there is no text, where that is not in `tried`. */
  reason?: string;
}

export interface TextLibrary {
  /** `openLibraryAsync` opens it. */
  folder: string;
  /** One for each work, in their order. */
  texts: readonly TextRow[];
}

export interface TextLibraryOptions extends Omit<FullTextOptions, "folder"> {
  onText?: (row: TextRow, done: number, works: number) => void;
}

const entriesFile = "search.json";
const storeFolder = "full-texts";
const outcomeFile = "outcome.json";
/** Works whose texts are looked for at the same time; each host is asked by one at a time. */
const together = 3;

/**
 * Makes or extends a library folder: `search.json` (CSL-JSON of all works, those of earlier calls kept), the texts that
 * could be had (named after the works' ids, as `openLibraryAsync` wants them) and `full-texts/` with where they are
 * from and `outcome.json`. A text that cannot be had is a row, never an error; so is what was not looked for when
 * `signal` was aborted.
 *
 * @throws ClaimbookError (`could-not-run`) when the folder cannot be written, or its `search.json` is none of ours
 */
export async function fetchTexts(
  works: readonly FullTextRecord[],
  folder: string,
  options: TextLibraryOptions = {},
): Promise<TextLibrary> {
  const { onText, ...fetching } = options;
  const root = path.resolve(folder);
  const before = await prepareTextLibrary(root);
  await writeWhole(path.join(root, entriesFile), entriesOf(before, works));
  const there = await textsIn(root);
  const client = options.client ?? openTextClient(options.access);
  const texts: TextRow[] = [];
  const taken = new Map<string, string>();
  let next = 0;
  let done = 0;
  const work = async () => {
    for (let index = next++; index < works.length; index = next++) {
      const record = works[index] as FullTextRecord;
      const row = await textRow(record, root, there, taken, { ...fetching, client });
      texts[index] = row;
      done++;
      onText?.(row, done, works.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(together, works.length) }, work));
  const outcome = { schema: "claimbook/full-texts/1", date: client.now().toISOString(), texts };
  await mkdir(path.join(root, storeFolder), { recursive: true });
  await writeWhole(path.join(root, storeFolder, outcomeFile), `${JSON.stringify(outcome, null, 2)}\n`);
  return { folder: root, texts };
}

/**
 * Sees that a folder can become a library of texts, before anything is searched.
 *
 * @returns its entries so far
 * @throws ClaimbookError (`could-not-run`)
 */
export async function prepareTextLibrary(folder: string): Promise<CslItem[]> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new ClaimbookError(`the folder cannot be made: ${(cause as Error).message}`, {
      kind: "could-not-run",
      where: folder,
      wayOut: "Name another folder.",
      cause,
    });
  }
  const file = path.join(folder, entriesFile);
  const names = await readdir(folder);
  const entries: LibraryEntry[] = names.includes(entriesFile) ? readEntries(file) : [];
  return entries.map(({ item }) => item);
}

/** A work found again takes the place of its entry. */
function entriesOf(before: readonly CslItem[], works: readonly FullTextRecord[]): string {
  const items = new Map(before.map((item) => [workFileKey(item.id), item]));
  for (const { item } of works) items.set(workFileKey(item.id), item);
  return `${JSON.stringify([...items.values()], null, 2)}\n`;
}

/** File keys of works whose texts are in the folder already, by us or by hand. */
async function textsIn(folder: string): Promise<Map<string, string>> {
  const names = (await readdir(folder)).filter(isDocumentFile).sort();
  return new Map(
    names.map((name) => [workFileKey(documentStem(name).replace(/^arxiv[_:]/i, "arxiv:")), name]),
  );
}

async function textRow(
  record: FullTextRecord,
  root: string,
  there: ReadonlyMap<string, string>,
  taken: Map<string, string>,
  options: Omit<FullTextOptions, "folder">,
): Promise<TextRow> {
  const { id, title } = record.item;
  const row = { work: id, title, tried: [] as readonly TriedLink[] };
  const key = workFileKey(id);
  const found = there.get(key);
  if (found !== undefined) return { ...row, status: "there", file: found };
  if (options.signal?.aborted) return { ...row, status: "stopped" };
  const owner = taken.get(key);
  if (key.startsWith(".") || Buffer.byteLength(key) > 200)
    return { ...row, status: "failed", reason: "its id cannot be a file's name" };
  if (owner !== undefined)
    return { ...row, status: "failed", reason: `its file would have the name of ${owner}'s` };
  taken.set(key, id);
  try {
    const text = await documentOf(record, { ...options, folder: path.join(root, storeFolder) });
    const name = `${key}${text.provenance.file.slice(64)}`;
    await place(text.file, path.join(root, name));
    return { ...row, status: "fetched", file: name, provenance: text.provenance, tried: text.tried };
  } catch (error) {
    if (options.signal?.aborted) return { ...row, status: "stopped" };
    if (error instanceof NoFullTextError) {
      if (error.tried.length === 0) return { ...row, status: "none", reason: error.message };
      return { ...row, status: "failed", tried: error.tried };
    }
    if (error instanceof ClaimbookError) return { ...row, status: "failed", reason: error.message };
    throw error;
  }
}

/** In one step; the same bytes twice on the disk only where links cannot be made. */
async function place(from: string, to: string): Promise<void> {
  const beside = path.join(path.dirname(to), `.${path.basename(to)}.${process.pid}.tmp`);
  try {
    await link(from, beside).catch(() => copyFile(from, beside));
    await rename(beside, to);
  } catch (cause) {
    throw new ClaimbookError(`could not be written: ${(cause as Error).message}`, {
      kind: "could-not-run",
      where: to,
      wayOut: "Look at the folder and run again.",
      cause,
    });
  } finally {
    // Renaming a link onto another one of the same file leaves both (POSIX).
    await rm(beside, { force: true });
  }
}
