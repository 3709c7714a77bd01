import { ClaimbookError } from "../errors.js";
import type { Random } from "../random.js";
import { type CaptionData, type EvaluationQuery, SPLITS, type Split } from "./caption-data.js";
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
 * A test query is half of the keywords of a picture in a language, three at most, joined by spaces; the others can
 * train the picture. Its text is no training query and no caption in any language, compared as `normalized`; a single
 * keyword is therefore taken only if no other picture and no other language has it. Within a language no two test
 * queries are the same. One of several keywords may train *other* pictures that have it ("animal"): a model that
 * starts from nothing knows words from nowhere else.
 *
 * Both splits draw from the same pictures and ask by the same rule, so that they differ in one thing only: whether
 * training has seen the picture.
 *
 * @param usable keywords by locale and picture, none of them said by the caption
 * @throws {ClaimbookError} kind `usage` when there are fewer pictures than asked for
 */
export function splitKeywords(
  locales: LocaleInfo[],
  pictures: string[],
  captions: string[][],
  usable: string[][][],
  { testPictures, validationPictures }: SplitOptions,
  random: Random,
): CaptionData {
  const taken = takenTexts(captions, usable);
  const proposals = locales.map(({ locale }, l) => {
    const mine = new Set<string>();
    return pictures.map((picture, p) => {
      const keywords = random.fork(`keywords ${locale} ${picture}`).shuffle(usable[l]![p]!);
      const proposal = propose(keywords, taken);
      if (proposal === undefined || mine.has(normalized(proposal.text))) return undefined;
      mine.add(normalized(proposal.text));
      return proposal;
    });
  });

  const eligible = pictures.flatMap((_, p) => {
    const covered = proposals.filter((byPicture) => byPicture[p] !== undefined).length;
    return covered >= LEAST_COVERAGE * locales.length ? [p] : [];
  });
  const wanted = 2 * (testPictures + validationPictures);
  if (wanted > eligible.length) throw tooMany(wanted, eligible.length);
  const drawn = random.fork("pictures").shuffle(eligible);
  const take = (count: number) => drawn.splice(0, count).sort((a, b) => a - b);
  const test = { "unseen queries": take(testPictures), "unseen pictures": take(testPictures) };
  const validation = {
    "unseen queries": take(validationPictures),
    "unseen pictures": take(validationPictures),
  };

  const heldOut = [...test["unseen pictures"], ...validation["unseen pictures"]].sort((a, b) => a - b);
  const trainQueries = usable.map((byPicture) => [...byPicture]);
  for (const [l, byPicture] of trainQueries.entries()) {
    for (const p of heldOut) byPicture[p] = [];
    for (const p of [...test["unseen queries"], ...validation["unseen queries"]]) {
      byPicture[p] = proposals[l]![p]?.train ?? byPicture[p]!;
    }
  }
  const queries = (from: Record<Split, number[]>): EvaluationQuery[] =>
    SPLITS.flatMap((split) =>
      proposals.flatMap((byPicture, locale) =>
        from[split].flatMap((picture) => {
          const text = byPicture[picture]?.text;
          return text === undefined ? [] : [{ split, locale, picture, text }];
        }),
      ),
    );
  return {
    locales,
    pictures,
    captions,
    trainQueries,
    heldOut,
    evaluation: queries(test),
    validation: queries(validation),
  };
}

/** How often a text is a keyword, in any language; captions count as often enough to be out of the question. */
function takenTexts(captions: string[][], usable: string[][][]): Map<string, number> {
  const taken = new Map<string, number>();
  for (const text of usable.flat(2)) taken.set(normalized(text), (taken.get(normalized(text)) ?? 0) + 1);
  for (const caption of captions.flat()) taken.set(normalized(caption), Number.POSITIVE_INFINITY);
  return taken;
}

/** Asks with half of the keywords and trains with the others; of two it asks with one that is nobody else's. */
function propose(keywords: string[], taken: Map<string, number>): Proposal | undefined {
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

function tooMany(wanted: number, there: number): ClaimbookError {
  return new ClaimbookError(
    `the two test and the two validation splits need ${wanted} pictures; only ${there} have enough keywords`,
    {
      kind: "usage",
      where: "testPictures, validationPictures",
      wayOut: `Ask for fewer: a picture needs a test query in ${100 * LEAST_COVERAGE} % of the languages.`,
    },
  );
}
