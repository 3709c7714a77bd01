import type { Token } from "./analysis.js";
import { rarityOf, unknownRarity } from "./rarity.js";

/** How telling a word is without a corpus at hand: names and numbers most, words of direction more than others. */
export function termWeight({ kind, directions, term }: Token): number {
  if (kind !== "word") return 1.6;
  if (directions.length > 0) return 0.8;
  return term.length <= 3 ? 0.7 : 1;
}

/** How telling a word is by how rare it is in English at large, 0.2 (in every text) to 1; numbers lie between. */
export function rareWeight({ kind, term }: Token): number {
  return (kind === "number" ? 6 : rarityOf(term)) / unknownRarity;
}
