import type { DatasetEntry } from "../entry.js";
import { manifestFiles, readManifest } from "./manifest.js";

/** BCP 47 tags of a data set: those that its entry names, else those of the files in its manifests, sorted. */
export function datasetLanguages({ languages, sources }: DatasetEntry): readonly string[] {
  if (languages.length > 0) return languages;
  const ofFiles = sources.flatMap((source) =>
    source.kind === "pinned"
      ? manifestFiles(readManifest(source.manifest)).map(({ language }) => language)
      : [],
  );
  return [...new Set(ofFiles)].filter((language) => language !== undefined).sort();
}
