import type { SourceRecord } from "../../src/literature/sources/source.js";
import type { Random } from "../../src/random.js";

export function syntheticRecords(
  random: Random,
  options?: { records?: number; duplicates?: number },
): { records: SourceRecord[]; works: number[] };

export function pairScores(
  found: readonly number[],
  works: readonly number[],
): { precision: number; recall: number; made: number; there: number };
