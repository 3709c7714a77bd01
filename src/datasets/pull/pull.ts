import path from "node:path";
import { ClaimbookError } from "../../errors.js";
import { fileSum } from "../../file-sum.js";
import { type DownloadOptions, download, type OnRetry, type Wait } from "../../net/index.js";
import type { ArchiveSource, DataSource, DatasetEntry } from "../entry.js";
import { cacheFolder, dataFolders } from "../folder.js";
import { pullArchive } from "./archive-source.js";
import { pullHub } from "./hub-source.js";
import { DataLock } from "./lock.js";
import { type Manifest, manifestFiles, readManifest } from "./manifest.js";
import { chosenSources, languageFilter, type Selection } from "./selection.js";

export interface PullProgress {
  dataset: string;
  /** Below the data set's folder, or the archive's name. */
  file: string;
  /** Of this file. */
  bytes: number;
  total: number | undefined;
}

export interface PullOptions extends Selection {
  /** CLAIMBOOK_DATA, XDG_CACHE_HOME, HOME, HF_ENDPOINT and HF_TOKEN are read. */
  env: NodeJS.ProcessEnv;
  /** The folder of data.lock.json. */
  project: string;
  fetch: typeof globalThis.fetch;
  /** Waits between attempts. Defaults to real time. */
  wait?: Wait;
  signal?: AbortSignal;
  onRetry?: OnRetry;
  onProgress?: (progress: PullProgress) => void;
}

export interface PulledFile {
  path: string;
  bytes: number;
  sha256: string;
  /** `kept`: it was there already, as it should be. */
  state: "fetched" | "kept";
}

export interface Pulled {
  name: string;
  /** Where fetched files are. */
  folder: string;
  files: PulledFile[];
  /** Sources whose revision and sums this pull wrote into data.lock.json. */
  pinned: string[];
}

/** What the pull of one source needs. */
export interface SourceContext extends PullOptions {
  entry: DatasetEntry;
  folder: string;
  lock: DataLock;
  wanted: (language: string | undefined) => boolean;
  /** What every download needs. */
  downloading: Pick<DownloadOptions, "fetch" | "signal" | "wait" | "onRetry">;
  /** Reports the bytes of one file. */
  progressOf: (file: string) => (progress: { bytes: number; total: number | undefined }) => void;
}

/**
 * Gets a data set into the user's cache: every file of the pinned revision, checked by its sha256. What is there
 * already and right (also below CLAIMBOOK_DATA) is left alone; what was cut off goes on where it stopped. A data set
 * whose home publishes no sums is pinned in the project's data.lock.json by the first pull.
 *
 * @throws {ClaimbookError} (usage) for languages or parts that it lacks; (could-not-run) for what a download throws,
 *   and for a source that is no longer what data.lock.json says
 */
export async function pullDataset(entry: DatasetEntry, options: PullOptions): Promise<Pulled> {
  const { env, project, fetch, signal, wait, onRetry, onProgress } = options;
  const folder = cacheFolder(entry.name, env);
  const result: Pulled = { name: entry.name, folder, files: [], pinned: [] };
  const context: SourceContext = {
    ...options,
    entry,
    folder,
    lock: await DataLock.open(project),
    wanted: languageFilter(entry, options.languages),
    downloading: { fetch, ...(signal && { signal }), ...(wait && { wait }), ...(onRetry && { onRetry }) },
    progressOf:
      (file) =>
      ({ bytes, total }) =>
        onProgress?.({ dataset: entry.name, file, bytes, total }),
  };
  for (const source of chosenSources(entry, options.parts)) {
    const { files, pinned = [] } = await pullSource(source, context);
    result.files.push(...files);
    result.pinned.push(...pinned);
  }
  return result;
}

interface PulledSource {
  files: PulledFile[];
  pinned?: string[];
}

async function pullSource(source: DataSource, context: SourceContext): Promise<PulledSource> {
  switch (source.kind) {
    case "pinned":
      return { files: await pullPinned(source.manifest, context) };
    case "hub":
      return pullHub(source, context);
    case "archive":
      return context.wanted((source as ArchiveSource).language)
        ? pullArchive(source, context)
        : { files: [] };
    case "package":
      return { files: [] };
    case "dataset":
      throw new ClaimbookError(`is read from ${source.name}`, {
        kind: "usage",
        where: context.entry.name,
        wayOut: `Pull that instead: claimbook data pull ${context.entry.sources.map((each) => (each.kind === "dataset" ? each.name : "")).join(" ")}`,
      });
    case "own":
      throw new ClaimbookError("is read from a folder of your own: there is nothing to pull", {
        kind: "usage",
        where: context.entry.name,
        wayOut: "Give its folder where you load it.",
      });
  }
}

async function pullPinned(manifest: string | Manifest, context: SourceContext): Promise<PulledFile[]> {
  const { entry, folder, wanted, downloading, signal } = context;
  const elsewhere = dataFolders(entry.name, context).filter((each) => each !== folder);
  const files: PulledFile[] = [];
  for (const { path: file, url, bytes, sha256, language } of manifestFiles(readManifest(manifest))) {
    if (!wanted(language)) continue;
    const there = await Promise.all(elsewhere.map((each) => fileSum(path.join(each, file), signal)));
    if (there.includes(sha256)) {
      files.push({ path: file, bytes, sha256, state: "kept" });
      continue;
    }
    const { kept } = await download({
      url,
      to: path.join(folder, file),
      sha256,
      size: bytes,
      ...downloading,
      onProgress: context.progressOf(file),
    });
    files.push({ path: file, bytes, sha256, state: kept === bytes ? "kept" : "fetched" });
  }
  return files;
}
