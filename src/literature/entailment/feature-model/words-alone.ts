/**
 * The words of a text alone, in small letters with a blank on each side of every one, so that a phrase between blanks
 * is found whole; points within numbers and abbreviations stay.
 */
export function wordsAlone(text: string): string {
  return ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}.]+/gu, " ")
    .replace(/\.(?=\s|$)/g, "")
    .trim()} `;
}
