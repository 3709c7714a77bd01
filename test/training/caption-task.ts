import type { ParallelText } from "../../src/datasets/retrieval-data.js";
import type { TextPair } from "../../src/training/pair-texts.js";

/**
 * A small task with two invented languages: every picture has a few concepts, every concept a word in each
 * language; captions and queries name them in some order. Unseen queries use another order and subset.
 */
export function captionTask(seed: number) {
  let state = seed;
  const below = (limit: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return Math.floor(((state >>> 0) / 2 ** 32) * limit);
  };
  const word = (letters: string) => Array.from({ length: 5 }, () => letters[below(letters.length)]).join("");
  const concepts = Array.from({ length: 40 }, () => ({ en: word("abcdefgh"), de: word("ሀለሐመሠረሰሸ") }));
  const texts: ParallelText[] = [];
  const unseen: { query: string; caption: string }[] = [];
  const pictures = 200;
  for (let picture = 0; picture < pictures; picture++) {
    const chosen = new Set<number>();
    while (chosen.size < 4) chosen.add(below(concepts.length));
    const parts = [...chosen].map((index) => concepts[index]!);
    const say = (locale: "en" | "de", order: number[]) => order.map((i) => parts[i]![locale]).join(" ");
    for (const locale of ["en", "de"] as const) {
      texts.push({
        group: picture,
        locale,
        queries: [say(locale, [1, 0]), say(locale, [2, 3])],
        passage: say(locale, [0, 1, 2, 3]),
      });
    }
    if (picture < 50) unseen.push({ query: say("en", [3, 0, 2]), caption: say("de", [0, 1, 2, 3]) });
  }
  const composer = {
    next(batchSize: number): { pairs: TextPair[] } {
      const chosen = new Set<number>();
      while (chosen.size < batchSize) chosen.add(below(pictures));
      const [queryLocale, passageLocale] = below(2) === 0 ? ["en", "de"] : ["de", "en"];
      return {
        pairs: [...chosen].map((picture) => ({
          group: picture,
          queryLocale: queryLocale!,
          passageLocale: passageLocale!,
          queryIndex: below(2),
        })),
      };
    },
  };
  return { texts, unseen, composer };
}
