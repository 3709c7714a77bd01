import { ClaimbookError } from "../../errors.js";
import type { Random } from "../../random.js";
import { type Alpha, alphaAt, alphaRange, assertAlpha } from "./alpha.js";
import type { Batch } from "./batch.js";
import { type Coverage, type LanguageGrid, mergeCoverage, type Which } from "./coverage.js";
import { drawPairs } from "./draw.js";
import type { TrainingIndex } from "./training-index.js";

/** A composition as plain data: for logs, hashes and worker threads. `compositionOf` gives the composition again. */
export type CompositionDescription =
  | { name: "monolingual" }
  | { name: "cross-lingual"; perPair: boolean }
  | { name: "hybrid"; alpha: Alpha; perPair: boolean }
  | { name: "multilingual contrastive" }
  | { name: "standard fine-tuning"; source: string };

/**
 * A rule for which pairs make a batch. The same index, random source, size and progress give the same batch anywhere.
 * Languages, and ordered pairs of languages, with too few groups for a batch are left out, which `coverage` tells.
 */
export interface Composition {
  /** The same for the same settings, whatever has been composed. */
  describe(): CompositionDescription;
  /** @throws {ClaimbookError} kind `usage` when there is no batch of that size at all */
  coverage(index: TrainingIndex, size: number): Coverage;
  /**
   * @param size pairs, from 1 on
   * @param progress of the training, 0 at the first batch to 1 at the last; defaults to 0
   * @throws {ClaimbookError} kind `usage` when the index cannot give such a batch
   */
  compose(random: Random, index: TrainingIndex, size: number, progress?: number): Batch;
}

/** X-X: one language a batch, drawn uniformly (arXiv 2408.10536, section 2.1). */
export function monolingual(): Composition {
  return {
    describe: () => ({ name: "monolingual" }),
    coverage: (index, size) => usable(index, "same", size).coverage(),
    compose(random, index, size) {
      const languages = usable(index, "same", size).draw(random);
      return { kind: "X-X", pairs: drawPairs(index, random, size, () => languages) };
    },
  };
}

export interface CrossLingualOptions {
  /** Draw the two languages anew for every pair, not once a batch. Defaults to false. */
  perPair?: boolean;
}

/**
 * X-Y: every query in another language than its passage (arXiv 2408.10536, section 2.1). One ordered pair of languages
 * a batch, drawn uniformly, so that the negatives are all in one language too; or one for each pair.
 */
export function crossLingual({ perPair = false }: CrossLingualOptions = {}): Composition {
  return {
    describe: () => ({ name: "cross-lingual", perPair }),
    coverage: (index, size) => usable(index, "different", size).coverage(),
    compose(random, index, size) {
      const grid = usable(index, "different", size);
      const fixed = perPair ? undefined : grid.draw(random);
      return { kind: "X-Y", pairs: drawPairs(index, random, size, () => fixed ?? grid.draw(random)) };
    },
  };
}

export interface HybridOptions extends CrossLingualOptions {
  /**
   * Probability of an X-X batch, 0..1; defaults to 0.5, as in the paper. "by dataset size" makes it the share of
   * same-language pairs among all pairs that can be formed (with passages in all of n languages, 1/n). A schedule
   * changes it as the training goes on.
   */
  alpha?: Alpha;
}

/**
 * An X-X batch with probability alpha, else an X-Y batch (arXiv 2408.10536, section 2.1).
 *
 * @throws {ClaimbookError} kind `usage` for an alpha outside 0..1
 */
export function hybrid({ alpha = 0.5, perPair = false }: HybridOptions = {}): Composition {
  assertAlpha(alpha);
  const same = monolingual();
  const different = crossLingual({ perPair });
  const resolve = (index: TrainingIndex, size: number) => {
    if (alpha !== "by dataset size") return alpha;
    const sameLanguage = index.grid("same", size).pairs;
    return sameLanguage / Math.max(1, sameLanguage + index.grid("different", size).pairs);
  };
  // Both are refused at once, not when chance first asks for what is not there.
  const parts = (index: TrainingIndex, size: number) => {
    const { low, high } = alphaRange(resolve(index, size));
    return [
      ...(low < 1 ? [usable(index, "different", size)] : []),
      ...(high > 0 ? [usable(index, "same", size)] : []),
    ];
  };
  return {
    describe: () => ({ name: "hybrid", alpha, perPair }),
    coverage: (index, size) => mergeCoverage(parts(index, size).map((grid) => grid.coverage())),
    compose(random, index, size, progress = 0) {
      parts(index, size);
      const probability = alphaAt(resolve(index, size), progress);
      return (random.float() < probability ? same : different).compose(random, index, size);
    },
  };
}

/** The languages of every query and every passage drawn independently and uniformly: languages mix in a batch. */
export function multilingualContrastive(): Composition {
  return {
    describe: () => ({ name: "multilingual contrastive" }),
    coverage: (index, size) => usable(index, "any", size).coverage(),
    compose(random, index, size) {
      const grid = usable(index, "any", size);
      return { kind: "multilingual", pairs: drawPairs(index, random, size, () => grid.draw(random)) };
    },
  };
}

/**
 * Queries and passages of one language only; the others are left to what languages share.
 *
 * @param options.source defaults to `en`
 */
export function standardFineTuning({ source = "en" }: { source?: string } = {}): Composition {
  return {
    describe: () => ({ name: "standard fine-tuning", source }),
    coverage: (index, size) => usable(index, { language: index.localeIndex(source) }, size).coverage(),
    compose(random, index, size) {
      const languages = usable(index, { language: index.localeIndex(source) }, size).draw(random);
      return { kind: "source", pairs: drawPairs(index, random, size, () => languages) };
    },
  };
}

/** The composition that gave this description. @throws {ClaimbookError} kind `usage` for any other value */
export function compositionOf(description: CompositionDescription): Composition {
  switch (description.name) {
    case "monolingual":
      return monolingual();
    case "cross-lingual":
      return crossLingual(description);
    case "hybrid":
      return hybrid(description);
    case "multilingual contrastive":
      return multilingualContrastive();
    case "standard fine-tuning":
      return standardFineTuning(description);
    default:
      throw new ClaimbookError(`this describes no batch composition: ${JSON.stringify(description)}`, {
        kind: "usage",
        where: "batch composition",
        wayOut: "Use what describe() gave.",
      });
  }
}

function usable(index: TrainingIndex, which: Which, size: number): LanguageGrid {
  const grid = index.grid(which, size);
  grid.assertUsable();
  return grid;
}
