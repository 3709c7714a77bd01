import { ClaimbookError } from "../errors.js";
import { FeatureTable, type NgramFeatureConfig } from "../models/ngram-features.js";

/** Which texts make a positive pair: a query in one language, the caption of the same picture in another. */
export interface TextPair {
  picture: number;
  queryLocale: string;
  passageLocale: string;
  /** Which of the queries that the picture has in that language. */
  queryIndex: number;
}

/** The training texts of one picture in one language. */
export interface PictureTexts {
  picture: number;
  locale: string;
  /** At least one where pairs ask for queries of this language. */
  queries: readonly string[];
  caption: string;
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
  /** Row of the caption and number of queries; the queries' rows follow the caption's. */
  readonly #places = new Map<string, Map<number, { row: number; queries: number }>>();

  constructor(texts: Iterable<PictureTexts>, config: NgramFeatureConfig) {
    const flat: string[] = [];
    for (const { picture, locale, queries, caption } of texts) {
      const places = this.#places.get(locale) ?? new Map<number, { row: number; queries: number }>();
      this.#places.set(locale, places);
      if (places.has(picture)) {
        throw new ClaimbookError(`picture ${picture} has two sets of texts in "${locale}"`, {
          kind: "usage",
          where: "training texts",
        });
      }
      places.set(picture, { row: flat.length, queries: queries.length });
      flat.push(caption, ...queries);
    }
    this.features = FeatureTable.of(flat, config);
  }

  /**
   * The rows of the pairs of a batch.
   *
   * @throws {ClaimbookError} kind `usage`, naming the picture and the language, for a text that is not there.
   */
  rows(pairs: readonly TextPair[]): BatchRows {
    const queries = new Int32Array(pairs.length);
    const passages = new Int32Array(pairs.length);
    for (const [i, { picture, queryLocale, passageLocale, queryIndex }] of pairs.entries()) {
      const query = this.#places.get(queryLocale)?.get(picture);
      if (query === undefined || !(queryIndex >= 0 && queryIndex < query.queries)) {
        throw missing(`query ${queryIndex}`, picture, queryLocale);
      }
      const passage = this.#places.get(passageLocale)?.get(picture);
      if (passage === undefined) throw missing("caption", picture, passageLocale);
      queries[i] = query.row + 1 + queryIndex;
      passages[i] = passage.row;
    }
    return { queries, passages };
  }
}

function missing(what: string, picture: number, locale: string): ClaimbookError {
  return new ClaimbookError(`the training texts have no ${what} of picture ${picture} in "${locale}"`, {
    kind: "usage",
    where: "batch",
    wayOut: "Compose batches from the same pictures and languages as the training texts.",
  });
}
