import type { Token } from "./analysis.js";

/** What stands before, and what after, the point of comparison; terms on both sides are left out. */
export interface Side {
  left: ReadonlySet<string>;
  right: ReadonlySet<string>;
}

const pivots = new Set([
  "than",
  "over",
  "versus",
  "vs",
  "against",
  "outperform",
  "surpass",
  "exceed",
  "beat",
]);

/** The two sides of a comparison, or undefined where nothing is compared. */
export function sidesOf(tokens: readonly Token[]): Side | undefined {
  const at = tokens.findIndex(
    (token, i) =>
      pivots.has(token.lower) ||
      pivots.has(token.term) ||
      (/^(?:compar|relativ)/.test(token.lower) && /^(?:to|with)$/.test(tokens[i + 1]?.lower ?? "")),
  );
  if (at < 0) return undefined;
  const apart = (onlyTopics: boolean) => {
    const termsOf = (part: readonly Token[]) =>
      new Set(
        part
          .filter(({ content, directions }) => content && !(onlyTopics && directions.length > 0))
          .map(({ term }) => term),
      );
    let [before, after] = [termsOf(tokens.slice(0, at)), termsOf(tokens.slice(at + 1))];
    // "Compared with B, A is more": the comparison that comes first goes last.
    if (before.size === 0) {
      const comma = tokens.findIndex((token, i) => i > at && token.clause !== tokens[at]!.clause);
      if (comma < 0) return undefined;
      [before, after] = [termsOf(tokens.slice(comma)), termsOf(tokens.slice(at + 1, comma))];
    }
    return {
      left: new Set([...before].filter((term) => !after.has(term))),
      right: new Set([...after].filter((term) => !before.has(term))),
    };
  };
  const topics = apart(true);
  // "Private schools spend more than public ones": here the words of direction are what is compared.
  return topics !== undefined && (topics.left.size === 0 || topics.right.size === 0) ? apart(false) : topics;
}
