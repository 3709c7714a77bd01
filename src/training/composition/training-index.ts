import { ClaimbookError } from "../../errors.js";
import type { PictureTexts } from "../pair-texts.js";

/** Which pairs of a query and a caption there are to draw from. Indices only; built once a training. */
export class TrainingIndex {
  /** In the order of the data set, which a seed's batches depend on. */
  readonly locales: readonly string[];
  /** By locale: the pictures with at least one query, ascending. */
  readonly askable: readonly Int32Array[];
  /** Pairs of a query and a caption in the same language. */
  readonly monolingualPairs: number;
  /** Pairs of a query and a caption in different languages. */
  readonly crossLingualPairs: number;
  readonly #queryCounts: readonly Map<number, number>[];
  /** By locale and picture: number of the caption's text; equal numbers mean equal texts, in any language. */
  readonly #captions: readonly Map<number, number>[];

  /**
   * @param texts every text of the training; two captions are the same when their text is
   * @param locales the languages in the order to draw them in; by default that of their first appearance
   * @throws {ClaimbookError} kind `usage` for a picture without caption in one of the languages, or no texts at all
   */
  constructor(texts: Iterable<PictureTexts>, locales?: readonly string[]) {
    const queryCounts = new Map<string, Map<number, number>>();
    const captions = new Map<string, Map<number, number>>();
    const captionNumbers = new Map<string, number>();
    for (const locale of locales ?? []) {
      queryCounts.set(locale, new Map());
      captions.set(locale, new Map());
    }
    const pictures = new Set<number>();
    for (const { picture, locale, queries, caption } of texts) {
      if (locales !== undefined && !queryCounts.has(locale)) continue;
      pictures.add(picture);
      const number = captionNumbers.get(caption) ?? captionNumbers.size;
      captionNumbers.set(caption, number);
      entry(captions, locale).set(picture, number);
      const counts = entry(queryCounts, locale);
      if (queries.length > 0) counts.set(picture, queries.length);
    }
    this.locales = [...captions.keys()];
    this.#captions = [...captions.values()];
    this.#queryCounts = this.locales.map((locale) => entry(queryCounts, locale));
    this.askable = this.#queryCounts.map((counts) => Int32Array.from(counts.keys()).sort());
    if (pictures.size === 0) fail("there are no texts to train with", "training texts");
    for (const [l, locale] of this.locales.entries()) {
      if (this.#captions[l]!.size < pictures.size) {
        fail(
          `${pictures.size - this.#captions[l]!.size} of ${pictures.size} pictures have no caption`,
          locale,
        );
      }
    }
    let queries = 0;
    for (const counts of this.#queryCounts) for (const count of counts.values()) queries += count;
    this.monolingualPairs = queries;
    this.crossLingualPairs = queries * (this.locales.length - 1);
  }

  /** Number of training queries of a picture in a language. */
  queryCount(locale: number, picture: number): number {
    return this.#queryCounts[locale]!.get(picture) ?? 0;
  }

  /** A number that captions share, of whatever language, when their texts are the same. */
  captionNumber(locale: number, picture: number): number {
    return this.#captions[locale]!.get(picture)!;
  }

  /** @throws {ClaimbookError} kind `usage`, naming the languages there are */
  localeIndex(locale: string): number {
    const index = this.locales.indexOf(locale);
    if (index >= 0) return index;
    return fail(
      `no training texts are in ${JSON.stringify(locale)}`,
      "batch composition",
      `There are: ${this.locales.join(", ")}.`,
    );
  }
}

function entry(byLocale: Map<string, Map<number, number>>, locale: string): Map<number, number> {
  const known = byLocale.get(locale) ?? new Map<number, number>();
  byLocale.set(locale, known);
  return known;
}

function fail(what: string, where: string, wayOut?: string): never {
  throw new ClaimbookError(what, { kind: "usage", where, ...(wayOut === undefined ? {} : { wayOut }) });
}
