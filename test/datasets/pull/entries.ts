import { createHash } from "node:crypto";
import type { DataSource, DatasetEntry } from "../../../src/datasets/entry.js";
import type { Manifest } from "../../../src/datasets/pull/manifest.js";

/** A data set that only pulling and checking look at. */
export function entryOf(name: string, sources: DataSource[], more: Partial<DatasetEntry> = {}): DatasetEntry {
  return {
    name,
    about: "made for this test",
    kind: "training",
    home: "https://example.org",
    licence: "CC0-1.0",
    citation: "none",
    languages: ["de", "sw"],
    needsNetwork: false,
    sources,
    load: () => Promise.reject(new Error("not to be loaded")),
    ...more,
  };
}

export function manifestOf(
  base: string,
  files: { path: string; content: Buffer; language?: string }[],
): Manifest {
  return {
    schema: "claimbook/data-manifest/1",
    name: "made",
    origin: base,
    base,
    files: files.map(({ content, ...file }) => ({ ...file, bytes: content.length, sha256: sha256(content) })),
  };
}

export function sha256(content: Buffer | string): string {
  return createHash("sha256").update(content).digest("hex");
}
