import { ClaimbookError } from "../errors.js";
import type { Random } from "../random.js";
import type { CaptionData, EvaluationQuery, Split } from "./caption-data.js";
import type { LocaleInfo } from "./locale-info.js";
import { normalized } from "./text.js";

export interface SplitOptions {
  /** Pictures in each of the two test splits. */
  testPictures: number;
  /** Pictures in each of the two validation splits. */
  validationPictures: number;
}

/** At most this many keywords make a test query. */
export const QUERY_KEYWORDS = 3;
/** A picture is tested only when it has a test query in at least this share of the languages. */
export const LEAST_COVERAGE = 0.75;

/** A test query that could be, and what is left for training. */
interface Proposal {
  text: string;
  train: string[];
}

/**
 * Divides keywords into training queries and test queries.
 *
 * A test query is made of one to three keywords of a picture, joined by spaces: half of the keywords, so that the
 * others can train it (`unseen queries`), or any (`unseen pictures`). Its text is no training query and no caption
 * in any language, compared as `normalized`; a single keyword is therefore taken only if no other picture and no
 * other language has it. Within a language no two test queries are the same. One of several keywords may train
 * *other* pictures that have it ("animal"): a model that starts from nothing knows words from nowhere else.
 *
 * @param usable keywords by locale and picture, none of them said by the caption
 * @throws {ClaimbookError} kind `usage` when there are fewer pictures than asked for
 */
export function splitKeywords(
  locales: LocaleInfo[],
  pictures: string[],
  captions: string[][],
  usable: string[][][],
  options: SplitOptions,
  random: Random,
): CaptionData {
  const taken = takenTexts(captions, usable);
  const shuffled = locales.map(({ locale }, l) =>
    pictures.map((picture, p) => random.fork(`keywords ${locale} ${picture}`).shuffle(usable[l]![p]!)),
  );
  const propose = (way: typeof half): (Proposal | undefined)[][] =>
    shuffled.map((byPicture) => {
      const mine = new Set<string>();
      return byPicture.map((keywords) => {
        const proposal = way(keywords, taken);
        if (proposal === undefined || mine.has(normalized(proposal.text))) return undefined;
        mine.add(normalized(proposal.text));
        return proposal;
      });
    });
  const proposals = {
    "unseen queries": propose(half),
    "unseen pictures": propose(whole),
  };

  const chosen = new Set<number>();
  const choose = (split: Split, count: number, what: string): number[] => {
    const eligible = pictures.flatMap((_, p) => {
      const covered = proposals[split].filter((byPicture) => byPicture[p] !== undefined).length;
      return covered >= LEAST_COVERAGE * locales.length && !chosen.has(p) ? [p] : [];
    });
    if (count > eligible.length) throw tooMany(what, split, count, eligible.length);
    const some = random.fork(`${what} ${split}`).shuffle(eligible).slice(0, count);
    for (const picture of some) chosen.add(picture);
    return some.sort((a, b) => a - b);
  };
  // Few pictures have enough keywords to be asked for twice, so those come first.
  const seen = choose("unseen queries", options.testPictures, "testPictures");
  const seenValidation = choose("unseen queries", options.validationPictures, "validationPictures");
  const unseen = choose("unseen pictures", options.testPictures, "testPictures");
  const unseenValidation = choose("unseen pictures", options.validationPictures, "validationPictures");

  const heldOut = [...unseen, ...unseenValidation].sort((a, b) => a - b);
  const trainQueries = usable.map((byPicture) => [...byPicture]);
  for (let l = 0; l < locales.length; l++) {
    for (const p of heldOut) trainQueries[l]![p] = [];
    for (const p of [...seen, ...seenValidation]) {
      const proposal = proposals["unseen queries"][l]![p];
      if (proposal !== undefined) trainQueries[l]![p] = proposal.train;
    }
  }
  const asked = new Map<string, Set<string>>();
  const queries = (split: Split, from: number[]): EvaluationQuery[] =>
    locales.flatMap(({ locale: name }, locale) => {
      const before = asked.get(name) ?? new Set<string>();
      asked.set(name, before);
      return from.flatMap((picture) => {
        const text = proposals[split][locale]![picture]?.text;
        // The same words can be left of a picture in each of the two splits.
        if (text === undefined || before.has(normalized(text))) return [];
        before.add(normalized(text));
        return [{ split, locale, picture, text }];
      });
    });
  const evaluation = [...queries("unseen queries", seen), ...queries("unseen pictures", unseen)];
  const validation = [
    ...queries("unseen queries", seenValidation),
    ...queries("unseen pictures", unseenValidation),
  ];
  return { locales, pictures, captions, trainQueries, heldOut, evaluation, validation };
}

/** How often a text is a keyword, in any language; captions count as often enough to be out of the question. */
function takenTexts(captions: string[][], usable: string[][][]): Map<string, number> {
  const taken = new Map<string, number>();
  for (const text of usable.flat(2)) taken.set(normalized(text), (taken.get(normalized(text)) ?? 0) + 1);
  for (const caption of captions.flat()) taken.set(normalized(caption), Number.POSITIVE_INFINITY);
  return taken;
}

/** Asks with half of the keywords and trains with the others; of two it asks with one that is nobody else's. */
function half(keywords: string[], taken: Map<string, number>): Proposal | undefined {
  if (keywords.length < 2) return undefined;
  if (keywords.length === 2) {
    const single = keywords.find((keyword) => taken.get(normalized(keyword)) === 1);
    return single === undefined
      ? undefined
      : { text: single, train: keywords.filter((keyword) => keyword !== single) };
  }
  const count = Math.min(Math.ceil(keywords.length / 2), QUERY_KEYWORDS);
  const text = keywords.slice(0, count).join(" ");
  return taken.has(normalized(text)) ? undefined : { text, train: keywords.slice(count) };
}

function whole(keywords: string[], taken: Map<string, number>): Proposal | undefined {
  if (keywords.length === 0) return undefined;
  const text = keywords.slice(0, QUERY_KEYWORDS).join(" ");
  const others = (taken.get(normalized(text)) ?? 0) - (keywords.length === 1 ? 1 : 0);
  return others > 0 ? undefined : { text, train: [] };
}

function tooMany(what: string, split: Split, asked: number, there: number): ClaimbookError {
  return new ClaimbookError(`${asked} pictures asked for, only ${there} can be in "${split}"`, {
    kind: "usage",
    where: what,
    wayOut: `Ask for fewer, or for fewer languages: a picture needs a test query in ${100 * LEAST_COVERAGE} % of them.`,
  });
}
