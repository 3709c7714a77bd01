import type { ParallelText } from "../../datasets/retrieval-data.js";
import { Random, type RandomState } from "../../random.js";
import type { Batch } from "./batch.js";
import { type Composition, type CompositionDescription, compositionOf } from "./compositions.js";
import type { Coverage } from "./coverage.js";
import { TrainingIndex } from "./training-index.js";

/** One batch after another: what a training draws from. */
export interface Composer {
  /**
   * @param progress of the training, 0 at the first batch to 1 at the last; only schedules ask. Defaults to 0
   * @throws {ClaimbookError} kind `usage` when no batch of that size can be composed
   */
  next(size: number, progress?: number): Batch;
  /** What batches of that size are drawn from, and what is left out. @throws as `next` does */
  coverage(size: number): Coverage;
  /** The source of chance as it is now, for a checkpoint. */
  state(): RandomState;
  /** Goes on where the composer that gave this state was. */
  restore(state: RandomState): void;
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
  texts: Iterable<ParallelText> | TrainingIndex,
  locales: readonly string[] | undefined,
  seed: number | string,
): Composer {
  const rule = "compose" in composition ? composition : compositionOf(composition);
  const index = texts instanceof TrainingIndex ? texts : new TrainingIndex(texts, locales);
  let random = new Random(seed).fork("batches");
  return {
    next: (size, progress) => rule.compose(random, index, size, progress),
    coverage: (size) => rule.coverage(index, size),
    state: () => random.state(),
    restore(state) {
      random = Random.restore(state);
    },
  };
}
