import { ClaimbookError } from "../../errors.js";
import { Random, type RandomState } from "../../random.js";
import type { Batch } from "./batch.js";
import { type Composer, composer } from "./composer.js";
import type { Composition, CompositionDescription } from "./compositions.js";
import type { Coverage } from "./coverage.js";
import type { TrainingIndex } from "./training-index.js";

/**
 * Which data set a batch is from: in proportion to their training queries, all alike, or in between, in proportion to
 * size^(1 / temperature) (Conneau et al. 2020, arXiv 1911.02116, write 1 / temperature as alpha).
 */
export type DatasetMixing = "by size" | "uniform" | { temperature: number };

/** A data set among several, with the rule for its batches. */
export interface Mixed {
  /** Different from the others' names; it stands in the batch log. */
  name: string;
  index: TrainingIndex;
  composition: Composition | CompositionDescription;
}

export interface Mixing {
  /** Probability of a batch from each data set, in order; together 1. */
  probabilities: readonly number[];
  composer: Omit<Composer, "coverage" | "state" | "restore"> & {
    /** By data set. */
    coverage(size: number): Record<string, Coverage>;
    state(): { datasets: RandomState; batches: RandomState[] };
    restore(state: { datasets: RandomState; batches: readonly RandomState[] }): void;
  };
}

/**
 * Batches from several data sets, each batch from one of them with its own composition. Every data set has its own
 * stream of chance: its batches stay the same whatever else is mixed in.
 *
 * @param seed of the training
 * @throws {ClaimbookError} kind `usage` for no data set, two of one name, or a temperature that is not above 0
 */
export function mixedComposer(
  datasets: readonly Mixed[],
  mixing: DatasetMixing,
  seed: number | string,
): Mixing {
  if (datasets.length === 0) throw fail("there is no data set to train with", "Name at least one.");
  const twice = datasets.find(({ name }, i) => datasets.findIndex((each) => each.name === name) < i);
  if (twice !== undefined) throw fail(`two data sets are called "${twice.name}"`, "Name them apart.");
  const probabilities = mixingProbabilities(
    datasets.map(({ index }) => index.queries),
    mixing,
  );
  const composers = datasets.map(({ composition, index }, i) =>
    // One data set alone draws as it does without mixing.
    composer(composition, index, undefined, datasets.length === 1 ? seed : `${seed}/${datasets[i]!.name}`),
  );
  let random = new Random(seed).fork("datasets");
  const draw = () => {
    if (datasets.length === 1) return 0;
    let rest = random.float();
    for (let i = 0; i < probabilities.length - 1; i++) {
      rest -= probabilities[i]!;
      if (rest < 0) return i;
    }
    return probabilities.length - 1;
  };
  return {
    probabilities,
    composer: {
      next(size, progress): Batch {
        const i = draw();
        const batch = composers[i]!.next(size, progress);
        return datasets.length === 1 ? batch : { dataset: datasets[i]!.name, ...batch };
      },
      coverage: (size) =>
        Object.fromEntries(datasets.map(({ name }, i) => [name, composers[i]!.coverage(size)])),
      state: () => ({ datasets: random.state(), batches: composers.map((each) => each.state()) }),
      restore(state) {
        random = Random.restore(state.datasets);
        for (const [i, each] of composers.entries()) each.restore(state.batches[i]!);
      },
    },
  };
}

/** p_i ~ n_i^(1/T); T = 1 is by size, T without end uniform. */
export function mixingProbabilities(sizes: readonly number[], mixing: DatasetMixing): number[] {
  const temperature =
    mixing === "by size" ? 1 : mixing === "uniform" ? Number.POSITIVE_INFINITY : mixing?.temperature;
  if (!(typeof temperature === "number" && temperature > 0)) {
    throw fail(
      `data sets cannot be mixed by ${JSON.stringify(mixing)}`,
      'Choose "by size", "uniform" or { temperature } above 0.',
    );
  }
  const weights = sizes.map((size) => size ** (1 / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function fail(what: string, wayOut: string): ClaimbookError {
  return new ClaimbookError(what, { kind: "usage", where: "data sets", wayOut });
}
