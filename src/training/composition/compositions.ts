import { ClaimbookError } from "../../errors.js";
import type { Random } from "../../random.js";
import type { Batch } from "./batch.js";
import { drawPairs, type Languages } from "./draw.js";
import type { TrainingIndex } from "./training-index.js";

/** A composition as plain data: for logs, hashes and worker threads. `compositionOf` gives the composition again. */
export type CompositionDescription =
  | { name: "monolingual" }
  | { name: "cross-lingual"; perPair: boolean }
  | { name: "hybrid"; alpha: number | "by dataset size"; perPair: boolean }
  | { name: "multilingual contrastive" }
  | { name: "standard fine-tuning"; source: string };

/** A rule for which pairs make a batch. The same index, random source and size give the same batch anywhere. */
export interface Composition {
  /** The same for the same settings, whatever has been composed. */
  describe(): CompositionDescription;
  /**
   * @param size pairs, from 1 on
   * @throws {ClaimbookError} kind `usage` when the index cannot give such a batch
   */
  compose(random: Random, index: TrainingIndex, size: number): Batch;
}

/** X-X: one language a batch, drawn uniformly (arXiv 2408.10536, section 2.1). */
export function monolingual(): Composition {
  return {
    describe: () => ({ name: "monolingual" }),
    compose(random, index, size) {
      enough(index, size);
      const language = random.int(index.locales.length);
      const languages = { query: language, passage: language };
      return { kind: "X-X", pairs: drawPairs(index, random, size, () => languages) };
    },
  };
}

export interface CrossLingualOptions {
  /** Draw the two languages anew for every pair, not once a batch. Defaults to false. */
  perPair?: boolean;
}

/**
 * X-Y: every query in another language than its caption (arXiv 2408.10536, section 2.1). One ordered pair of languages
 * a batch, drawn uniformly, so that the negatives are all in one language too; or one for each pair.
 */
export function crossLingual({ perPair = false }: CrossLingualOptions = {}): Composition {
  return {
    describe: () => ({ name: "cross-lingual", perPair }),
    compose(random, index, size) {
      enough(index, size);
      several(index, "X-Y");
      const fixed = perPair ? undefined : twoLanguages(random, index);
      const pairs = drawPairs(index, random, size, () => fixed ?? twoLanguages(random, index));
      return { kind: "X-Y", pairs };
    },
  };
}

export interface HybridOptions extends CrossLingualOptions {
  /**
   * Probability of an X-X batch, 0..1; defaults to 0.5, as in the paper. "by dataset size" makes it the share of
   * same-language pairs among all pairs that can be formed (with captions in all of n languages, 1/n).
   */
  alpha?: number | "by dataset size";
}

/**
 * An X-X batch with probability alpha, else an X-Y batch (arXiv 2408.10536, section 2.1).
 *
 * @throws {ClaimbookError} kind `usage` for an alpha outside 0..1
 */
export function hybrid({ alpha = 0.5, perPair = false }: HybridOptions = {}): Composition {
  if (alpha !== "by dataset size" && !(typeof alpha === "number" && alpha >= 0 && alpha <= 1)) {
    throw fail(`alpha is ${JSON.stringify(alpha)}`, 'Give a probability, 0 to 1, or "by dataset size".');
  }
  const parts = { same: monolingual(), different: crossLingual({ perPair }) };
  return {
    describe: () => ({ name: "hybrid", alpha, perPair }),
    compose(random, index, size) {
      enough(index, size);
      const probability =
        alpha === "by dataset size"
          ? index.monolingualPairs / (index.monolingualPairs + index.crossLingualPairs)
          : alpha;
      // Refused at once, not when chance first asks for two languages.
      if (probability < 1) several(index, "X-Y");
      const part = random.float() < probability ? parts.same : parts.different;
      return part.compose(random, index, size);
    },
  };
}

/** The languages of every query and every caption drawn independently and uniformly: languages mix in a batch. */
export function multilingualContrastive(): Composition {
  return {
    describe: () => ({ name: "multilingual contrastive" }),
    compose(random, index, size) {
      enough(index, size);
      const count = index.locales.length;
      const languages = () => ({ query: random.int(count), passage: random.int(count) });
      return { kind: "multilingual", pairs: drawPairs(index, random, size, languages) };
    },
  };
}

/**
 * Queries and captions of one language only; the others are left to what languages share.
 *
 * @param options.source defaults to `en`
 */
export function standardFineTuning({ source = "en" }: { source?: string } = {}): Composition {
  return {
    describe: () => ({ name: "standard fine-tuning", source }),
    compose(random, index, size) {
      const language = index.localeIndex(source);
      enough(index, size, [language]);
      const languages = { query: language, passage: language };
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
      throw fail(
        `this describes no batch composition: ${JSON.stringify(description)}`,
        "Use what describe() gave.",
      );
  }
}

/** Two different languages; every ordered pair is as likely as any other. */
function twoLanguages(random: Random, index: TrainingIndex): Languages {
  const query = random.int(index.locales.length);
  const other = random.int(index.locales.length - 1);
  return { query, passage: other < query ? other : other + 1 };
}

function enough(index: TrainingIndex, size: number, languages = [...index.locales.keys()]): void {
  if (!Number.isInteger(size) || size < 1)
    throw fail(`a batch of ${size} pairs is not possible`, "Give a whole number from 1 on.");
  for (const language of languages) {
    const there = index.askable[language]!.length;
    if (size > there) {
      throw fail(
        `a batch of ${size} different pictures is not possible: only ${there} have queries in "${index.locales[language]}"`,
        "Make batches smaller, or leave the language out.",
      );
    }
  }
}

function several(index: TrainingIndex, kind: string): void {
  if (index.locales.length > 1) return;
  throw fail(`${kind} batches need two languages; there is only "${index.locales[0]}"`, "Add a language.");
}

function fail(what: string, wayOut: string): ClaimbookError {
  return new ClaimbookError(what, { kind: "usage", where: "batch composition", wayOut });
}
