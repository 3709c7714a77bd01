import { ClaimbookError } from "../../errors.js";
import type { Random } from "../../random.js";
import type { TextPair } from "../pair-texts.js";
import type { TrainingIndex } from "./training-index.js";

/** Languages of a pair, as indices. */
export interface Languages {
  query: number;
  passage: number;
}

/**
 * Draws the pairs of a batch: for each the languages, then a picture with a query in that language, uniformly
 * among those whose picture and caption are not yet in the batch, then one of its queries.
 *
 * @param languages called once a pair
 */
export function drawPairs(
  index: TrainingIndex,
  random: Random,
  size: number,
  languages: () => Languages,
): TextPair[] {
  const orders = new Map<number, () => number | undefined>();
  const pictures = new Set<number>();
  const captions = new Set<number>();
  const pairs: TextPair[] = [];
  while (pairs.length < size) {
    const { query, passage } = languages();
    const next = orders.get(query) ?? randomOrder(index.askable[query]!, random);
    orders.set(query, next);
    for (;;) {
      const picture = next();
      if (picture === undefined) throw exhausted(index, query, size, pairs.length);
      if (pictures.has(picture)) continue;
      const caption = index.captionNumber(passage, picture);
      if (captions.has(caption)) continue;
      pictures.add(picture);
      captions.add(caption);
      pairs.push({
        picture,
        queryLocale: index.locales[query]!,
        passageLocale: index.locales[passage]!,
        queryIndex: random.int(index.queryCount(query, picture)),
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
  return new ClaimbookError(`after ${drawn} of ${size} pairs no picture with a new caption is left`, {
    kind: "usage",
    where: `batch composition, queries in "${index.locales[locale]}"`,
    wayOut: "Make batches smaller.",
  });
}
