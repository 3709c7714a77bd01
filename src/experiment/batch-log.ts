import { gunzipSync, gzipSync } from "node:zlib";
import type { BatchLogEntry } from "../training/composition/index.js";

/** A batch log as bytes: JSON lines, compressed. Batches of many language pairs take a kilobyte each as text. */
export function packLog(log: readonly BatchLogEntry[]): Uint8Array {
  // Level 1: a twentieth of the size in next to no time; more would cost training time.
  return new Uint8Array(gzipSync(log.map((entry) => `${JSON.stringify(entry)}\n`).join(""), { level: 1 }));
}

export function unpackLog(packed: Uint8Array): BatchLogEntry[] {
  const text = gunzipSync(packed).toString("utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as BatchLogEntry);
}
