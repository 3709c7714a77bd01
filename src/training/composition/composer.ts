import { Random } from "../../random.js";
import type { PictureTexts } from "../pair-texts.js";
import type { Batch } from "./batch.js";
import { type Composition, type CompositionDescription, compositionOf } from "./compositions.js";
import { TrainingIndex } from "./training-index.js";

/** One batch after another: what a training draws from. */
export interface Composer {
  /** @throws {ClaimbookError} kind `usage` when no batch of that size can be composed */
  next(size: number): Batch;
}

/**
 * The batches of one training. Equal arguments give equal batches on every machine.
 *
 * @param composition or its description
 * @param texts every training text, or the index over them
 * @param locales languages in the order to draw them in; not used with an index, which has its own
 * @param seed of this training
 */
export function composer(
  composition: Composition | CompositionDescription,
  texts: Iterable<PictureTexts> | TrainingIndex,
  locales: readonly string[] | undefined,
  seed: number | string,
): Composer {
  const rule = "compose" in composition ? composition : compositionOf(composition);
  const index = texts instanceof TrainingIndex ? texts : new TrainingIndex(texts, locales);
  const random = new Random(seed).fork("batches");
  return { next: (size) => rule.compose(random, index, size) };
}
