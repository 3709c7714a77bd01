/**
 * Compares as reference lists sort: without regard to case, accents and marks in front, numbers by their value;
 * what is equal by that, by code point. Unlike `localeCompare`, it gives the same on every machine.
 */
export function compareSortText(a: string, b: string): number {
  return compareKeys(sortKey(a), sortKey(b));
}

/** Letters of Latin script that are no base letter with a mark to Unicode. */
const letters: Readonly<Record<string, string>> = {
  æ: "ae",
  œ: "oe",
  ø: "o",
  ß: "ss",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ħ: "h",
  ı: "i",
};

/** In lower case, without accents, and Latin letters as the 26 of ASCII; other scripts stay. */
export function foldLetters(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}+/gu, "")
    .replace(/[æœøßłđðþħı]/g, (letter) => letters[letter]!);
}

function sortKey(text: string): string {
  return foldLetters(text)
    .replace(/[^\p{L}\p{N}\s]+/gu, "")
    .replace(/\d+/g, (digits) => {
      const number = digits.replace(/^0+(?=\d)/, "");
      // Longer numbers are larger: the count of digits, as one character, goes before them.
      return String.fromCharCode(0x30 + Math.min(number.length, 0x1000)) + number;
    })
    .replace(/\s+/g, " ")
    .trim();
}

function compareKeys(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
