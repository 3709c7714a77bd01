import { ClaimbookError } from "../../errors.js";
import { Random } from "../../random.js";
import type { CorpusSplit } from "./parallel-corpus.js";

/** Shares of the sentences, 0 to 1 together; the rest is for training. */
export interface SplitShares {
  validation: number;
  test: number;
}

export const DEFAULT_SHARES: SplitShares = { validation: 0.1, test: 0.1 };

/**
 * Which split each document is in: whole documents drawn at random into test, then into validation, until each has
 * its share of the sentences.
 *
 * @param sizes document -> number of its sentences
 * @throws {ClaimbookError} kind `usage` for shares out of range
 */
export function splitDocuments(
  sizes: ReadonlyMap<string, number>,
  shares: SplitShares,
  seed: number,
): Map<string, CorpusSplit> {
  const { validation, test } = shares;
  if (!(validation >= 0 && test >= 0 && validation + test <= 1)) {
    throw new ClaimbookError(`shares ${validation} and ${test} leave nothing for training, or less`, {
      kind: "usage",
      where: "shares",
      wayOut: "Give two shares from 0 on that together are at most 1.",
    });
  }
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const result = new Map<string, CorpusSplit>();
  let taken = 0;
  for (const document of new Random(seed).fork("splits").shuffle([...sizes.keys()])) {
    const split: CorpusSplit =
      taken < test * total ? "test" : taken < (test + validation) * total ? "validation" : "training";
    result.set(document, split);
    taken += sizes.get(document)!;
  }
  return result;
}

/** How many sentences each document has. */
export function documentSizes(documents: readonly string[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const document of documents) sizes.set(document, (sizes.get(document) ?? 0) + 1);
  return sizes;
}
