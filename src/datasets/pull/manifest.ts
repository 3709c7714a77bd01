import { readFileSync } from "node:fs";
import path from "node:path";
import { ClaimbookError } from "../../errors.js";
import { packageRoot } from "../../paths.js";
import { parseJson } from "../bad-data.js";
import type { DataFile } from "../entry.js";

/** `data/manifests/NAME.json`: which files a data set has, of which revision, with their sums. */
export interface Manifest {
  schema: "claimbook/data-manifest/1";
  name: string;
  /** For people: repository and commit. */
  origin: string;
  /** What every file's `from` is appended to; has the revision in it. */
  base: string;
  files: {
    /** Below the data set's folder. */
    path: string;
    /** Below `base`, where it is not the same as `path`. */
    from?: string;
    bytes: number;
    sha256: string;
    language?: string;
  }[];
}

const folder = path.join(packageRoot, "data", "manifests");

/** @throws {ClaimbookError} (could-not-run) when it is not in the package or not JSON */
export function readManifest(name: string | Manifest): Manifest {
  if (typeof name !== "string") return name;
  const file = path.join(folder, `${name}.json`);
  try {
    return parseJson(readFileSync(file, "utf8"), file) as Manifest;
  } catch (cause) {
    if (cause instanceof ClaimbookError) throw cause;
    throw new ClaimbookError("the list of the data set's files cannot be read", {
      kind: "could-not-run",
      where: file,
      wayOut: "Install claimbook again.",
      cause,
    });
  }
}

/** The files with their full addresses. */
export function manifestFiles({ base, files }: Manifest): DataFile[] {
  return files.map(({ path: file, from, bytes, sha256, language }) => ({
    path: file,
    url: base + (from ?? file).split("/").map(encodeURIComponent).join("/"),
    bytes,
    sha256,
    ...(language === undefined ? {} : { language }),
  }));
}
