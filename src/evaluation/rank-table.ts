/**
 * The exact ranks of every relevant candidate of every query. One entry per relevant candidate; the entries
 * of query q are `offsets[q]` up to `offsets[q + 1]`, sorted by the candidate's locale. Ranks count from 1;
 * of two equal scores the candidate with the greater id (byte order) comes first, as in trec_eval.
 */
export interface RankTable {
  queryCount: number;
  localeCount: number;
  /** Per query: index of the locale it is written in. */
  queryLocale: Int32Array;
  /** Per query: its group (picture), the unit that the bootstrap draws. */
  queryGroup: Int32Array;
  offsets: Int32Array;
  /** Per entry: index of the candidate in the caller's arrays. */
  candidate: Int32Array;
  /** Per entry: the candidate's locale. */
  locale: Int32Array;
  /** Per entry: rank among the candidates of its own locale. */
  inLocale: Int32Array;
  /** Per entry: rank in the one multilingual pool. */
  pooled: Int32Array;
}

/**
 * Where a query looks for its relevant candidates.
 *
 * - `monolingual`: in the pool of its own locale;
 * - `cross-lingual`: in the pool of each other locale, one ordered pair of locales at a time;
 * - `multilingual`: in the one pool of all locales, where the parallel candidates of every locale are relevant.
 */
export type Setting = "monolingual" | "cross-lingual" | "multilingual";

export const SETTINGS: readonly Setting[] = ["monolingual", "cross-lingual", "multilingual"];

/** The ranks (ascending) of query q's relevant candidates in the pool of one locale; empty when there is none. */
export function ranksInLocale(table: RankTable, query: number, locale: number): number[] {
  const ranks: number[] = [];
  for (let e = table.offsets[query]!; e < table.offsets[query + 1]!; e++) {
    if (table.locale[e] === locale) ranks.push(table.inLocale[e]!);
  }
  return ranks.sort((a, b) => a - b);
}

/** The ranks (ascending) of query q's relevant candidates in the multilingual pool. */
export function ranksInPool(table: RankTable, query: number): number[] {
  return Array.from(table.pooled.subarray(table.offsets[query]!, table.offsets[query + 1]!)).sort(
    (a, b) => a - b,
  );
}
