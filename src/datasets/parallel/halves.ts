/** No break stands before a mark or a joiner. */
const clings = /^(?:\p{M}|\u200c|\u200d)/u;
/** Nor after a joiner, or a sign that stacks the next consonant below (Burmese, Khmer). */
const holds = /^(?:\u200c|\u200d|\u1039|\u17d2)/u;

/** Fewest characters of a half where there are no spaces: fewer say nothing. */
const LEAST_CHARACTERS = 4;
/** Fewest words of a half where there are. */
const LEAST_WORDS = 2;

/**
 * A sentence in two parts, cut at the space nearest to its middle. Where the script has no spaces between words, only
 * spaces within the middle half count (Thai puts them between phrases), and without any it is cut in the middle
 * itself, never within a character that people see as one.
 *
 * @param spaces whether the script puts spaces between words
 * @returns undefined for sentences too short to cut: under two words, or four characters, on either side
 */
export function halves(text: string, spaces: boolean): [first: string, second: string] | undefined {
  const trimmed = text.trim();
  const middle = trimmed.length / 2;
  const places = [...trimmed.matchAll(/\s+/gu)]
    .map(({ index }) => index)
    .filter((place) => spaces || Math.abs(place - middle) <= trimmed.length / 4);
  const cut = nearest(places, middle) ?? (spaces ? undefined : nearest(characterBreaks(trimmed), middle));
  if (cut === undefined) return undefined;
  const parts = [trimmed.slice(0, cut).trim(), trimmed.slice(cut).trim()] as [string, string];
  const enough = (part: string) =>
    spaces
      ? part.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length >= LEAST_WORDS
      : [...part].filter((character) => /[\p{L}\p{N}]/u.test(character)).length >= LEAST_CHARACTERS;
  return parts.every(enough) ? parts : undefined;
}

/** Of two equally near, the first. */
function nearest(places: readonly number[], middle: number): number | undefined {
  return places.reduce<number | undefined>(
    (best, place) =>
      best === undefined || Math.abs(place - middle) < Math.abs(best - middle) ? place : best,
    undefined,
  );
}

function characterBreaks(text: string): number[] {
  const places: number[] = [];
  let at = 0;
  let before = "";
  for (const character of text) {
    if (at > 0 && !clings.test(character) && !holds.test(before)) places.push(at);
    at += character.length;
    before = character;
  }
  return places;
}
