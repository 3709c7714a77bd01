import type { LocaleInfo } from "./locale-info.js";
import type { ParallelText } from "./retrieval-data.js";

/**
 * - `unseen queries`: the picture was in training, with other keywords.
 * - `unseen pictures`: nothing of the picture was in training, in no language.
 */
export type Split = "unseen queries" | "unseen pictures";
export const SPLITS: readonly Split[] = ["unseen queries", "unseen pictures"];

/** A query of the evaluation. Relevant are the captions of its picture, one in every language. */
export interface EvaluationQuery {
  split: Split;
  /** Index into `locales`. */
  locale: number;
  /** Index into `pictures`. */
  picture: number;
  text: string;
}

/** Everything a training or an evaluation needs. Plain data: it can be posted to a worker. */
export interface CaptionData {
  locales: LocaleInfo[];
  /** Emoji. */
  pictures: string[];
  /** By locale and picture; all different within a locale. */
  captions: string[][];
  /** By locale and picture; empty where there are none, in every locale for pictures that training must not see. */
  trainQueries: string[][][];
  /** Pictures of which training sees nothing, ascending. */
  heldOut: number[];
  /** By locale: further pictures of which training sees nothing in that language, ascending. */
  withheld?: readonly (readonly number[])[];
  evaluation: EvaluationQuery[];
  /** For an early look while something is tuned: other pictures than those of `evaluation`. */
  validation: EvaluationQuery[];
}

/** Every text that training may see, language by language: a group is a picture, its passage the caption. */
export function* trainingTexts(data: CaptionData): Generator<ParallelText> {
  const heldOut = new Set(data.heldOut);
  for (const [l, { locale }] of data.locales.entries()) {
    const withheld = new Set(data.withheld?.[l]);
    for (let picture = 0; picture < data.pictures.length; picture++) {
      if (heldOut.has(picture) || withheld.has(picture)) continue;
      yield {
        group: picture,
        locale,
        queries: data.trainQueries[l]![picture]!,
        passage: data.captions[l]![picture]!,
      };
    }
  }
}

/** Captions in the shape that `preparePool` wants, with their texts. Group = picture. */
export interface Candidates {
  texts: string[];
  /** `picture:locale`, e.g. `12:am`. */
  ids: string[];
  groups: Int32Array;
  locales: Int32Array;
}

/**
 * The captions to be ranked: of all pictures by default, training's among them, in every language. The pool of one
 * language is its part with that locale; the multilingual pool is all of it.
 *
 * @param pictures indices, for a smaller pool
 */
export function candidates(data: CaptionData, pictures?: readonly number[]): Candidates {
  const chosen = pictures ?? data.pictures.map((_, picture) => picture);
  const places = data.locales.flatMap((_, locale) => chosen.map((picture) => ({ locale, picture })));
  return {
    texts: places.map(({ locale, picture }) => data.captions[locale]![picture]!),
    ids: places.map(({ locale, picture }) => `${picture}:${data.locales[locale]!.locale}`),
    groups: Int32Array.from(places, ({ picture }) => picture),
    locales: Int32Array.from(places, ({ locale }) => locale),
  };
}

/** The pictures that queries ask for, ascending: the smallest pool that has every relevant caption. */
export function askedPictures(queries: readonly EvaluationQuery[]): number[] {
  return [...new Set(queries.map(({ picture }) => picture))].sort((a, b) => a - b);
}
