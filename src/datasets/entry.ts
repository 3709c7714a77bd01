import type { Manifest } from "./pull/manifest.js";
import type { DatasetRecord } from "./record.js";

/**
 * What a data set is for, and so what `load` gives:
 * - `parallel captions`: `Captions`.
 * - `parallel retrieval`: `ParallelRetrieval`; the same questions in several languages, one pool.
 * - `judged retrieval`: `JudgedRetrieval`; queries, judgements, a corpus of one language.
 * - `parallel text`: `ParallelCorpus`; sentences of several languages, of which trainings and tasks are made.
 * - `training`: `ParallelTraining`; queries with their passages.
 * - `domain shift`: `DomainShift`; a training and a retrieval task for each of several domains.
 * - `language facts`: what is known of languages; nothing to train on or to search.
 */
export type DatasetKind =
  | "parallel captions"
  | "parallel retrieval"
  | "judged retrieval"
  | "parallel text"
  | "training"
  | "domain shift"
  | "language facts";

/** One file of a data set. */
export interface DataFile {
  /** Below the data set's folder, with forward slashes; the same as where `load` looks for it. */
  path: string;
  /** Where it comes from: of one revision, never of a moving branch. */
  url: string;
  bytes: number;
  /** Lower-case hexadecimal, of the file as it lies in the data set's folder. */
  sha256: string;
  /** BCP 47 tag, for `claimbook data pull --languages`; absent for what all languages need. */
  language?: string;
}

/**
 * Where `claimbook data pull` gets the files of a data set. A data set may have several sources.
 *
 * - `pinned`: `data/manifests/NAME.json`, or a manifest itself, names each file with its revision and sha256.
 * - `hub`: the files under some folders of a Hugging Face dataset repository. Neither revision nor sums are known
 *   beforehand: the first pull asks for them and writes them into the project's `data.lock.json`; every later pull
 *   must get the same. (Pinned at first pull.)
 * - `archive`: a .zip, .tar.gz or .gz at a fixed address without a published sum; pinned at first pull too, and
 *   unpacked into the data set's folder.
 * - `package`: comes with an npm package that claimbook depends on; nothing to pull.
 * - `dataset`: this is a view of another data set; that one is pulled.
 * - `own`: a folder of the user's.
 */
export type DataSource =
  | { kind: "pinned"; manifest: string | Manifest }
  | { kind: "hub"; repository: string; parts: readonly HubPart[] }
  | ArchiveSource
  | { kind: "package"; name: string }
  | { kind: "dataset"; name: string }
  | { kind: "own" };

/** An archive that is unpacked. */
export interface ArchiveSource {
  kind: "archive";
  /** Ends in .zip, .tar.gz, .tgz or .gz. */
  url: string;
  /** Below the data set's folder; defaults to that itself. */
  to?: string;
  /** Folders to leave out at the beginning of the names in the archive, as tar's --strip-components. Defaults to 0. */
  strip?: number;
  /** BCP 47 tag, for `claimbook data pull --languages`. */
  language?: string;
  /** Name for `claimbook data pull --parts`. */
  part?: string;
}

/** A folder of a hub repository. */
export interface HubPart {
  /** In the repository. */
  folder: string;
  /** Below the data set's folder. */
  to: string;
  /** Files to take, by the end of their name; defaults to all. */
  ending?: string;
  language?: string;
}

/** What every `load` understands; each data set adds its own options. */
export interface LoadOptions {
  /** The data set's own folder, where it is neither below CLAIMBOOK_DATA nor in the cache. */
  folder?: string;
  /** Defaults to the process' own. CLAIMBOOK_DATA, XDG_CACHE_HOME and HOME are read. */
  env?: NodeJS.ProcessEnv;
  /** What a relative CLAIMBOOK_DATA is relative to. Defaults to the current folder. */
  project?: string;
  /** BCP 47 tags; defaults to all that the data set has. */
  languages?: readonly string[];
}

/** What can be said of a data set before it is read. */
export interface DatasetEntry {
  name: string;
  about: string;
  kind: DatasetKind;
  /** Where it comes from. */
  home: string;
  /** SPDX expression where there is one. */
  licence: string;
  /** BibTeX, or one line. */
  citation: string;
  /** BCP 47 tags; empty where it depends on the folder read. */
  languages: readonly string[];
  /** Whether reading it needs a network. Always false: what needs one is `claimbook data pull`, beforehand. */
  needsNetwork: boolean;
  sources: readonly DataSource[];
  /** Counts that the record of everything loaded must have, from its publication: `claimbook data check` compares. */
  expected?: Readonly<Record<string, number>>;
  /** Reads it; every loaded data set has a record. */
  load(options?: LoadOptions & Record<string, unknown>): Promise<{ readonly record: DatasetRecord }>;
}
