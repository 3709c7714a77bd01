/** Two texts are taken for the same when these are: NFKC, lower case, one space between words, no break marks. */
export function normalized(text: string): string {
  // Khmer and Lao texts have zero-width spaces where a line may break, some of them.
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\u00ad\u200b\u2060\ufeff]/gu, "")
    .replace(/\s+/gu, " ")
    .trim();
}

/** Words of a text, normalised: runs of letters, marks, digits and joiners. One run each where the script has no spaces. */
export function words(text: string): string[] {
  return normalized(text)
    .split(/[^\p{L}\p{M}\p{N}\u200c\u200d]+/u)
    .filter((word) => word !== "");
}

/**
 * Tells whether a text says a phrase: as whole words in their order where the script has spaces, anywhere where it
 * has none. A phrase without letters and digits counts as said.
 */
export function sayer(text: string, spaces: boolean): (phrase: string) => boolean {
  const textWords = words(text);
  const said = spaces ? ` ${textWords.join(" ")} ` : textWords.join("");
  return (phrase) => {
    const phraseWords = words(phrase);
    if (phraseWords.length === 0) return true;
    return said.includes(spaces ? ` ${phraseWords.join(" ")} ` : phraseWords.join(""));
  };
}
