import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { ClaimbookError } from "../../errors.js";
import { fileSum } from "../../file-sum.js";
import type { DataSource, DatasetEntry } from "../entry.js";
import { dataFolders } from "../folder.js";
import { hubKey } from "./hub-source.js";
import { DataLock } from "./lock.js";
import { manifestFiles, readManifest } from "./manifest.js";

export interface CheckOptions {
  env: NodeJS.ProcessEnv;
  project: string;
  signal?: AbortSignal;
}

export interface FileCheck {
  /** Below the data set's folder. */
  path: string;
  state: "ok" | "missing" | "changed";
}

export interface CountCheck {
  count: string;
  expected: number;
  /** Undefined where the record lacks it. */
  found: number | undefined;
}

/**
 * - `ok`: every file of what was pulled is there with its sum, and the counts are those of its publication.
 * - `faulty`: files are missing or changed, or counts differ.
 * - `absent`: nothing of it is there.
 * - `unpinned`: something is there, but this project's data.lock.json has no sums of it; a pull pins it.
 * - `nothing to check`: it has no files of its own (a package, a view of other data sets, the user's folder).
 */
export interface DatasetCheck {
  name: string;
  state: "ok" | "faulty" | "absent" | "unpinned" | "nothing to check";
  files: FileCheck[];
  /** Compared only where all languages are there and every file is ok; empty otherwise. */
  counts: CountCheck[];
  /** Languages whose files are there; of files that have one. */
  languages: string[];
  /** What else is wrong: the data could not be read, a pull was not finished. */
  problems: string[];
}

interface Wanted {
  path: string;
  sha256: string;
  language?: string | undefined;
  /** Of a collection. */
  part?: string | undefined;
}

/**
 * Compares a data set with its manifest or data.lock.json: presence and sha256 of each file, then, where it is whole,
 * the counts of its record with the published ones. Languages and parts that are not here at all are not missed.
 */
export async function checkDataset(entry: DatasetEntry, options: CheckOptions): Promise<DatasetCheck> {
  const { env, project, signal } = options;
  const folders = dataFolders(entry.name, options);
  const problems: string[] = [];
  const wanted = await listWanted(entry, await DataLock.open(project), problems);
  const result = { name: entry.name, files: [], counts: [], languages: [], problems };
  const ownFiles = entry.sources.some(
    ({ kind }) => kind === "pinned" || kind === "hub" || kind === "archive",
  );
  if (!ownFiles) return { ...result, state: "nothing to check" };
  if (wanted.length === 0 && folders.some(hasFiles)) return { ...result, state: "unpinned" };
  const there = (file: string) =>
    folders.map((folder) => path.join(folder, file)).find((each) => existsSync(each));
  const present = wanted.filter(({ path: file }) => there(file) !== undefined);
  if (present.length === 0) return { ...result, state: "absent" };
  const languages = new Set(present.flatMap(({ language }) => (language === undefined ? [] : [language])));
  const parts = new Set(present.map(({ part }) => part));
  const isHere = ({ language, part }: Wanted) =>
    (language === undefined || languages.has(language)) && (part === undefined || parts.has(part));
  const files: FileCheck[] = [];
  for (const { path: file, sha256 } of wanted.filter(isHere)) {
    const found = there(file);
    const sum = found === undefined ? undefined : await fileSum(found, signal);
    files.push({ path: file, state: sum === undefined ? "missing" : sum === sha256 ? "ok" : "changed" });
  }
  const sound = files.every(({ state }) => state === "ok");
  const whole = sound && wanted.every(isHere);
  let counts: CountCheck[] = [];
  if (whole && entry.expected !== undefined) {
    try {
      const { record } = await entry.load({ env, project });
      counts = Object.entries(entry.expected).map(([count, expected]) => ({
        count,
        expected,
        found: record.counts[count],
      }));
    } catch (error) {
      if (!(error instanceof ClaimbookError)) throw error;
      problems.push(error.describe());
    }
  }
  const right = sound && problems.length === 0 && counts.every(({ expected, found }) => expected === found);
  return {
    name: entry.name,
    state: right ? "ok" : "faulty",
    files,
    counts,
    languages: [...languages].sort(),
    problems,
  };
}

function hasFiles(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).length > 0;
}

/** Every file of the data set that has a known sum. */
async function listWanted(entry: DatasetEntry, lock: DataLock, problems: string[]): Promise<Wanted[]> {
  const unfinished = (key: string) => problems.push(`the pull of ${key} was not finished`);
  return entry.sources.flatMap((source: DataSource): Wanted[] => {
    if (source.kind === "pinned") return manifestFiles(readManifest(source.manifest));
    if (source.kind === "archive") {
      const { language, part } = source;
      const files = lock.source(entry.name, source.url)?.files ?? [];
      return files.map(({ path: file, sha256 }) => ({ path: file, sha256, language, part }));
    }
    if (source.kind !== "hub") return [];
    return source.parts.flatMap((part) => {
      const key = hubKey(source.repository, part);
      const locked = lock.source(entry.name, key);
      if (locked?.files.length === 0) unfinished(key);
      const { language } = part;
      return (locked?.files ?? []).map(({ path: file, sha256 }) => ({ path: file, sha256, language }));
    });
  });
}
