/** A text on one line: each run of white space becomes one blank, none at the ends. */
export function oneLine(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}

/** A text on one line without control characters, marks that turn the direction of text, or halves of characters. */
export function cleanLine(text: string): string {
  const seen = text
    .replace(/\p{Cs}/gu, "\ufffd")
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g, "");
  return oneLine(seen);
}
