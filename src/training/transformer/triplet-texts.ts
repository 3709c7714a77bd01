import type { ParallelText } from "../../datasets/retrieval-data.js";
import { ClaimbookError } from "../../errors.js";
import type { Random } from "../../random.js";
import type { Batch } from "../composition/index.js";
import { doubleTexts, missingText, type TextPair } from "../pair-texts.js";

/** The texts of one batch. */
export interface Triplets {
  queries: string[];
  /** Passage i answers query i. */
  passages: string[];
  /** Hard negatives of all queries together, candidates for each of them; none equals a passage or another one. */
  negatives: string[];
}

/** From the pairs of a batch to their texts. */
export class TripletTexts {
  readonly #entries = new Map<string, Map<string, Map<number, ParallelText>>>();

  /** @param datasets by the names that stand in batches; the only one may be meant by a batch without a name */
  constructor(datasets: readonly { name: string; texts: Iterable<ParallelText> }[]) {
    for (const { name, texts } of datasets) {
      const byLocale = new Map<string, Map<number, ParallelText>>();
      this.#entries.set(name, byLocale);
      for (const text of texts) {
        const byGroup = byLocale.get(text.locale) ?? new Map<number, ParallelText>();
        byLocale.set(text.locale, byGroup);
        if (byGroup.has(text.group)) throw doubleTexts(text.group, text.locale);
        byGroup.set(text.group, text);
      }
    }
  }

  /**
   * @param perQuery the most hard negatives that are drawn for each query from those its passage's entry has
   * @param random draws among them; nothing is drawn where there are no more than asked for
   */
  of({ dataset, pairs }: Pick<Batch, "dataset" | "pairs">, perQuery: number, random: Random): Triplets {
    const entries = dataset === undefined ? this.#entries.values().next().value : this.#entries.get(dataset);
    if (entries === undefined) {
      throw new ClaimbookError(`no data set is called ${JSON.stringify(dataset)}`, {
        kind: "usage",
        where: "batch",
        wayOut: `There are: ${[...this.#entries.keys()].join(", ")}.`,
      });
    }
    const passages = pairs.map((pair) => passageEntry(entries, pair));
    const taken = new Set(passages.map(({ passage }) => passage));
    const negatives: string[] = [];
    for (const { negatives: all = [] } of passages) {
      const chosen =
        all.length <= perQuery ? all : random.sample(all.length, perQuery).map((index) => all[index]!);
      for (const text of chosen) {
        if (taken.has(text)) continue;
        taken.add(text);
        negatives.push(text);
      }
    }
    return {
      queries: pairs.map((pair) => queryText(entries, pair)),
      passages: passages.map(({ passage }) => passage),
      negatives,
    };
  }
}

function queryText(
  entries: ReadonlyMap<string, ReadonlyMap<number, ParallelText>>,
  { group, queryLocale, queryIndex }: TextPair,
): string {
  const query = entries.get(queryLocale)?.get(group)?.queries[queryIndex];
  if (query === undefined) throw missingText(`query ${queryIndex}`, group, queryLocale);
  return query;
}

function passageEntry(
  entries: ReadonlyMap<string, ReadonlyMap<number, ParallelText>>,
  { group, passageLocale }: TextPair,
): ParallelText {
  const entry = entries.get(passageLocale)?.get(group);
  if (entry === undefined || entry.passage === "") throw missingText("passage", group, passageLocale);
  return entry;
}
