import { ClaimbookError } from "../errors.js";
import type { Composition } from "../training/composition/index.js";

/** What an experiment compares: one training for each composition and seed. */
export interface Design {
  /** By the name that a reader shall see. */
  batches: Readonly<Record<string, Composition>>;
  seeds: readonly number[];
}

/** @throws {ClaimbookError} kind `usage` for no composition, no seed, or a seed that occurs twice */
export function assertDesign({ batches, seeds }: Design): void {
  if (Object.keys(batches).length === 0)
    throw unusable("there is no batch composition to train with", "Name at least one under `batches`.");
  if (seeds.length === 0) throw unusable("there is no seed", "Give `seeds`, e.g. [1, 2, 3].");
  if (new Set(seeds).size < seeds.length)
    throw unusable(`a seed occurs twice in ${seeds.join(", ")}`, "Make the seeds different.");
}

/** For an experiment that cannot be done as it was asked for. */
export function unusable(what: string, wayOut: string): ClaimbookError {
  return new ClaimbookError(what, { kind: "usage", where: "replicate", wayOut });
}
