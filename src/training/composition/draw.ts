import { ClaimbookError } from "../../errors.js";
import type { Random } from "../../random.js";
import type { TextPair } from "../pair-texts.js";
import type { Languages } from "./coverage.js";
import type { TrainingIndex } from "./training-index.js";

/**
 * Draws the pairs of a batch: for each the languages, then a group with a query and a passage in them, uniformly
 * among those of which neither group nor passage is yet in the batch, then one of its queries.
 *
 * @param languages called once a pair
 */
export function drawPairs(
  index: TrainingIndex,
  random: Random,
  size: number,
  languages: () => Languages,
): TextPair[] {
  const orders = new Map<Int32Array, () => number | undefined>();
  const groups = new Set<number>();
  const passages = new Set<number>();
  const pairs: TextPair[] = [];
  while (pairs.length < size) {
    const { query, passage } = languages();
    const there = index.groups(query, passage);
    const next = orders.get(there) ?? randomOrder(there, random);
    orders.set(there, next);
    for (;;) {
      const group = next();
      if (group === undefined) throw exhausted(index, query, size, pairs.length);
      if (groups.has(group)) continue;
      const text = index.passageNumber(passage, group);
      if (passages.has(text)) continue;
      groups.add(group);
      passages.add(text);
      pairs.push({
        group,
        queryLocale: index.locales[query]!,
        passageLocale: index.locales[passage]!,
        queryIndex: random.int(index.queryCount(query, group)),
      });
      break;
    }
  }
  return pairs;
}

/** Fisher and Yates, drawn one at a time: moved items are kept in a map, so that the list itself stays as it is. */
function randomOrder(items: Int32Array, random: Random): () => number | undefined {
  const moved = new Map<number, number>();
  let left = items.length;
  return () => {
    if (left === 0) return undefined;
    const place = random.int(left);
    left--;
    const item = moved.get(place) ?? items[place]!;
    moved.set(place, moved.get(left) ?? items[left]!);
    return item;
  };
}

function exhausted(index: TrainingIndex, locale: number, size: number, drawn: number): ClaimbookError {
  return new ClaimbookError(`after ${drawn} of ${size} pairs no group with a new passage is left`, {
    kind: "usage",
    where: `batch composition, queries in "${index.locales[locale]}"`,
    wayOut: "Make batches smaller.",
  });
}
