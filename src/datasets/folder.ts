import { existsSync } from "node:fs";
import path from "node:path";
import { userCache } from "../user-cache.js";

export interface FolderOptions {
  /** CLAIMBOOK_DATA, XDG_CACHE_HOME, LOCALAPPDATA and HOME are read. */
  env: NodeJS.ProcessEnv;
  /** What a relative CLAIMBOOK_DATA is relative to. */
  project: string;
}

/**
 * The folders that may hold a data set, in the order in which they are looked at: below CLAIMBOOK_DATA, where that
 * is set, then in the user's cache, where `claimbook data pull` puts what it gets. Not all of them need exist.
 */
export function dataFolders(name: string, { env, project }: FolderOptions): string[] {
  const own = env.CLAIMBOOK_DATA;
  const given = own === undefined || own === "" ? [] : [path.resolve(project, own, name)];
  return [...given, cacheFolder(name, env)];
}

/** The folder of a data set: the first of `dataFolders` that exists, else the one that would be pulled into. */
export function dataFolder(name: string, options: FolderOptions): string {
  const folders = dataFolders(name, options);
  return folders.find((folder) => existsSync(folder)) ?? folders.at(-1)!;
}

/** Where `claimbook data pull` puts a data set: the user's cache. */
export function cacheFolder(name: string, env: NodeJS.ProcessEnv): string {
  return path.join(userCache("data", env), name);
}
