/** Placeholders of the Citation-Integrity data set for citations: of this work, of several with it, of others. */
const marker = /<\|(?:cit|multi_cit|other_cit)\|>/g;
const hasMarker = (text: string) => text.includes("<|");

/** Longest bracketed text that is looked through for citations. */
const longestBracket = 2000;

/**
 * A sentence without its citations: `grows [<|cit|>,7].` becomes `grows.`. In a bracket that holds a marker,
 * parts that are numbers, years or names with "et al." go too, other parts stay.
 */
export function withoutCitations(text: string): string {
  const plain = hasMarker(text) ? withoutMarkers(text) : text;
  return tidied(plain);
}

function withoutMarkers(text: string): string {
  let out = "";
  let at = 0;
  while (at < text.length) {
    const open = nextOpen(text, at);
    if (open < 0) break;
    const close = closing(text, open);
    if (close < 0) {
      out += text.slice(at, open + 1);
      at = open + 1;
      continue;
    }
    const inside = text.slice(open + 1, close);
    out += text.slice(at, open);
    const kept = hasMarker(inside) ? cleanBracket(inside) : inside;
    if (kept !== "") out += text[open] + kept + text[close];
    at = close + 1;
  }
  return (out + text.slice(at)).replace(marker, " ");
}

function nextOpen(text: string, from: number): number {
  for (let i = from; i < text.length; i++) if (text[i] === "(" || text[i] === "[") return i;
  return -1;
}

/** The bracket that closes this one, where no other opens between them. */
function closing(text: string, open: number): number {
  const end = Math.min(text.length, open + longestBracket);
  for (let i = open + 1; i < end; i++) {
    if (text[i] === ")" || text[i] === "]") return i;
    if (text[i] === "(" || text[i] === "[") return -1;
  }
  return -1;
}

function cleanBracket(inside: string): string {
  return inside
    .split(";")
    .map((part) =>
      part
        .split(",")
        .filter((piece) => !isCitation(piece))
        .join(","),
    )
    .filter((part) => part.trim() !== "")
    .join(";");
}

function isCitation(piece: string): boolean {
  return (
    hasMarker(piece) ||
    !/\p{L}{2}/u.test(piece) ||
    /\bet\s+al\b/.test(piece) ||
    /\b(?:19|20)\d\d\b/.test(piece)
  );
}

function tidied(text: string): string {
  return text
    .replace(/\s+/gu, " ")
    .replace(/ ([.,;:])/g, "$1")
    .replace(/,(?=[.;])/g, "")
    .trim();
}
