import type { ParallelText } from "../../../src/datasets/retrieval-data.js";
import { createEncoder, type TransformerEncoder } from "../../../src/models/transformer/index.js";
import { Random } from "../../../src/random.js";
import { multilingualContrastive } from "../../../src/training/composition/index.js";
import type { TransformerTraining } from "../../../src/training/transformer/index.js";
import { wordTokenizer } from "../../models/transformer/word-tokenizer.js";

const vocabulary = 120;

/** Two layers of width 16; a real transformer all the same. */
export function smallEncoder(seed = 1): Promise<TransformerEncoder> {
  return createEncoder(
    { vocabulary, hidden: 16, layers: 2, heads: 2, intermediate: 24, positions: 24 },
    seed,
    { tokenizer: wordTokenizer(vocabulary) },
  );
}

/**
 * Groups of four concepts out of thirty, said in invented languages whose words differ; queries name some of them.
 * Every group has a hard negative: three of its concepts and another one.
 */
export function smallTexts(
  locales: readonly string[],
  groups: number,
  { negatives = 0, seed = "small" }: { negatives?: number; seed?: string } = {},
): ParallelText[] {
  const random = new Random(seed);
  const concepts = Array.from({ length: groups }, () => random.sample(30, 4));
  return locales.flatMap((locale) =>
    concepts.map((parts, group) => {
      const say = (list: readonly number[]) => list.map((concept) => `${locale}${concept}`).join(" ");
      const wrong = (i: number) => [...parts.slice(0, 3), 30 + ((group + i) % 5)];
      return {
        group,
        locale,
        queries: [say([parts[1]!, parts[0]!]), say([parts[2]!, parts[3]!, parts[1]!])],
        passage: say(parts),
        ...(negatives > 0 ? { negatives: Array.from({ length: negatives }, (_, i) => say(wrong(i))) } : {}),
      };
    }),
  );
}

/** A training of a few steps; what a test is about goes on top. */
export function smallTraining(
  encoder: TransformerEncoder,
  overrides: Partial<TransformerTraining> = {},
): TransformerTraining {
  return {
    encoder,
    datasets: [
      { name: "small", texts: smallTexts(["aa", "bb"], 40), composition: multilingualContrastive() },
    ],
    seed: 1,
    steps: 8,
    batchSize: 8,
    learningRate: 5e-3,
    ...overrides,
  };
}
