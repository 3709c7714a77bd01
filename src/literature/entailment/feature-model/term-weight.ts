import type { Token } from "./analysis.js";

/** How telling a word is without a corpus at hand: names and numbers most, words of direction more than others. */
export function termWeight({ kind, directions, term }: Token): number {
  if (kind !== "word") return 1.6;
  if (directions.length > 0) return 0.8;
  return term.length <= 3 ? 0.7 : 1;
}
