import type { ParallelTraining } from "../retrieval-data.js";
import type { Leakage } from "./find-leakage.js";

/**
 * The training data without the groups of which any text, in any language, is in one of the evaluations: a translation
 * of what leaks is left out with it.
 *
 * @param leakages of these training data, by `trainingSide`
 */
export function withoutLeaks(training: ParallelTraining, leakages: readonly Leakage[]): ParallelTraining {
  const leaked = new Set(
    leakages.flatMap(({ pairs }) =>
      pairs.flatMap((pair) => pair.training.flatMap(({ group }) => group ?? [])),
    ),
  );
  const texts = training.texts.filter(({ group }) => !leaked.has(group));
  return {
    record: {
      ...training.record,
      counts: {
        ...training.record.counts,
        "training texts": texts.length,
        "groups left out as leaking": leaked.size,
      },
      options: {
        ...training.record.options,
        withoutLeaksTo: leakages.map(({ evaluation }) => evaluation.name),
      },
    },
    locales: training.locales,
    texts,
  };
}
