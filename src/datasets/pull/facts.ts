import { existsSync } from "node:fs";
import path from "node:path";
import type { DatasetEntry } from "../entry.js";
import { dataFolders, type FolderOptions } from "../folder.js";
import { manifestFiles, readManifest } from "./manifest.js";

/** Bytes of those files of a data set that a manifest names; undefined where none does. */
export function knownBytes({ sources }: DatasetEntry): number | undefined {
  const pinned = sources.filter((source) => source.kind === "pinned");
  if (pinned.length === 0) return undefined;
  return pinned
    .flatMap(({ manifest }) => manifestFiles(readManifest(manifest)))
    .reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Whether it can be read without a pull, or something of it can. `claimbook data check` looks closer. */
export function isPresent({ name, sources }: DatasetEntry, options: FolderOptions): boolean {
  return sources.some((source) => {
    if (source.kind === "package") return true;
    if (source.kind === "own") return false;
    const folders = dataFolders(source.kind === "dataset" ? source.name : name, options);
    if (source.kind !== "pinned") return folders.some((folder) => existsSync(folder));
    const files = readManifest(source.manifest).files;
    return folders.some((folder) => files.some(({ path: file }) => existsSync(path.join(folder, file))));
  });
}
