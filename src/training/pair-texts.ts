import type { ParallelText } from "../datasets/retrieval-data.js";
import { ClaimbookError } from "../errors.js";
import { FeatureTable, type NgramFeatureConfig } from "../models/ngram-features.js";

/** Which texts make a positive pair: a query in one language, the passage of the same group in another. */
export interface TextPair {
  group: number;
  queryLocale: string;
  passageLocale: string;
  /** Which of the queries that the group has in that language. */
  queryIndex: number;
}

/** Rows of a batch in the feature table. */
export interface BatchRows {
  queries: Int32Array;
  passages: Int32Array;
}

/**
 * Every training text hashed once, and the way from a pair to the rows of its two texts. Independent of the
 * encoder's weights: several trainings with one configuration can share it.
 */
export class PairTexts {
  readonly features: FeatureTable;
  /** Row of the passage and number of queries; the queries' rows follow the passage's. */
  readonly #places = new Map<string, Map<number, { row: number; queries: number }>>();

  constructor(texts: Iterable<ParallelText>, config: NgramFeatureConfig) {
    const flat: string[] = [];
    for (const { group, locale, queries, passage } of texts) {
      const places = this.#places.get(locale) ?? new Map<number, { row: number; queries: number }>();
      this.#places.set(locale, places);
      if (places.has(group)) throw doubleTexts(group, locale);
      places.set(group, { row: flat.length, queries: queries.length });
      flat.push(passage, ...queries);
    }
    this.features = FeatureTable.of(flat, config);
  }

  /**
   * The rows of the pairs of a batch.
   *
   * @throws {ClaimbookError} kind `usage`, naming the group and the language, for a text that is not there.
   */
  rows(pairs: readonly TextPair[]): BatchRows {
    const queries = new Int32Array(pairs.length);
    const passages = new Int32Array(pairs.length);
    for (const [i, { group, queryLocale, passageLocale, queryIndex }] of pairs.entries()) {
      const query = this.#places.get(queryLocale)?.get(group);
      if (query === undefined || !(queryIndex >= 0 && queryIndex < query.queries)) {
        throw missingText(`query ${queryIndex}`, group, queryLocale);
      }
      const passage = this.#places.get(passageLocale)?.get(group);
      if (passage === undefined) throw missingText("passage", group, passageLocale);
      queries[i] = query.row + 1 + queryIndex;
      passages[i] = passage.row;
    }
    return { queries, passages };
  }
}

/** For a group that comes twice in a language: which of the two a pair means could not be said. */
export function doubleTexts(group: number, locale: string): ClaimbookError {
  return new ClaimbookError(`group ${group} has two sets of texts in "${locale}"`, {
    kind: "usage",
    where: "training texts",
    wayOut: "Put all queries of a group and language into one entry.",
  });
}

/** For a pair whose text is not there. */
export function missingText(what: string, group: number, locale: string): ClaimbookError {
  return new ClaimbookError(`the training texts have no ${what} of group ${group} in "${locale}"`, {
    kind: "usage",
    where: "batch",
    wayOut: "Compose batches from the same groups and languages as the training texts.",
  });
}
