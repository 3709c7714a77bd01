import type { AdamWState } from "../adamw.js";
import type { BatchLogEntry } from "../composition/index.js";
import type { BatchSourceState } from "./batch-source.js";
import type { EarlyStoppingState } from "./early-stopping.js";

/** All of a training that is not weights or moments, as JSON: numbers come back bit by bit. */
export interface CheckpointState {
  /** What was trained with which settings; another one is refused. */
  configuration: Record<string, unknown>;
  /** Steps done. */
  step: number;
  stoppedEarly: boolean;
  adamw: AdamWState;
  /** Of the source of batches after the last step's batch. */
  source: BatchSourceState;
  losses: number[];
  batchLog: BatchLogEntry[];
  earlyStopping: EarlyStoppingState;
  /** Texts of the batches that were cut. */
  truncated: number;
}

/** Where two configurations differ, e.g. `datasets.0.sha256`, each with both values; empty when they are equal. */
export function differences(
  stored: unknown,
  present: unknown,
  at = "",
): { name: string; stored: string; present: string }[] {
  if (isRecord(stored) && isRecord(present)) {
    const keys = [...new Set([...Object.keys(stored), ...Object.keys(present)])].sort();
    return keys.flatMap((key) => differences(stored[key], present[key], at === "" ? key : `${at}.${key}`));
  }
  const [before, now] = [JSON.stringify(stored) ?? "nothing", JSON.stringify(present) ?? "nothing"];
  return before === now ? [] : [{ name: at, stored: before, present: now }];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
