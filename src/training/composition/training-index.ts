import type { ParallelText } from "../../datasets/retrieval-data.js";
import { ClaimbookError } from "../../errors.js";
import { LanguageGrid, type Which } from "./coverage.js";

/**
 * Which pairs of a query and a passage there are to draw from. Numbers only, built once a training. Groups need
 * not be there in every language: a pair can be formed where a group has a query in the one and a passage in the
 * other.
 */
export class TrainingIndex {
  /** In the order of the data set, which a seed's batches depend on. */
  readonly locales: readonly string[];
  /** All queries of all languages. */
  readonly queries: number;
  /** By locale and group: how many queries; no entry for none. */
  readonly #queryCounts: readonly ReadonlyMap<number, number>[];
  /** By locale and group: number of the passage's text; equal numbers mean equal texts, in any language. */
  readonly #passages: readonly ReadonlyMap<number, number>[];
  /** By locale: the groups with at least one query, ascending. */
  readonly #askable: readonly Int32Array[];
  readonly #groups = new Map<number, Int32Array>();
  readonly #grids = new Map<string, LanguageGrid>();

  /**
   * @param texts every text of the training; two passages are the same when their text is. An empty passage counts
   *   as none: the language is there to ask in only
   * @param locales the languages in the order to draw them in; by default that of their first appearance
   * @throws {ClaimbookError} kind `usage` for no texts at all or none in one of the languages asked for
   */
  constructor(texts: Iterable<ParallelText>, locales?: readonly string[]) {
    const queryCounts = new Map<string, Map<number, number>>();
    const passages = new Map<string, Map<number, number>>();
    const numbers = new Map<string, number>();
    for (const locale of locales ?? []) {
      queryCounts.set(locale, new Map());
      passages.set(locale, new Map());
    }
    let queryTotal = 0;
    for (const { group, locale, queries, passage } of texts) {
      if (locales !== undefined && !queryCounts.has(locale)) continue;
      const known = entry(passages, locale);
      const counts = entry(queryCounts, locale);
      if (passage !== "") {
        const number = numbers.get(passage) ?? numbers.size;
        numbers.set(passage, number);
        known.set(group, number);
      }
      if (queries.length > 0) counts.set(group, queries.length);
      queryTotal += queries.length;
    }
    this.locales = [...passages.keys()];
    this.queries = queryTotal;
    this.#passages = [...passages.values()];
    this.#queryCounts = this.locales.map((locale) => queryCounts.get(locale)!);
    this.#askable = this.#queryCounts.map((counts) => Int32Array.from(counts.keys()).sort());
    if (queryTotal === 0 || numbers.size === 0) fail("there are no texts to train with", "training texts");
    for (const [l, locale] of this.locales.entries()) {
      if (this.#passages[l]!.size > 0 || this.#queryCounts[l]!.size > 0) continue;
      fail(
        `the language "${locale}" is empty: no training text is in it`,
        "training texts",
        "Leave the language out, or add texts.",
      );
    }
  }

  /**
   * The groups with a query in one language and a passage in the other, ascending. One and the same array for all
   * languages of passages in which no group is missing.
   */
  groups(query: number, passage: number): Int32Array {
    const key = query * this.locales.length + passage;
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const askable = this.#askable[query]!;
    const there = this.#passages[passage]!;
    const shared = askable.filter((group) => there.has(group));
    const groups = shared.length === askable.length ? askable : shared;
    this.#groups.set(key, groups);
    return groups;
  }

  /** Pairs of a query in one language and a passage in the other. */
  pairCount(query: number, passage: number): number {
    const counts = this.#queryCounts[query]!;
    return this.groups(query, passage).reduce((sum, group) => sum + counts.get(group)!, 0);
  }

  /**
   * Which languages, or pairs of languages, have the groups for a batch of `size` pairs. Computed once.
   */
  grid(which: Which, size: number): LanguageGrid {
    const key = `${typeof which === "object" ? which.language : which} ${size}`;
    const grid = this.#grids.get(key) ?? new LanguageGrid(this, which, size);
    this.#grids.set(key, grid);
    return grid;
  }

  /** Number of training queries of a group in a language. */
  queryCount(locale: number, group: number): number {
    return this.#queryCounts[locale]!.get(group) ?? 0;
  }

  /** A number that passages share, of whatever language, when their texts are the same. */
  passageNumber(locale: number, group: number): number {
    return this.#passages[locale]!.get(group)!;
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
